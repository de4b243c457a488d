import { BatchError } from '../../../batch/errors/errors';
import type { CopyThreads } from './copy-threads';
import type { InspectRequest, KindTotals } from './inspect-copy';
import { KINDS, type Kind } from './profile-parts';
import { shownPath } from './raw-paths';

export interface FinishedCopy {
  /** The user-data folder that it was made of. */
  from: string;
  target: string;
  profileName: string;
  /** What it must hold. */
  expected: Record<Kind, KindTotals>;
  /** Which databases of the copy are read as a whole. */
  check: InspectRequest['check'];
}

/**
 * Verifies a finished copy: every kind has the files and bytes that were read, its cookies are whole. Returns a remark
 * for every other database that is damaged; throws `PROFILE_INCOMPLETE` or `PROFILE_NO_COOKIES`.
 */
export async function verifyCopy(
  threads: Pick<CopyThreads, 'run'>,
  { from, target, profileName, expected, check }: FinishedCopy,
): Promise<string[]> {
  const facts = await threads.run('inspect', { userDataDir: target, profileName, check });
  for (const kind of KINDS) {
    const { files, bytes } = facts.kinds[kind];
    if (files === expected[kind].files && bytes === expected[kind].bytes) continue;
    throw new BatchError(
      'PROFILE_INCOMPLETE',
      `${target}: the copy of the profile is not whole (${kind}: ${files} files, ${bytes} bytes instead of ${expected[kind].files}, ${expected[kind].bytes}): start again; if it comes again, set PROFILE_COPIES_DIR to another disk.`,
    );
  }
  const fault = facts.faults.find((each) => each.path.endsWith('/Cookies'));
  if (!facts.cookies || fault) {
    throw new BatchError(
      'PROFILE_NO_COOKIES',
      `${from}: its profile ${profileName} has no readable cookies${fault ? ` (${fault.fault})` : ''}, so a copy would be signed out: sign in once with \`npx po-batch sign-in\`, or set EDGE_PROFILE_DIR.`,
    );
  }
  return facts.faults.map(
    (each) => `${shownPath(each.path)} of the profile is damaged (${each.fault}); it was copied as it is.`,
  );
}
