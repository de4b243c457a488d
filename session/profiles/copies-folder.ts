import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fs from 'fs-extra';
import { withHome } from '../../batch/profile';
import { BatchError } from '../../batch/errors/errors';
import { currentOwner, sweepDead, writeOwnerSync } from '../../batch/system/owner';
import type { RunPlan } from '../../batch/protocol';

type Run = Pick<RunPlan, 'run' | 'rootDir' | 'runDir' | 'settings'>;

/** The run's private folder; in PROFILE_COPIES_DIR one of its own, after what killed runs left there is removed. */
export async function copiesFolder(run: Run): Promise<string> {
  const folder = run.settings.profileCopiesDir ? await ownFolder(run, run.settings.profileCopiesDir) : run.runDir;
  if (process.platform === 'linux') await spreadApart(folder);
  return folder;
}

/** What a copy is called: in no two runs the same, see `spreadApart`. Short, for Windows' paths. */
export const copyName = (name: string, { run }: Pick<RunPlan, 'run'>) => `${name}-${run.slice(-4)}`;

/**
 * ext4 gives the inode of a removed file to no other for some minutes, and steps over each of them whenever it makes a
 * file in that part of the disk: a run soon after another took four times as long for its copies. Folders in one with
 * this attribute (chattr(1), T) get a part of the disk each, by their names. Only a hint: where it is not known, all
 * goes as well.
 */
async function spreadApart(folder: string): Promise<void> {
  await promisify(execFile)('chattr', ['+T', folder]).catch(() => undefined);
}

async function ownFolder({ run, rootDir }: Run, profileCopiesDir: string): Promise<string> {
  const parent = path.resolve(
    rootDir,
    withHome(profileCopiesDir, { platform: process.platform, homedir: os.homedir() }),
  );
  const folder = path.join(parent, `po-batch-${run}`);
  try {
    await fs.ensureDir(parent);
    await sweepDead(
      (await fs.readdir(parent)).filter((name) => name.startsWith('po-batch-')).map((name) => path.join(parent, name)),
    );
    await fs.mkdir(folder, { mode: 0o700 });
    writeOwnerSync(folder, currentOwner(run));
    return folder;
  } catch (error) {
    throw new BatchError(
      'PROFILE_COPIES_DIR',
      `${parent} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another PROFILE_COPIES_DIR, or get the right to write there.`,
      2,
      { cause: error },
    );
  }
}

/** A browser that is still dying, or a virus scanner, holds a file for a moment. Nothing there is no error. */
export const removeTree = (folder: string): Promise<void> =>
  fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

/**
 * A browser that is still dying writes into its profile for a moment; what stays, the run's end or the next run
 * removes.
 */
export async function removeFolder(folder: string): Promise<void> {
  await removeTree(folder).catch(() => undefined);
}
