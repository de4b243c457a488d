import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';
import type { Portal } from '../../data/portal/portal';
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

test('a wait for a permit is a step that costs no time of its test; a killed worker frees its permit; Ctrl+C ends who waits', async ({
  portal,
  batch,
}) => {
  const third = '15262992';
  const pos = [...BOTH, third];
  const its = await portal(pos.map((number) => ({ ...order(number), latency: { file: 600_000 } })));
  const { project, told } = await adaptive(batch, { pos, portal: its }, 1);
  const running = project.start(['test', '--workers=2'], {}, { group: true });
  await expect.poll(() => asked(its), { timeout: 90_000 }).toHaveLength(1);
  const [first] = asked(its);
  const second = BOTH.find((number) => number !== first)!;

  await test.step('a permit is free at once when its worker is killed', async () => {
    await waits(project, 1);
    await sleep(WAIT);
    expect(asked(its)).toEqual([first]);
    const [worker] = workersOf(running).filter((pid) => browsersOf(project, pid).length > 0);
    process.kill(worker!, 'SIGKILL');
    await expect.poll(() => asked(its, [second]), { timeout: 60_000 }).toEqual([second]);
  });

  await test.step('the wait is a step, and no part of the reported duration', async () => {
    its.release();
    const its2nd = async () => (await told()).find(({ title }) => title === second);
    await expect.poll(its2nd, { timeout: 60_000 }).toBeDefined();
    const { status, waited, began, ended, duration } = (await its2nd())!;
    expect(status).toBe('passed');
    expect(waited).toBeGreaterThan(WAIT);
    // The waiting test began with the first; what is reported is what it took from its permit on.
    expect(duration).toBeLessThan(ended - began - waited + 200);
  });

  await test.step('Ctrl+C ends a worker that waits for its permit at once; the PO under way is done', async () => {
    // The killed worker's PO once more, or the third: whichever of them has the permit now.
    const underWay = () =>
      [first!, third].reduce((sum, number) => sum + (requests(its, number)['document.pdf'] ?? 0), 0) - 1;
    await expect.poll(underWay, { timeout: 60_000 }).toBe(1);
    await waits(project, 1);
    process.kill(-running.child.pid!, 'SIGINT');
    await expect.poll(() => workersOf(running).length, { timeout: 4_000 }).toBe(1);
    its.release();
    const { exitCode, output } = await running.ended;
    expect(exitCode, output).toBe(130);
    expect((await statuses(project)).sort()).toEqual(['', 'COMPLETED', 'COMPLETED']);
    expect(underWay()).toBe(1);
  });
});

test('memory pressure closes the browser of a worker that waits, never one that works; it is started again when there is room', async ({
  portal,
  batch,
}) => {
  const next = ['15262992', '15262993'];
  const its = await portal([...BOTH, ...next].map((number) => ({ ...order(number), latency: { file: 600_000 } })));
  const { project, machine, told } = await adaptive(batch, { pos: [...BOTH, ...next], portal: its }, 2);
  const running = project.start(['test', '--workers=2']);
  await expect.poll(() => asked(its), { timeout: 90_000 }).toHaveLength(2);
  await machine.set({ cpu: 0.3, memory: 0.95 });
  await running.shows(/⚖️ Workers 2 → 1 \(memory \d\d % over 3 s\)/);
  its.release();
  // Both are done; one of the two waits with its next PO, the other keeps its permit and works.
  await expect.poll(async () => (await told()).length, { timeout: 60_000 }).toBe(2);
  await expect.poll(() => browsersOf(project).length, { timeout: 20_000 }).toBe(1);
  await expect.poll(() => asked(its, next), { timeout: 60_000 }).toHaveLength(1);
  expect(workersOf(running)).toHaveLength(2);
  await machine.set({ cpu: 0.3, memory: 0.4 });
  await running.shows(/⚖️ Workers 1 → 2 \(CPU 30 %, memory 40 %: there is room\)/);
  await expect.poll(() => asked(its, next), { timeout: 60_000 }).toHaveLength(2);
  expect(browsersOf(project)).toHaveLength(2);
  its.release();
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(await statuses(project)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED']);
  expect(await timelines(project)).toHaveLength(1);
});

test('WORKER_SCALING=fixed: all workers work, whatever the load', async ({ portal, batch }) => {
  const its = await portal(both(600_000));
  const { project } = await adaptive(batch, { pos: BOTH, portal: its }, 1, { cpu: 1, memory: 1 });
  const running = project.start(['test', '--workers=2'], { WORKER_SCALING: 'fixed' });
  await expect.poll(() => asked(its), { timeout: 90_000 }).toHaveLength(2);
  its.release();
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(its.stats.filesAtOnce).toBe(2);
  expect(await timelines(project)).toEqual([]);
});

/** Two POs; which of them is done first depends on which worker process is up first. */
const BOTH = ['15262984', '15262991'];
const both = (file: number) => BOTH.map((number) => ({ ...order(number), latency: { file } }));
/** Milliseconds: what a wait is told from none by. */
const WAIT = 1_000;
const asked = (its: Portal, pos = BOTH) => pos.filter((number) => requests(its, number)['document.pdf'] === 1);

const statuses = async ({ list }: Batch) => (await readList(list)).map((row) => row.cell('STATUS'));

/** Resolves when so many workers have come for a permit that they do not get, by the newest line of the timeline. */
const waits = (project: Batch, workers: number) =>
  expect
    .poll(
      async () => {
        const [run] = await timelines(project);
        if (!run) return undefined;
        const lines = await fs.readFile(path.join(project.dir, 'batch-report', run, 'resources.jsonl'), 'utf8');
        const newest = lines.trimEnd().split('\n').at(-1);
        return newest && (JSON.parse(newest) as { waiting: number }).waiting;
      },
      { timeout: 60_000 },
    )
    .toBe(workers);

async function timelines({ dir }: Batch): Promise<string[]> {
  const reports = path.join(dir, 'batch-report');
  const runs = await fs.readdir(reports);
  return runs.filter((run) => fs.existsSync(path.join(reports, run, 'resources.jsonl')));
}
