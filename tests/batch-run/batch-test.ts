import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import type { OrderDefinition } from '../../data/portal/orders/order-definition';
import { startPortal, type Portal, type PortalOptions } from '../../data/portal/portal';
import { whileItGoesOn } from '../support/progress';
import {
  COMPILED,
  makeProject,
  makeSampleProject,
  startBatch,
  type BatchProject,
  type BatchRun,
  type HowToStart,
  type ProjectParts,
  type RunningBatch,
} from '../support/run-batch';

/** A batch in a folder and a temporary folder of its own, run by the real command. */
export interface Batch extends BatchProject {
  /** The batch's own temporary folder: what is in it after a run was left behind. */
  temp: string;
  start(args?: string[], env?: Record<string, string>, how?: HowToStart): RunningBatch;
  run(args?: string[], env?: Record<string, string>): Promise<BatchRun>;
}

export interface BatchParts extends Partial<Omit<ProjectParts, 'env'>> {
  /** POs, as rows with nothing else in them. */
  pos?: string[];
  portal?: Portal;
  env?: Record<string, string>;
}

/**
 * `portal` starts a sample portal that lets everyone in; `batch` makes a project for it, without a profile. After each
 * test nothing of its batches may be left: no folder in the temporary folder, no staging folder, no process.
 */
export const test = base.extend<{
  /** What says that the test goes on: the output of its commands, and what its portals were asked for. */
  watched: (() => unknown)[];
  portal(orders: OrderDefinition[], options?: PortalOptions): Promise<Portal>;
  batch(parts: BatchParts): Promise<Batch>;
  sampleBatch(): Promise<Batch>;
}>({
  watched: [
    async ({}, use, testInfo) => {
      const watched: (() => unknown)[] = [];
      const stop = whileItGoesOn(testInfo, () => JSON.stringify(watched.map((one) => one())));
      await use(watched);
      stop();
    },
    { auto: true },
  ],

  portal: async ({ watched }, use) => {
    const portals: Portal[] = [];
    await use(async (orders, options) => {
      const portal = await startPortal({ signIn: false, ...options, orders });
      portals.push(portal);
      watched.push(() =>
        Object.values(portal.stats.orders).reduce((sum, { opened, files }) => sum + opened + sent(files), 0),
      );
      return portal;
    });
    await Promise.all(portals.map((portal) => portal.close()));
  },

  batch: async ({ watched }, use) => {
    const made: Running[] = [];
    await use(async ({ pos = [], portal, csv = listOf(pos), env = {}, ...parts }) => {
      // All workers whatever the load: a test that waits for two POs at once must not hang on a busy machine.
      const settings = {
        USE_PROFILE: 'false',
        PAGE_DELAY: '0.1',
        WORKER_SCALING: 'fixed',
        OFFLINE_WAIT: '0',
        ...(portal && { BASE_URL: portal.url }),
        ...env,
      };
      const running = await emptyBatch();
      watched.push(() => running.processes.map((one) => one.output().length));
      made.push(Object.assign(running, await makeProject(running.dir, { csv, env: settings, ...parts })));
      return running;
    });
    await endAndInspect(made);
  },

  sampleBatch: async ({ watched }, use) => {
    const made: Running[] = [];
    await use(async () => {
      const running = await emptyBatch();
      watched.push(() => running.processes.map((one) => one.output().length));
      await makeSampleProject(running.dir);
      const sample = path.join(running.dir, 'data', 'sample');
      made.push(
        Object.assign(running, { list: path.join(sample, 'input.csv'), downloads: path.join(sample, 'downloads') }),
      );
      return running;
    });
    await endAndInspect(made);
  },
});

export { expect };

const sent = (files: Record<string, { requested: number; sentWhole: number }>) =>
  Object.values(files).reduce((sum, { requested, sentWhole }) => sum + requested + sentWhole, 0);

/** A list with these POs and nothing else. */
export const listOf = (pos: string[]) => ['PO_NUMBER;STATUS;SUPPLIER', ...pos.map((po) => `${po};;`), ''].join('\n');

/** An order with one file, or with files of these names. */
export function order(number: string, ...names: string[]): OrderDefinition {
  return {
    number,
    shows: 'A test',
    supplier: 'Test Supplier',
    attachments: (names.length > 0 ? names : ['document.pdf']).map((name) => ({ name })),
  };
}

/** Files of a PO that the portal was asked for, by name, and how often. */
export function requests(portal: Portal, number: string): Record<string, number> {
  const files = Object.values(portal.stats.orders[number]?.files ?? {});
  return Object.fromEntries(files.map(({ name, requested }) => [name, requested]));
}

