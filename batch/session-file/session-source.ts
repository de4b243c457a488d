import path from 'node:path';
import { withHome, type System } from '../profile';
import { BatchError } from '../errors/errors';
import type { Settings } from '../settings/settings';
import { heldPassphrase } from './passphrase';
import { isAgeFile, readSessionFile } from './session-file';

/** Where a run's sign-in comes from when no person signed in on its machine. */
export interface SessionSource {
  /** Absolute path. */
  file: string;
  passphrase: string;
}

/** The profile that a session file becomes, in a run's private folder. */
export const sessionProfile = (runDir: string) => ({
  userDataDir: path.join(runDir, 'session', 'profile'),
  profileName: 'Default',
  kind: 'session' as const,
});

/**
 * What SESSION_FILE and SESSION_PASSPHRASE say; undefined without the first. Throws a BatchError (exit 2) when the file
 * cannot be read, is no session file, or has no passphrase: all that can be known before anything is opened.
 */
export function sessionSource(
  rootDir: string,
  { sessionFile }: Pick<Settings, 'sessionFile'>,
  system: Pick<System, 'platform' | 'homedir'>,
): SessionSource | undefined {
  if (!sessionFile) return undefined;
  const file = path.resolve(rootDir, withHome(sessionFile, system));
  if (!isAgeFile(readSessionFile(file))) {
    throw new BatchError(
      'SESSION_FILE_UNREADABLE',
      `${file} (SESSION_FILE) is no session file: make one with \`npx po-batch export-session <file>\`.`,
    );
  }
  const passphrase = heldPassphrase();
  if (passphrase) return { file, passphrase };
  throw new BatchError(
    'NO_PASSPHRASE',
    `SESSION_PASSPHRASE is not set: ${file} (SESSION_FILE) opens only with the passphrase that it was exported with.`,
  );
}
