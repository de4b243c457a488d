import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';
import { expect, order, test, type Batch } from '../batch-run/batch-test';
import { readList, type RunningBatch } from '../support/run-batch';
import { limitedGroup } from '../support/limited-group';
import { atFullLength, figure } from '../support/trial';

// A computer that becomes busy, and is free again: fewer work meanwhile, the batch goes on, and all work again.
test.describe.configure({ timeout: 600_000 });

interface Sample {
  time: string;
  limit: number;
  running: number;
  cpu?: number;
  memory?: number;
  cause?: string;
}

const PAGE = { latency: { page: 200, file: 1_500 } };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(16_500_001 + index));

// At full length alone, on a computer that has nothing else to do: beside other tests it is never free. A load that the
// test tells is in tests/batch-run/worker-pool.test.ts, what the controller makes of it in tests/session/pool.
const trial = atFullLength(test);

trial('a CPU hog on all cores for half a minute', async ({ portal, batch }) => {
  const pos = numbers(240);
  const its = await portal(
    pos.map((number) => order(number)),
    PAGE,
  );
  const project = await batch({ pos, portal: its, env: { WORKER_SCALING: 'adaptive' } });
  const running = project.start(['test', '--workers=4']);
  await atWork(project, 4);
  await hog(30_000);
  expect((await samples(project)).at(-1)!.limit).toBeLessThan(4);
  await expect.poll(async () => (await samples(project)).at(-1)!.limit, { timeout: 180_000 }).toBe(4);
  await report(project, running, `CPU hog on ${os.availableParallelism()} cores for 30 s`);
});

trial('a memory balloon within a limit of 4 GiB', async ({ portal, batch }) => {
  const group = await limitedGroup(4 * 2 ** 30);
  test.skip(!group, 'this computer lets nobody make a control group');
  const pos = numbers(240);
  const its = await portal(
    pos.map((number) => order(number)),
    PAGE,
  );
  const project = await batch({ pos, portal: its, env: { WORKER_SCALING: 'adaptive' } });
  const running = project.start(['test', '--workers=4'], {}, { by: group!.join });
  try {
    await atWork(project, 4);
    const free = 4 * 2 ** 30 * (1 - (await samples(project)).at(-1)!.memory!);
    // Up to 94 % of the limit, for 15 s; it ends by itself.
    const balloon = node(
      `const kept = []; for (let left = ${Math.round(free - 0.06 * 4 * 2 ** 30)}; left > 0; left -= 2 ** 26) kept.push(Buffer.alloc(2 ** 26, 1)); setTimeout(() => process.exit(kept.length > 0 ? 0 : 1), 15_000);`,
      group!.join,
    );
    await expect.poll(async () => (await samples(project)).at(-1)!.limit, { timeout: 30_000 }).toBeLessThan(4);
    await balloon;
    await expect.poll(async () => (await samples(project)).at(-1)!.limit, { timeout: 180_000 }).toBe(4);
    await report(project, running, 'memory balloon to 94 % of a 4 GiB group for 15 s');
  } finally {
    await group!.remove();
  }
});

/** Every core busy for so long; each hog ends by itself. */
async function hog(ms: number): Promise<void> {
  await Promise.all(
    Array.from({ length: os.availableParallelism() }, () =>
      node(`const end = Date.now() + ${ms}; while (Date.now() < end);`),
    ),
  );
}

async function node(script: string, by: string[] = []): Promise<void> {
  const [command = '', ...args]: string[] = [...by, process.execPath, '-e', script];
  await new Promise<void>((resolve, reject) =>
    spawn(command, args, { stdio: 'ignore' })
      .once('error', reject)
      .once('exit', () => resolve()),
  );
}

async function samples({ dir }: Batch): Promise<Sample[]> {
  const reports = path.join(dir, 'batch-report');
  const [run] = await fs.readdir(reports).catch(() => [] as string[]);
  const text = run ? await fs.readFile(path.join(reports, run, 'resources.jsonl'), 'utf8').catch(() => '') : '';
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Sample);
}

/** All browsers are up, and their storm is over. */
async function atWork(project: Batch, workers: number): Promise<void> {
  await expect.poll(async () => (await samples(project)).at(-1)?.running, { timeout: 90_000 }).toBe(workers);
  await sleep(10_000);
}

/** The rest of the batch; then what happened. */
async function report(project: Batch, running: RunningBatch, what: string): Promise<void> {
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect((await readList(project.list)).every((row) => row.cell('STATUS') === 'COMPLETED')).toBe(true);
  const seen = await samples(project);
  const changes = seen.filter(({ cause }) => cause);
  const limits = [seen[0]!.limit, ...changes.map(({ limit }) => limit)];
  const ways = limits.slice(1).map((limit, index) => Math.sign(limit - limits[index]!));
  const turns = ways.filter((way, index) => index > 0 && way !== ways[index - 1]).length;
  const seconds = changes.map(({ time }) => Math.round((Date.parse(time) - Date.parse(seen[0]!.time)) / 1_000));
  figure(
    'load',
    `${what}: workers ${limits.join(' → ')} at ${seconds.join(', ')} s; ${turns} turn(s) in ${seen.length} s`,
  );
  // The first turn is the load's own: it was there and went away. Beyond it at most one a minute, whatever else works
  // here.
  expect(turns).toBeGreaterThanOrEqual(1);
  expect(turns).toBeLessThanOrEqual(1 + Math.floor(seen.length / 60));
}
