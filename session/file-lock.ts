import path from 'node:path';
import fs from 'fs-extra';
import lockfile from 'proper-lockfile';
import { BatchError } from '../batch/errors';

/**
 * The lock of one input.csv: guards short critical sections (replay, write-back) against other runs on the same list.
 * Never held across a page or a download, so a wait of some seconds means that another run is writing, and a holder
 * that stopped refreshing it for `STALE` is dead or asleep.
 */
const STALE = 20_000;
const WAIT = { retries: 60, factor: 1.3, minTimeout: 20, maxTimeout: 1_000, randomize: true };

/** Folder beside the list for what its runs share: journals, lock, last-failed state. */
export const stateFolder = (listPath: string) => path.join(path.dirname(listPath), '.po-batch', path.basename(listPath));

export async function withListLock<T>(listPath: string, section: () => Promise<T>): Promise<T> {
  const folder = stateFolder(listPath);
  await fs.ensureDir(folder);
  let compromised: Error | undefined;
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(folder, {
      stale: STALE,
      retries: WAIT,
      lockfilePath: path.join(folder, 'lock'),
      // The library's default throws out of a timer, which would end the whole run; the section is checked below instead.
      onCompromised: (error) => (compromised = error),
    });
  } catch (error) {
    throw new BatchError('LIST_LOCKED', `${listPath} is being written by another run for over 30 s: wait for it, or end it.`, 1, { cause: error });
  }
  try {
    const result = await section();
    if (compromised) throw new BatchError('LOCK_LOST', `The lock of ${listPath} was lost while writing: ${compromised.message}`, 1);
    return result;
  } finally {
    // Releasing a lock that was taken over fails, and must not hide what the section threw.
    await release().catch(() => undefined);
  }
}
