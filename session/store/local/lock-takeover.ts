import fs from 'fs-extra';
import lockfile from 'proper-lockfile';
import type { Owner } from '../../../batch/system/owner';
import { observe, SILENT, type Observation } from './change-watch';

/** The files of a lock: its folder, the file that names its owner, and the lock that a takeover needs. */
export interface LockFiles {
  lock: string;
  mark: string;
  takeover: string;
}

/** Who holds a lock; the token tells two holds of one process apart. */
export interface LockMark extends Owner {
  token: string;
}

export const LockMark = {
  async read(file: string): Promise<LockMark | undefined> {
    return fs.readJson(file).catch(() => undefined) as Promise<LockMark | undefined>;
  },
};

/** Milliseconds: long enough for a new holder to write its name over that of a dead one. */
const NAMED = 1_000;

/**
 * Removes the lock when its owner is certainly gone: its process ended on this machine, or nothing refreshed it while
 * we watched. Ages are never compared with the clock that another machine wrote. True when the lock may be free now.
 */
export async function removeDeadLock(
  files: LockFiles,
  watched: { observation?: Observation },
  { now, isDead }: { now(): number; isDead(owner: Owner): boolean },
): Promise<boolean> {
  const state = await stateOf(files.lock);
  if (state === undefined) return true;
  const mark = await LockMark.read(files.mark);
  const { unchanged } = (watched.observation = observe(watched.observation, state, now()));
  if (unchanged < SILENT && !(unchanged >= NAMED && mark && isDead(mark))) return false;
  return alone(files, async () => {
    // Checked again: another waiter may have removed it meanwhile, and this would be the next holder's lock.
    if ((await stateOf(files.lock)) !== state || (await LockMark.read(files.mark))?.token !== mark?.token) return;
    await fs.remove(files.mark);
    await fs.rmdir(files.lock);
  });
}

/** Changes with every refresh and with every new lock: inode numbers are used again at once, times are not. */
async function stateOf(lock: string): Promise<string | undefined> {
  try {
    const { ino, birthtimeMs, mtimeMs, ctimeMs } = await fs.stat(lock);
    return [ino, birthtimeMs, mtimeMs, ctimeMs].join(':');
  } catch {
    return undefined;
  }
}

/** One waiter at a time takes over. False when another is at it. */
async function alone({ takeover }: LockFiles, work: () => Promise<void>): Promise<boolean> {
  try {
    const release = await lockfile.lock(takeover, { realpath: false, stale: SILENT, onCompromised: () => undefined });
    await work().finally(() => release().catch(() => undefined));
    return true;
  } catch {
    return false;
  }
}
