import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { withHome } from '../batch/edge-places';
import { BatchError } from '../batch/errors';
import { currentOwner, sweepDead, writeOwnerSync } from '../batch/owner';
import type { RunPlan } from '../batch/run-plan';

/** The run's private folder; in PROFILE_COPIES_DIR one of its own, after what killed runs left there is removed. */
export async function copiesFolder({ run, rootDir, runDir, settings }: Pick<RunPlan, 'run' | 'rootDir' | 'runDir' | 'settings'>): Promise<string> {
  if (!settings.profileCopiesDir) return runDir;
  const parent = path.resolve(rootDir, withHome(settings.profileCopiesDir, { platform: process.platform, homedir: os.homedir() }));
  const folder = path.join(parent, `po-batch-${run}`);
  try {
    await fs.ensureDir(parent);
    await sweepDead((await fs.readdir(parent)).filter((name) => name.startsWith('po-batch-')).map((name) => path.join(parent, name)));
    await fs.mkdir(folder, { mode: 0o700 });
    writeOwnerSync(folder, currentOwner(run));
    return folder;
  } catch (error) {
    throw new BatchError('PROFILE_COPIES_DIR', `${parent} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another PROFILE_COPIES_DIR, or get the right to write there.`, 2, { cause: error });
  }
}

/** A browser that is still dying writes into its profile for a moment; what stays, the run's end or the next run removes. */
export async function removeFolder(folder: string): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => undefined);
}
