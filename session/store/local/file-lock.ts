import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';
import lockfile from 'proper-lockfile';
import { BatchError } from '../../../batch/errors/errors';
import { isHeld } from '../../files';
import { currentOwner, isDead, type Owner } from '../../../batch/system/owner';
import { LockMark, removeDeadLock, type LockFiles } from './lock-takeover';
import type { Observation } from './change-watch';

/**
 * The lock of one input.csv or one download folder: guards short critical sections (claim, commit, write-back) against
 * other runs. Never held across a page or a download, so a wait of many seconds means that another run is writing, or
 * died while it did. Why taking over a dead run's lock is not left to the library:
 * docs/decisions/0013-lock-takeover.md.
 */
export interface LockTools {
  now(): number;
  sleep(ms: number): Promise<unknown>;
  /** Whether the process that a lock names certainly no longer runs. */
  isDead(owner: Owner): boolean;
  /** For tests; this system's and the library's by default. */
  platform?: NodeJS.Platform;
  lock?: typeof lockfile.lock;
}

const systemLock: LockTools = { now: () => performance.now(), sleep, isDead };

/**
 * Milliseconds until a run gives up waiting. Longer than it takes to find out that a lock's owner on another machine is
 * gone.
 */
const PATIENCE = 45_000;
/**
 * Milliseconds for what refuses the lock's own files for a moment: on Windows a folder that its last holder is just
 * removing, or a virus scanner.
 */
const REFUSED = 15_000;
const REFRESH = 5_000;
/** A second's worth: by then no other run can have taken the lock over. */
const RMDIR_TRIES = 10;
/** The library must never take a lock over by itself. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** What a lock guards, by the path that a person knows, and the folder for what runs share about it. */
export interface LockTarget {
  folder: string;
  name: string;
}

/** Folder beside the list for what its runs share: journals, claims, lock, last-failed state. */
export const stateFolder = (listPath: string) =>
  path.join(path.dirname(listPath), '.po-batch', path.basename(listPath));

/** The lock of a list. */
export const listLock = (listPath: string): LockTarget => ({ folder: stateFolder(listPath), name: listPath });

/** In the download folder itself: its runs may come from lists that know nothing of each other. */
export const downloadLock = (root: string): LockTarget => ({
  folder: path.join(root, '.po-batch', 'claims'),
  name: root,
});

/**
 * Runs `work` alone among all runs that share the target. `confirm` throws when the lock was lost meanwhile (a computer
 * that slept): to be asked right before anything is changed.
 */
export async function withLock<T>(
  target: LockTarget,
  work: (confirm: () => Promise<void>) => Promise<T>,
  tools: LockTools = systemLock,
): Promise<T> {
  const lock = await acquire(target, tools);
  try {
    return await work(lock.confirm);
  } finally {
    await lock.release();
  }
}

/** As `withLock`, for the list. */
export const withListLock = <T>(
  listPath: string,
  work: (confirm: () => Promise<void>) => Promise<T>,
  tools?: LockTools,
) => withLock(listLock(listPath), work, tools);

async function acquire({ folder, name }: LockTarget, tools: LockTools) {
  const files: LockFiles = {
    lock: path.join(folder, 'lock'),
    mark: path.join(folder, 'lock.json'),
    takeover: path.join(folder, 'takeover'),
  };
  const own: LockMark = { token: randomUUID(), ...currentOwner('') };
  const watched: { observation?: Observation } = {};
  const began = tools.now();
  let refusedSince: number | undefined;
  for (let pause = 20; ; pause = Math.min(pause * 1.3, 1_000)) {
    try {
      if (await tryLock(files, own, tools.lock)) break;
      refusedSince = undefined;
    } catch (error) {
      refusedSince ??= tools.now();
      if (!isHeld(error, tools.platform) || tools.now() - refusedSince > REFUSED) throw error;
    }
    if (tools.now() - began > PATIENCE)
      throw new BatchError(
        'LIST_LOCKED',
        `${name} is being written by another run for over ${PATIENCE / 1_000} s: wait for it, or end it.`,
        1,
      );
    if (refusedSince === undefined && (await removeDeadLock(files, watched, tools))) continue;
    await tools.sleep(pause * (0.5 + Math.random()));
  }
  const isOwn = async () => (await LockMark.read(files.mark))?.token === own.token;
  return {
    async confirm() {
      if (!(await isOwn()))
        throw new BatchError(
          'LOCK_LOST',
          `The lock of ${name} was lost: this computer stood still for a while and another run took it.`,
          1,
        );
    },
    /** Never throws: it must not hide what the critical section threw. */
    async release() {
      const mine = await isOwn();
      // The mark first: a lock without one is waited for, a mark of the dead beside a new lock would have that removed.
      if (mine) await fs.remove(files.mark).catch(() => undefined);
      await unlock(files, mine);
    },
  };
}

/** Never throws. Not `mine`: the folder is another run's by now, and stays; the library only forgets it. */
async function unlock({ lock }: LockFiles, mine: boolean): Promise<void> {
  const keep = { rmdir: (_path: string, done: (error: null) => void) => done(null) };
  let gone = await lockfile.unlock(lock, { realpath: false, lockfilePath: lock, ...(!mine && { fs: keep }) }).then(
    () => true,
    () => !mine,
  );
  // Held for a moment: a folder that stays would be waited for until it counts as that of a dead run.
  for (let tries = 0; !gone && tries < RMDIR_TRIES; tries++) {
    await sleep(100);
    gone = await fs.rmdir(lock).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    );
  }
}

/** Takes the lock and says whose it is; false when somebody has it. */
async function tryLock(files: LockFiles, own: LockMark, take = lockfile.lock): Promise<boolean> {
  const { lock } = files;
  try {
    // Every time: the last run that leaves a download folder removes what is empty.
    await fs.ensureDir(path.dirname(lock));
    // The library's default for a lock that was lost throws out of a timer, which would end the whole run: `confirm`
    // asks.
    await take(lock, {
      lockfilePath: lock,
      realpath: false,
      stale: NEVER,
      update: REFRESH,
      onCompromised: () => undefined,
    });
  } catch (error) {
    if (['ELOCKED', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
  try {
    await fs.writeFile(files.mark, JSON.stringify(own));
    return true;
  } catch (error) {
    // The library goes on refreshing the lock: nobody, this run included, would ever get it again.
    await unlock(files, true);
    throw error;
  }
}