/** POs with a final line on the console, sorted. */
export function processed(output: string): string[] {
  return [...output.matchAll(/^ {3}(?:✅|📭|⚠️|❌|🚫) (\S+): /gmu)].map(([, po]) => po!).sort();
}

/** POs that a command would take, by `--list`, sorted. */
export async function selected(batch: Batch, ...args: string[]): Promise<string[]> {
  const { output } = await batch.run(['test', '--list', ...args]);
  return [...output.matchAll(/purchase-orders\.spec\.ts:\d+:\d+ › (\S+)/g)].map(([, po]) => po!).sort();
}

interface Running extends Batch {
  root: string;
  processes: RunningBatch[];
}

/** Not in the output folder of the tests: a socket's path must be short, and other test runs empty that folder. */
async function emptyBatch(): Promise<Running> {
  const root = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'pob-test-')));
  const [dir, temp, home] = ['batch', 'tmp', 'home'].map((name) => path.join(root, name)) as [string, string, string];
  await Promise.all([dir, temp, home].map((folder) => fs.ensureDir(folder)));
  // A home of its own: neither the developer's Edge nor his downloads have a part in a test.
  const places = {
    TMPDIR: temp,
    TEMP: temp,
    TMP: temp,
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: home,
    PWTEST_CACHE_DIR: COMPILED,
  };
  const processes: RunningBatch[] = [];
  const start = (args?: string[], env?: Record<string, string>, how?: HowToStart) => {
    const process = startBatch(dir, args, { ...places, ...env }, how);
    processes.push(process);
    return process;
  };
  return { root, dir, temp, list: '', downloads: '', start, run: (args, env) => start(args, env).ended, processes };
}

async function endAndInspect(made: Running[]): Promise<void> {
  for (const { processes } of made) {
    for (const { child, ended } of processes) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    }
  }
  try {
    for (const batch of made)
      await expect.poll(() => leftBehind(batch), { message: 'left behind', timeout: 10_000 }).toEqual([]);
  } finally {
    await Promise.all(made.map(({ root }) => fs.remove(root)));
  }
}

/** Folders and processes that runs of this batch left. */
export async function leftBehind({ temp, downloads }: Pick<Batch, 'temp' | 'downloads'>): Promise<string[]> {
  const names = async (folder: string) =>
    (await fs.readdir(folder).catch(() => [] as string[])).map((name) => path.join(folder, name));
  const staging = (await names(downloads)).filter((file) => path.basename(file).startsWith('.po-batch-'));
  const folders = [...(await names(temp)).filter((file) => !TOOLS.test(path.basename(file))), ...staging];
  return [...folders, ...processesNaming(temp)];
}

/** Caches of the tools, which they keep on purpose. */
const TOOLS = /^(tsx-|playwright-transform-cache)/;

/** Command lines of running processes that name a path. Linux only; elsewhere none. */
function processesNaming(text: string): string[] {
  return processes()
    .filter(({ command }) => command.includes(text))
    .map(({ pid, command }) => `${pid}: ${command.slice(0, 300)}`);
}

/** Process ids of a run's workers. */
export const workersOf = ({ child }: RunningBatch) =>
  processes()
    .filter(({ parent, command }) => parent === child.pid && command.includes('workerProcessEntry'))
    .map(({ pid }) => pid);

/** Process ids of the browsers that a batch, or one of its workers, has open. */
export const browsersOf = ({ temp }: Pick<Batch, 'temp'>, worker?: number) =>
  processes()
    .filter(
      ({ parent, command }) =>
        command.includes(`--user-data-dir=${temp}`) &&
        !command.includes('--type=') &&
        (worker === undefined || parent === worker),
    )
    .map(({ pid }) => pid);

/** Process id of the browser that a batch with one worker has open. */
export const browserOf = (batch: Pick<Batch, 'temp'>) => browsersOf(batch)[0];

/** A process and all that it started, itself first. */
export function processTree(root: number): number[] {
  const all = processes();
  const below = (pid: number): number[] => [
    pid,
    ...all.filter(({ parent }) => parent === pid).flatMap((child) => below(child.pid)),
  ];
  return below(root);
}

/** Running processes with their command lines; Linux only, elsewhere none. */
export function processes(): { pid: number; parent: number; command: string }[] {
  if (process.platform !== 'linux') return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0/g, ' ');
        const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
        return [{ pid: Number(pid), parent, command }];
      } catch {
        return [];
      }
    });
}
