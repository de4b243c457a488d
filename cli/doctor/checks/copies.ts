import path from 'node:path';
import { pathsOf, withHome } from '../../../batch/profile';
import { BatchError } from '../../../batch/errors/errors';
import {
  bytesOnDisk,
  inGigabytes,
  refuseWithoutSpace,
  needsSnapshot,
  type SpaceNeeded,
} from '../../../session/profiles';
import { fault, ok, warning, type Check, type Finding } from '../model';

/** Disk space for the workers' copies of the profile, by the rule of runs. */
export interface CopiesFacts extends Omit<SpaceNeeded, 'free'> {
  free: number | undefined;
  /** Error code when nothing can be written there. */
  refused: string | undefined;
  /** Names and codes of what could not be read in the profile. */
  unreadable: { path: string; code: string }[];
}

const NAME = 'Copies';

export function judgeCopies({ free, refused, unreadable, ...space }: CopiesFacts): Finding[] {
  const { folder, copy, copies, reflink } = space;
  if (refused)
    return [
      fault(
        NAME,
        `${folder} cannot be written (${refused}).`,
        'Set PROFILE_COPIES_DIR to a folder of your own on this computer.',
      ),
    ];
  if (free === undefined) return [warning(NAME, `How much room ${folder} has is not known.`)];
  try {
    refuseWithoutSpace({ ...space, free });
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    const [, text = error.message, advice] = /^(.*? free): (.*)$/.exec(error.message) ?? [];
    return [fault(NAME, text, advice && advice.charAt(0).toUpperCase() + advice.slice(1))];
  }
  const [first] = unreadable;
  if (first)
    return [
      warning(
        NAME,
        `${unreadable.length === 1 ? 'One file' : `${unreadable.length} files`} of the profile cannot be read (${first.path}: ${first.code}).`,
        'Close the browser that uses the profile; a run tries again, then names what it could not copy.',
      ),
    ];
  const what = reflink
    ? 'copies share blocks and take no room'
    : `${copies} × ${inGigabytes(copy)}, ${inGigabytes(free)} free`;
  return [ok(NAME, `In ${folder}: ${what}.`)];
}

/** Disk space for the copies, and files of the profile that cannot be read. */
export const checkCopies: Check = async ({ machine, rootDir, batch }) => {
  if (!batch?.profile || !('kind' in batch.profile)) return [];
  const { settings, profile } = batch;
  const folder = settings.profileCopiesDir
    ? path.resolve(rootDir, withHome(settings.profileCopiesDir, machine))
    : machine.tmpdir;
  const listing = machine.listProfile({ ...profile, lean: settings.profileCopy === 'lean' });
  const { refused, free, reflink } = await machine.space(
    folder,
    pathsOf(machine.platform).join(profile.userDataDir, 'Local State'),
  );
  return judgeCopies({
    folder,
    copy: bytesOnDisk(listing),
    copies: settings.maxWorkers,
    snapshot: needsSnapshot(profile),
    free,
    refused,
    reflink,
    unreadable: listing.unreadable,
  });
};
