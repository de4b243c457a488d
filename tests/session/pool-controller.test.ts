import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { control, CPU_LIMIT, initialPool, type LoadSample, type PoolChange, type PoolState } from '../../session/pool-controller';

interface Machine {
  ceiling?: number;
  seconds: number;
  /** CPU and memory by second and by how many workers may work. */
  cpu?: (second: number, limit: number) => number | undefined;
  memory?: (second: number, limit: number) => number | undefined;
  waiting?: (second: number) => number;
  starting?: (second: number) => number;
}

function run({ ceiling = 4, seconds, cpu = () => 0.3, memory = () => 0.3, waiting = () => 10, starting = () => 0 }: Machine) {
  let state: PoolState = initialPool(ceiling, 0);
  const changes: (PoolChange & { second: number })[] = [];
  for (let second = 1; second <= seconds; second++) {
    const sample: LoadSample = { at: second * 1_000, cpu: cpu(second, state.limit), memory: memory(second, state.limit), running: state.limit, waiting: waiting(second), starting: starting(second) };
    const step = control(state, sample);
    state = step.state;
    if (step.change) changes.push({ ...step.change, second });
  }
  return { limit: state.limit, changes };
}

test('a storm of its own starts is no reason to cut', () => {
  expect(run({ seconds: 20, cpu: (second) => (second < 12 ? 1 : 0.4), starting: (second) => Number(second < 10) }).changes).toEqual([]);
});

test('cuts when CPU passes 80 % for ten seconds, and says so', () => {
  const { changes } = run({ seconds: 16, cpu: () => 0.95 });
  expect(changes[0]).toMatchObject({ from: 4, to: 3, cause: 'CPU 95 % over 10 s' });
});

test('load that lasts for half a minute counts, also when browsers start all the time', () => {
  const { changes } = run({ seconds: 40, cpu: () => 1, starting: (second) => Number(second % 3 === 0) });
  expect(changes[0]).toMatchObject({ from: 4, to: 3, cause: 'CPU 100 % over 30 s' });
});

test('a moment of full load is none', () => {
  expect(run({ seconds: 120, cpu: (second) => (second % 20 < 5 ? 1 : 0.3) }).changes).toEqual([]);
});

test('memory above 90 % halves the workers within seconds, also while browsers start', () => {
  const { changes } = run({ ceiling: 8, seconds: 5, memory: () => 0.95, starting: () => 1 });
  expect(changes[0]).toMatchObject({ from: 8, to: 4, cause: 'memory 95 % over 3 s' });
  expect(changes[0]!.second).toBeLessThanOrEqual(4);
});

test('never below one, whatever the load', () => {
  expect(run({ seconds: 300, cpu: () => 1, memory: () => 1 }).limit).toBe(1);
});

test('comes back when a load from outside has gone', () => {
  const { limit, changes } = run({ seconds: 240, cpu: (second) => (second < 40 ? 1 : 0.3) });
  expect(Math.min(...changes.map(({ to }) => to))).toBeLessThan(4);
  expect(limit).toBe(4);
});

test('does not grow while nobody waits for a permit', () => {
  const { limit } = run({ seconds: 300, cpu: (second) => (second < 60 ? 1 : 0.1), waiting: (second) => (second < 60 ? 5 : 0) });
  expect(limit).toBeLessThan(4);
});

test('without any reading it stays at the ceiling', () => {
  expect(run({ seconds: 100, cpu: () => undefined, memory: () => undefined })).toEqual({ limit: 4, changes: [] });
});

test('under a constant load per worker it stays within bounds, settles near the limit, and turns back at most once a minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.double({ min: 0.01, max: 0.6, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true }), (ceiling, perWorker, base) => {
      const seconds = 900;
      const cpu = (_: number, limit: number) => Math.min(1, base + limit * perWorker);
      const { limit, changes } = run({ ceiling, seconds, cpu });
      const reversals = changes.filter((change, index) => index > 0 && Math.sign(change.to - change.from) !== Math.sign(changes[index - 1]!.to - changes[index - 1]!.from));
      const steady = reversals.filter(({ second }) => second > 60);
      const bounded = changes.every(({ to }) => to >= 1 && to <= ceiling);
      const settled = limit === 1 || cpu(0, limit) <= CPU_LIMIT;
      return bounded && settled && steady.length <= seconds / 60;
    }),
    { numRuns: 60 },
  );
});
