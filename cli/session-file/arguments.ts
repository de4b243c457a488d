import path from 'node:path';
import { parseArgs } from 'node:util';
import { BatchError } from '../../batch/errors/errors';
import type { Settings } from '../../batch/settings/settings';
import { badOption, projectSettings, type Invocation } from '../common';

/** The one file that a command is given, absolute. Throws a BatchError (exit 2) for anything else. */
export function fileArgument(command: string, args: string[]): string {
  let files: string[];
  try {
    files = parseArgs({ args, allowPositionals: true, options: {} }).positionals;
  } catch (error) {
    throw badOption(command, error);
  }
  if (files.length === 1) return path.resolve(files[0]!);
  throw new BatchError('BAD_ARGUMENT', `Which file? po-batch ${command} portal.session.age`);
}

/** The project's settings, with its portal. Throws a BatchError (exit 2) when it has none. */
export async function settingsWithPortal(
  command: string,
  invoked: Pick<Invocation, 'rootDir' | 'config'>,
): Promise<{ rootDir: string; settings: Settings; baseUrl: string }> {
  const { rootDir, settings } = await projectSettings(invoked.rootDir, invoked.config);
  if (settings.baseUrl) return { rootDir, settings, baseUrl: settings.baseUrl };
  throw new BatchError(
    'NO_BASE_URL',
    `BASE_URL is not set: put BASE_URL=https://<company>.coupahost.com in .env, then run ${command} again.`,
  );
}
