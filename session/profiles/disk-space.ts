import { statfs } from 'node:fs/promises';
import { copyFileSync, constants, rmSync } from 'node:fs';
import path from 'node:path';
import { BatchError } from '../../batch/errors/errors';
import type { Listing } from './copying';

/** Disk space for a run's copies, checked before the first byte is written. */
export interface SpaceNeeded {
  folder: string;
  /** Bytes of one copy. */
  copy: number;
  copies: number;
  snapshot: boolean;
  /** Bytes that may be written there. */
  free: number;
  /** The file system shares blocks, so that copies take no space. */
  reflink: boolean;
}

/** Copies grow while browsers work in them, and other programs need space too. */
const SPARE = 64 * 1024 * 1024;

/** Throws `PROFILE_NO_ROOM` with one line. Pure. */
export function refuseWithoutSpace({ folder, copy, copies, snapshot, free, reflink }: SpaceNeeded): void {
  const needed = copy * (copies + (snapshot ? 1 : 0));
  if (reflink || needed + SPARE <= free) return;
  const what = `${copies} ${copies === 1 ? 'copy' : 'copies'}${snapshot ? ' and a snapshot' : ''}`;
  const fewer = copies > 1 ? ', or use --workers=1' : '';
  throw new BatchError(
    'PROFILE_NO_ROOM',
    `The profile needs ${inGigabytes(needed)} for ${what} in ${folder}, ${inGigabytes(free)} free: free some, set PROFILE_COPIES_DIR${fewer}.`,
    5,
  );
}

/** Bytes that the files take on a disk; of a file with holes only what is written. */
export const bytesOnDisk = ({ files }: Listing) =>
  files.reduce((sum, { bytes, onDisk }) => sum + Math.min(bytes, onDisk), 0);

/** Bytes that this user may still write there. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Whether files of the source can share their blocks with copies in `folder`: tried with one small file. */
export function sharesBlocks(sample: string, folder: string): boolean {
  const probe = path.join(folder, 'reflink-probe');
  try {
    copyFileSync(sample, probe, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** `3.2 GB`, `45 MB`: decimal units, as file managers show them. */
export function inGigabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
