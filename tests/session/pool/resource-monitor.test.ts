import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import type { LoadSignal } from '../../../session/pool/load/load-signal';
import { ResourceMonitor } from '../../../session/pool/resource-monitor';
import { WorkerPool } from '../../../session/pool/worker-pool';

/** A monitor whose clock goes on by a second with each sample, and the pool that it watches. */
async function watched(folder: string, load: { cpu?: number; memory?: number }) {
  await fs.ensureDir(folder);
  let now = 0;
  const notices: string[] = [];
  const timeline = path.join(folder, 'resources.jsonl');
  const pool = new WorkerPool();
  const signals = (['cpu', 'memory'] as const).map((name): LoadSignal => ({ name, sample: async () => load[name] }));
  const monitor = new ResourceMonitor({
    pool,
    ceiling: 4,
    cores: 2,
    firstLimit: 4,
    signals,
    now: () => now,
    notice: (text) => notices.push(text),
    timeline,
  });
  const after = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      now += 1_000;
      await monitor.sample();
    }
  };
  return {
    pool,
    notices,
    after,
    timeline: async () =>
      (await fs.readFile(timeline, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

test('every change is a line with its cause, and a line of the timeline like every sample', async ({}, testInfo) => {
  const load = { cpu: 0.91, memory: 0.4 };
  const { pool, notices, after, timeline } = await watched(testInfo.outputDir, load);
  const holders = Array.from({ length: 4 }, () => ({}));
  await Promise.all(holders.map((holder) => pool.acquire(holder, true)));
  await after(14);
  expect(notices).toEqual(['⚖️ Workers 4 → 3 (CPU 91 % over 10 s)']);
  const lines = await timeline();
  expect(lines).toHaveLength(14);
  expect(lines[0]).toMatchObject({ limit: 4, cpu: 0.91, memory: 0.4, running: 4, waiting: 0, starting: 0 });
  expect(lines.filter(({ cause }) => cause)).toMatchObject([{ limit: 3, cause: 'CPU 91 % over 10 s' }]);
  expect(Number.isNaN(Date.parse(String(lines[0]!['time'])))).toBe(false);
});

for (const [what, load, answer] of [
  ['memory', { cpu: 0.2, memory: 0.96 }, 'close-browser'],
  ['CPU', { cpu: 0.99, memory: 0.3 }, undefined],
] as const) {
  test(`after ${what} pressure a worker that waits ${answer ? 'is asked to close' : 'keeps'} its browser; those that work keep theirs`, async ({}, testInfo) => {
    const { pool, after } = await watched(testInfo.outputDir, load);
    const holders = Array.from({ length: 4 }, () => ({}));
    await Promise.all(holders.map((holder) => pool.acquire(holder, true)));
    await after(15);
    expect(pool.limit).toBeLessThan(4);
    expect(pool.running).toBe(4);
    let answered: string | undefined;
    void pool.acquire(holders[0]!, true).then((admission) => (answered = admission));
    await Promise.resolve();
    expect([answered, pool.running]).toEqual([answer, 3]);
  });
}

test('a signal that cannot be read stops neither the others nor the batch', async ({}, testInfo) => {
  const load: { cpu?: number; memory?: number } = {};
  const { pool, notices, after } = await watched(testInfo.outputDir, load);
  await after(60);
  expect([pool.limit, notices]).toEqual([4, []]);
});
