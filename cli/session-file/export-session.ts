import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { lastsText } from '../../batch/profile';
import { isAgeFile, readSessionFile, sealSession, writeSessionFile } from '../../batch/session-file/session-file';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import { withoutUser } from '../../batch/text/short-text';
import { askPortal, type PortalState } from '../../fixtures/sign-in';
import { withProfileBrowser, type Invocation } from '../common';
import { fileArgument, settingsWithPortal } from './arguments';
import { newPassphrase } from './passphrase';

/**
 * `po-batch export-session <file>`: the portal's cookies and storage, from a browser on a copy of the profile, once the
 * portal has let it in. Nothing else of the profile is written. Exit codes: 0, 2 bad input, 3 not signed in, 4 the
 * portal does not answer, 130 stopped.
 */
export async function exportSession({ args, say, stop, ...project }: Invocation): Promise<number> {
  const file = fileArgument('export-session', args);
  refuseForeignFile(file);
  const { rootDir, settings, baseUrl } = await settingsWithPortal('export-session', project);
  const passphrase = await newPassphrase();
  say(`🔑 Opening ${withoutUser(baseUrl)} in a copy of the profile; the profile itself is only read.`);
  const proof = await withProfileBrowser({ rootDir, settings, what: 'export-session' }, ({ context }) =>
    askPortal(context, { baseUrl, stop }),
  );
  if (proof.is === 'stopped') throw new BatchError('STOPPED', 'Stopped: nothing was written.', EXIT.STOPPED);
  if (proof.is === 'signed-out') throw notSignedIn(baseUrl);
  if (proof.is === 'unclear') {
    throw new BatchError(
      'PORTAL_UNCLEAR',
      `${baseUrl} shows "${proof.title}", which tells nothing about the sign-in: nothing was written, try again later.`,
      EXIT.PORTAL,
    );
  }
  const { cookies, origins } = proof.state;
  writeSessionFile(file, await sealSession({ portal: baseUrl, savedAt: Date.now(), cookies, origins }, passphrase));
  say(`✅ ${file}: ${contents(proof.state)} of ${new URL(baseUrl).host}, encrypted (age). ${lastsText(cookies)}`);
  say(`   There: SESSION_FILE and SESSION_PASSPHRASE for a run, or npx po-batch import-session ${path.basename(file)}`);
  return EXIT.OK;
}

/** An older session is replaced; a list that was typed by mistake is not. */
function refuseForeignFile(file: string): void {
  const folder = path.dirname(file);
  if (!existsSync(folder)) throw new BatchError('BAD_ARGUMENT', `${folder} does not exist: make it, or name another.`);
  if (!existsSync(file) || (statSync(file).isFile() && isAgeFile(readSessionFile(file)))) return;
  throw new BatchError('FILE_EXISTS', `${file} is there already and is no session file: name another file.`);
}

const notSignedIn = (baseUrl: string) =>
  new BatchError(
    'SIGNED_OUT',
    `Not signed in at ${baseUrl}: run \`npx po-batch sign-in\`, then export-session again. Nothing was written.`,
    EXIT.SIGNED_OUT,
  );

function contents({ cookies, origins }: PortalState): string {
  const counted = cookies.length === 1 ? '1 cookie' : `${cookies.length} cookies`;
  return origins.length > 0 ? `${counted} and the storage` : counted;
}
