import path from 'node:path';
import fs from 'fs-extra';
import { cleanEnvironment, makeProject, REPOSITORY } from '../../tests/support/run-batch';
import { listOf } from './orders';
import { watchCommand, type Taken } from './processes';

const CLI = path.join(REPOSITORY, 'node_modules', '@playwright', 'test', 'cli.js');

export interface BatchOfMeasurement {
  /** Folder of the project; emptied first. One for all runs, as a person has one: compiled code is found again. */
  dir: string;
  url: string;
  pos: number;
  mode: string;
  workers: number;
  scaling: 'adaptive' | 'fixed';
  /** Seconds after which it is ended. */
  limit: number;
}

/** One batch by the real command. Its files are in `downloads`. */
export async function measuredBatch(batch: BatchOfMeasurement): Promise<Taken & { downloads: string }> {
  const { dir, url, pos, mode, workers, scaling, limit } = batch;
  await fs.emptyDir(dir);
  const env = { BASE_URL: url, USE_PROFILE: 'false', EXECUTION_MODE: mode, WORKER_SCALING: scaling };
  const { downloads } = await makeProject(dir, { csv: listOf(pos), env });
  const args = [CLI, 'test', `--workers=${workers}`];
  const taken = await watchCommand(process.execPath, args, { cwd: dir, env: cleanEnvironment(), limit }).ended;
  return { ...taken, downloads };
}
