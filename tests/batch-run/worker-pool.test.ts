import path from 'node:path';
import fs from 'fs-extra';
import { fakeMachine, type FakeLoad } from '../support/fake-machine';
import { readList, REPOSITORY } from '../support/run-batch';
import { browsersOf, expect, order, requests, test, workersOf, type Batch, type BatchParts } from './batch-test';

// The pool in a run: a computer whose load the test decides, real workers and browsers.
test.describe.configure({ timeout: 180_000 });

/** Memory at which the pool neither cuts nor grows. */
const HOLDS: FakeLoad = { cpu: 0.3, memory: 0.85 };

interface Ended {
  title: string;
  status: string;
  duration: number;
  /** Time of the step "waiting for a permit", in ms. */
  waited: number;
}

/** A project in which so many may work at first; `told` is what Playwright's reporters hear of its tests. */
async function adaptive(batch: (parts: BatchParts) => Promise<Batch>, parts: BatchParts, firstLimit: number, load = HOLDS) {
  const project = await batch({ ...parts, config: `{ globalSetup: './fake-machine-setup.ts', reporter: [['./told.js'], [${JSON.stringify(path.join(REPOSITORY, 'reporters', 'console'))}]] }`, env: { WORKER_SCALING: 'adaptive' } });
  const machine = await fakeMachine(project.dir, { firstLimit }, load);
  const told = path.join(project.dir, 'told.jsonl');
  await fs.outputFile(
    path.join(project.dir, 'told.js'),
    `const all = (steps) => steps.flatMap((step) => [step, ...all(step.steps)]);
     module.exports = class { onTestEnd(test, { status, duration, steps }) {
       const waited = all(steps).filter(({ title }) => title.includes('waiting for a permit')).reduce((sum, step) => sum + step.duration, 0);
       require('node:fs').appendFileSync(${JSON.stringify(told)}, JSON.stringify({ title: test.title, status, duration, waited }) + '\\n');
     } };`,
  );
  return { project, machine, told: async () => (await fs.readFile(told, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Ended) };
}

test('the wait for a permit is a step, and costs neither the time of the test nor its reported duration', async ({ portal, batch }) => {
  const its = await portal([{ ...order('15262984'), latency: { file: 4_000 } }, order('15262991')]);
  const { project, told } = await adaptive(batch, { pos: ['15262984', '15262991'], portal: its }, 1);
  const { exitCode, output } = await project.run(['test', '--workers=2']);
  expect(exitCode, output).toBe(0);
  const [first, second] = await told();
  expect(first).toMatchObject({ title: '15262984', status: 'passed' });
  expect(second).toMatchObject({ title: '15262991', status: 'passed' });
  expect(first!.waited).toBeLessThan(1_000);
  expect(second!.waited).toBeGreaterThan(3_000);
  expect(second!.duration).toBeLessThan(second!.waited);
});

test('Ctrl+C ends a worker that waits for its permit at once', async ({ portal, batch }) => {
  const its = await portal([{ ...order('15262984'), latency: { file: 8_000 } }, order('15262991')]);
  const { project } = await adaptive(batch, { pos: ['15262984', '15262991'], portal: its }, 1);
  const running = project.start(['test', '--workers=2'], {}, { group: true });
  await expect.poll(() => requests(its, '15262984'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
  await expect.poll(() => workersOf(running).length).toBe(2);
  process.kill(-running.child.pid!, 'SIGINT');
  await expect.poll(() => workersOf(running).length, { timeout: 4_000 }).toBe(1);
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(130);
  expect(await statuses(project)).toEqual(['COMPLETED', '']);
  expect(its.stats.orders['15262991']).toBeUndefined();
});

test('a permit is free at once when its worker is killed', async ({ portal, batch }) => {
  const its = await portal([{ ...order('15262984'), latency: { file: 20_000 } }, order('15262991')]);
  const { project } = await adaptive(batch, { pos: ['15262984', '15262991'], portal: its }, 1);
  const running = project.start(['test', '--workers=2']);
  await expect.poll(() => requests(its, '15262984'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
  its.setLatency({ file: 0 }, '15262984');
  for (const pid of workersOf(running)) if (browsersOf(project, pid).length > 0) process.kill(pid, 'SIGKILL');
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(await statuses(project)).toEqual(['COMPLETED', 'COMPLETED']);
});

test('memory pressure closes the browser of a worker that waits, never one that works; it is started again with the permit', async ({ portal, batch }) => {
  const its = await portal([order('15262984'), { ...order('15262991'), latency: { file: 7_000 } }, { ...order('15262992'), latency: { file: 15_000 } }, order('15262993')]);
  const { project, machine, told } = await adaptive(batch, { pos: ['15262984', '15262991', '15262992', '15262993'], portal: its }, 2);
  const running = project.start(['test', '--workers=2']);
  await expect.poll(() => requests(its, '15262991'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
  await machine.set({ cpu: 0.3, memory: 0.95 });
  await running.shows(/⚖️ Workers 2 → 1 \(memory \d\d % over 3 s\)/);
  await expect.poll(() => requests(its, '15262992'), { timeout: 60_000 }).toEqual({ 'document.pdf': 1 });
  // The PO that was under way at the cut is done and its worker waits with the next; 15262992 is still being worked on.
  await expect.poll(async () => (await told()).length, { timeout: 60_000 }).toBe(2);
  await expect.poll(() => browsersOf(project).length, { timeout: 5_000 }).toBe(1);
  expect(workersOf(running)).toHaveLength(2);
  await machine.set(HOLDS);
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(await statuses(project)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED']);
});

test('WORKER_SCALING=fixed: all workers work, whatever the load', async ({ portal, batch }) => {
  const its = await portal(['15262984', '15262991', '15262992'].map((number) => ({ ...order(number), latency: { file: 3_000 } })));
  const { project } = await adaptive(batch, { pos: ['15262984', '15262991', '15262992'], portal: its }, 1, { cpu: 1, memory: 1 });
  const fixed = await project.run(['test', '--workers=3'], { WORKER_SCALING: 'fixed' });
  expect(fixed.exitCode, fixed.output).toBe(0);
  expect(its.stats.filesAtOnce).toBe(3);
  expect(await timelines(project)).toEqual([]);

  its.resetStats();
  await fs.writeFile(project.list, 'PO_NUMBER\n15262984\n15262991\n15262992\n');
  await fs.remove(project.downloads);
  const adapts = await project.run(['test', '--workers=3']);
  expect(adapts.exitCode, adapts.output).toBe(0);
  expect(its.stats.filesAtOnce).toBe(1);
  expect(await timelines(project)).toHaveLength(1);
});

const statuses = async ({ list }: Batch) => (await readList(list)).map((row) => row.cell('STATUS'));

async function timelines({ dir }: Batch): Promise<string[]> {
  const reports = path.join(dir, 'batch-report');
  const runs = await fs.readdir(reports);
  return runs.filter((run) => fs.existsSync(path.join(reports, run, 'resources.jsonl')));
}
