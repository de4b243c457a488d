import path from 'node:path';
import fs from 'fs-extra';
import type { Portal } from '../../data/portal/portal';
import { fakeMachine, type FakeLoad } from '../support/fake-machine';
import { readList, REPOSITORY } from '../support/run-batch';
import {
  browsersOf,
  expect,
  listOf,
  order,
  requests,
  test,
  workersOf,
  type Batch,
  type BatchParts,
} from './batch-test';

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
  /** ms since the epoch. */
  began: number;
  ended: number;
}

/** A project in which so many may work at first; `told` is what Playwright's reporters hear of its tests. */
async function adaptive(
  batch: (parts: BatchParts) => Promise<Batch>,
  parts: BatchParts,
  firstLimit: number,
  load = HOLDS,
) {
  const project = await batch({
    ...parts,
    config: `{ globalSetup: './fake-machine-setup.ts', reporter: [['./told.js'], [${JSON.stringify(path.join(REPOSITORY, 'reporters', 'console', 'console'))}]] }`,
    env: { WORKER_SCALING: 'adaptive' },
  });
  const machine = await fakeMachine(project.dir, { firstLimit }, load);
  const told = path.join(project.dir, 'told.jsonl');
  await fs.outputFile(
    path.join(project.dir, 'told.js'),
    `const all = (steps) => steps.flatMap((step) => [step, ...all(step.steps)]);
     module.exports = class { onTestEnd(test, { status, duration, steps, startTime }) {
       const waited = all(steps).filter(({ title }) => title.includes('waiting for a permit')).reduce((sum, step) => sum + step.duration, 0);
       require('node:fs').appendFileSync(${JSON.stringify(told)}, JSON.stringify({ title: test.title, status, duration, waited, began: startTime.getTime(), ended: Date.now() }) + '\\n');
     } };`,
  );
  return {
    project,
    machine,
    told: async () =>
      (await fs.readFile(told, 'utf8').catch(() => ''))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Ended),
  };
}

test('the wait for a permit is a step, and costs neither the time of the test nor its reported duration', async ({
  portal,
  batch,
}) => {
  const its = await portal(both(4_000));
  const { project, told } = await adaptive(batch, { pos: BOTH, portal: its }, 1);
  const { exitCode, output } = await project.run(['test', '--workers=2']);
  expect(exitCode, output).toBe(0);
  const [first, second] = await told();
  expect([first!.status, second!.status]).toEqual(['passed', 'passed']);
  expect(first!.waited).toBeLessThan(2_000);
  // A start of a browser, and the four seconds of the file.
  expect(second!.waited).toBeGreaterThan(4_000);
  // The waiting test began with the first; what is reported is what it took from its permit on.
  expect(second!.ended - second!.began).toBeGreaterThan(second!.waited + 4_000);
  expect(second!.duration).toBeLessThan(second!.ended - second!.began - second!.waited + 200);
});

test('Ctrl+C ends a worker that waits for its permit at once', async ({ portal, batch }) => {
  const its = await portal(both(8_000));
  const { project } = await adaptive(batch, { pos: BOTH, portal: its }, 1);
  const running = project.start(['test', '--workers=2'], {}, { group: true });
  await expect.poll(() => asked(its), { timeout: 90_000 }).toHaveLength(1);
  await expect.poll(() => workersOf(running).length).toBe(2);
  process.kill(-running.child.pid!, 'SIGINT');
  await expect.poll(() => workersOf(running).length, { timeout: 4_000 }).toBe(1);
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(130);
  expect((await statuses(project)).sort()).toEqual(['', 'COMPLETED']);
  expect(asked(its)).toHaveLength(1);
});

test('a permit is free at once when its worker is killed', async ({ portal, batch }) => {
  const its = await portal(both(20_000));
  const { project } = await adaptive(batch, { pos: BOTH, portal: its }, 1);
  const running = project.start(['test', '--workers=2']);
  await expect.poll(() => asked(its), { timeout: 90_000 }).toHaveLength(1);
  for (const number of BOTH) its.setLatency({ file: 0 }, number);
  for (const pid of workersOf(running)) if (browsersOf(project, pid).length > 0) process.kill(pid, 'SIGKILL');
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(await statuses(project)).toEqual(['COMPLETED', 'COMPLETED']);
});

test('memory pressure closes the browser of a worker that waits, never one that works; it is started again with the permit', async ({
  portal,
  batch,
}) => {
  const pos = [...BOTH, '15262992', '15262993'];
  const its = await portal(pos.map((number) => ({ ...order(number), latency: { file: 7_000 } })));
  const { project, machine, told } = await adaptive(batch, { pos, portal: its }, 2);
  const running = project.start(['test', '--workers=2']);
  await expect.poll(() => asked(its), { timeout: 90_000 }).toHaveLength(2);
  // From here on one of the two is the first to be done, and its worker goes on with the next PO.
  for (const number of pos) its.setLatency({ file: 20_000 }, number);
  await machine.set({ cpu: 0.3, memory: 0.95 });
  await running.shows(/⚖️ Workers 2 → 1 \(memory \d\d % over 3 s\)/);
  // Both are done; the worker that was first waits with its next PO, the other keeps its permit and works.
  await expect.poll(async () => (await told()).length, { timeout: 60_000 }).toBe(2);
  await expect.poll(() => browsersOf(project).length, { timeout: 5_000 }).toBe(1);
  await expect.poll(() => asked(its, ['15262992', '15262993'])).toHaveLength(1);
  expect(workersOf(running)).toHaveLength(2);
  await machine.set(HOLDS);
  for (const number of pos) its.setLatency({ file: 0 }, number);
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(await statuses(project)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED']);
});

test('WORKER_SCALING=fixed: all workers work, whatever the load', async ({ portal, batch }) => {
  const pos = ['15262984', '15262991', '15262992'];
  const its = await portal(pos.map((number) => ({ ...order(number), latency: { file: 120_000 } })));
  const { project } = await adaptive(batch, { pos, portal: its }, 1, { cpu: 1, memory: 1 });
  const running = project.start(['test', '--workers=3'], { WORKER_SCALING: 'fixed' });
  await expect.poll(() => asked(its, pos), { timeout: 90_000 }).toHaveLength(3);
  its.release();
  const fixed = await running.ended;
  expect(fixed.exitCode, fixed.output).toBe(0);
  expect(its.stats.filesAtOnce).toBe(3);
  expect(await timelines(project)).toEqual([]);

  its.resetStats();
  for (const number of pos) its.setLatency({ file: 1_500 }, number);
  await fs.writeFile(project.list, listOf(pos));
  await fs.remove(project.downloads);
  const adapts = await project.run(['test', '--workers=3']);
  expect(adapts.exitCode, adapts.output).toBe(0);
  expect(its.stats.filesAtOnce).toBe(1);
  expect(await timelines(project)).toHaveLength(1);
});

/** Two POs; which of them is done first depends on which worker process is up first. */
const BOTH = ['15262984', '15262991'];
const both = (file: number) => BOTH.map((number) => ({ ...order(number), latency: { file } }));
const asked = (its: Portal, pos = BOTH) => pos.filter((number) => requests(its, number)['document.pdf'] === 1);

const statuses = async ({ list }: Batch) => (await readList(list)).map((row) => row.cell('STATUS'));

async function timelines({ dir }: Batch): Promise<string[]> {
  const reports = path.join(dir, 'batch-report');
  const runs = await fs.readdir(reports);
  return runs.filter((run) => fs.existsSync(path.join(reports, run, 'resources.jsonl')));
}
