import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';
import lockfile from 'proper-lockfile';
import { BatchError } from '../batch/errors';
import { currentOwner, isDead, type Owner } from '../batch/owner';
import { LockMark, removeDeadLock, type LockPlaces } from './lock-takeover';

/**
 * The lock of one input.csv: guards short critical sections (write-back) against other runs on the same list. Never held
 * across a page or a download, so a wait of many seconds means that another run is writing, or died while it did. Why
 * taking over a dead run's lock is not left to the library: docs/decisions/0013-lock-takeover.md.
 */
export interface LockTools {
  now(): number;
  sleep(ms: number): Promise<unknown>;
  /** Whether the process that a lock names certainly no longer runs. */
  isDead(owner: Owner): boolean;
}

export const systemLock: LockTools = { now: () => performance.now(), sleep, isDead };

/** Milliseconds until a run gives up waiting. Longer than it takes to find out that a lock's owner on another machine is gone. */
const PATIENCE = 45_000;
const REFRESH = 5_000;
/** The library must never take a lock over by itself. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Folder beside the list for what its runs share: journals, lock, last-failed state. */
export const stateFolder = (listPath: string) => path.join(path.dirname(listPath), '.po-batch', path.basename(listPath));

/**
 * Runs `section` alone among all runs on this list. `confirm` throws when the lock was lost meanwhile (a computer that
 * slept): to be asked right before anything is changed.
 */
export async function withListLock<T>(listPath: string, section: (confirm: () => Promise<void>) => Promise<T>, tools: LockTools = systemLock): Promise<T> {
  const lock = await acquire(listPath, tools);
  try {
    return await section(lock.confirm);
  } finally {
    await lock.release();
  }
}

async function acquire(listPath: string, tools: LockTools) {
  const folder = stateFolder(listPath);
  await fs.ensureDir(folder);
  const places: LockPlaces = { lock: path.join(folder, 'lock'), mark: path.join(folder, 'lock.json'), takeover: path.join(folder, 'takeover') };
  const own: LockMark = { token: randomUUID(), ...currentOwner('') };
  const since = { state: '', at: tools.now() };
  const began = tools.now();
  for (let pause = 20; ; pause = Math.min(pause * 1.3, 1_000)) {
    if (await tryLock(places)) break;
    if (tools.now() - began > PATIENCE) throw new BatchError('LIST_LOCKED', `${listPath} is being written by another run for over ${PATIENCE / 1_000} s: wait for it, or end it.`, 1);
    if (await removeDeadLock(places, since, tools)) continue;
    await tools.sleep(pause * (0.5 + Math.random()));
  }
  await fs.writeFile(places.mark, JSON.stringify(own));
  const isOwn = async () => (await LockMark.read(places.mark))?.token === own.token;
  return {
    async confirm() {
      if (!(await isOwn())) throw new BatchError('LOCK_LOST', `The lock of ${listPath} was lost: this computer stood still for a while and another run took it.`, 1);
    },
    /** Never throws: it must not hide what the section threw. */
    async release() {
      const mine = await isOwn();
      // The mark first: a lock without one is waited for, a mark of the dead beside a new lock would have that removed.
      if (mine) await fs.remove(places.mark).catch(() => undefined);
      // Lost: the folder is another run's by now, and stays. The library only forgets it.
      const keep = { rmdir: (_path: string, done: (error: null) => void) => done(null) };
      await lockfile.unlock(places.lock, { realpath: false, lockfilePath: places.lock, ...(!mine && { fs: keep }) }).catch(() => undefined);
    },
  };
}

async function tryLock({ lock }: LockPlaces): Promise<boolean> {
  try {
    // The library's default for a lock that was lost throws out of a timer, which would end the whole run: `confirm` asks.
    await lockfile.lock(lock, { lockfilePath: lock, realpath: false, stale: NEVER, update: REFRESH, onCompromised: () => undefined });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return false;
    throw error;
  }
}
