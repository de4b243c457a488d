import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  control,
  CPU_LIMIT,
  initialPool,
  type LoadSample,
  type PoolChange,
  type PoolState,
} from '../../../session/pool/pool-controller';

interface Machine {
  ceiling?: number;
  seconds: number;
  /** CPU and memory by second and by how many workers may work. */
  cpu?: (second: number, limit: number) => number | undefined;
  memory?: (second: number, limit: number) => number | undefined;
  waiting?: (second: number) => number;
  starting?: (second: number) => number;
  running?: (second: number, limit: number) => number;
  pressure?: (second: number) => number;
  cores?: number;
  /** The portal's own, by second and by when the count was last changed, in seconds. */
  distress?: (second: number, changedAt: number) => string | undefined;
  /** It begins with a worker per core, as a batch does; else with all of them. */
  ramps?: boolean;
}

function run({
  ceiling = 4,
  seconds,
  cpu = () => 0.3,
  memory = () => 0.3,
  waiting = () => 10,
  starting = () => 0,
  running = (_, limit) => limit,
  pressure = () => 0,
  cores = 4,
  distress = () => undefined,
  ramps = false,
}: Machine) {
  let state: PoolState = initialPool(ceiling, 0, { cores, ...(!ramps && { limit: ceiling }) });
  const changes: (PoolChange & { second: number })[] = [];
  for (let second = 1; second <= seconds; second++) {
    const portal = distress(second, state.changedAt / 1_000);
    const sample: LoadSample = {
      ...(portal && { distress: portal }),
      at: second * 1_000,
      cpu: cpu(second, state.limit),
      memory: memory(second, state.limit),
      running: running(second, state.limit),
      pressure: pressure(second),
      waiting: waiting(second),
      starting: starting(second),
    };
    const step = control(state, sample);
    state = step.state;
    if (step.change) changes.push({ ...step.change, second });
  }
  return { limit: state.limit, changes };
}

test('a batch begins with a worker per core, and has as many as the load leaves capacity for within seconds', () => {
  const given = {
    ramps: true,
    cores: 2,
    ceiling: 8,
    seconds: 8,
    starting: (second: number) => Number([1, 3, 4].includes(second)),
  };
  const light = run({ ...given, cpu: (_, limit) => limit * 0.05 });
  expect(light.changes.map(({ from, to, second, cause }) => [from, to, second, cause])).toEqual([
    [2, 4, 2, 'CPU 10 %: there is room'],
    [4, 8, 5, 'CPU 20 %: there is room'],
  ]);
  expect(run({ ...given, cpu: (_, limit) => limit * 0.15 }).changes.map(({ to }) => to)).toEqual([4]);
  expect(run({ ...given, cpu: () => 0.5 }).limit).toBe(2);
  expect(run({ ...given, cpu: () => 0.1, starting: () => 1 }).limit).toBe(2);
  expect(run({ ...given, cpu: () => 0.1, waiting: () => 0 }).limit).toBe(2);
});

test('a storm of its own starts is no reason to cut', () => {
  expect(
    run({ seconds: 20, cpu: (second) => (second < 12 ? 1 : 0.4), starting: (second) => Number(second < 10) }).changes,
  ).toEqual([]);
});

test('cuts when CPU passes 80 % for ten seconds, and says so', () => {
  const { changes } = run({ seconds: 16, cpu: () => 0.95 });
  expect(changes[0]).toMatchObject({ from: 4, to: 3, cause: 'CPU 95 % over 10 s' });
});

test('load that lasts for half a minute counts, also when browsers start all the time', () => {
  const { changes } = run({ seconds: 40, cpu: () => 1, starting: (second) => Number(second % 3 === 0) });
  expect(changes[0]).toMatchObject({ from: 4, to: 3, cause: 'CPU 100 % over 30 s' });
});

test('a portal in distress halves the workers at once, and does not lose them again by the answers to what was under way', () => {
  const burst = (second: number, changedAt: number) =>
    second >= 10 && second <= 13 && second > changedAt ? 'portal answered 503' : undefined;
  const { changes, limit } = run({ ceiling: 8, seconds: 240, distress: burst });
  expect(changes[0]).toMatchObject({ second: 10, from: 8, to: 4, cause: 'portal answered 503' });
  expect(changes.filter(({ from, to }) => to < from)).toHaveLength(1);
  expect(limit, 'all come back').toBe(8);
});

test('one 503 never leaves one worker of three, also when the others are between two POs; ten calm seconds restore it', () => {
  const once = (second: number) => (second === 20 ? 'portal answered 503' : undefined);
  const { changes, limit } = run({
    ceiling: 3,
    seconds: 40,
    distress: once,
    running: (second, now) => (second === 20 ? 1 : now),
  });
  expect(changes).toMatchObject([
    { second: 20, from: 3, to: 2, cause: 'portal answered 503' },
    { second: 30, from: 2, to: 3, cause: 'the portal answers well again' },
  ]);
  expect(limit).toBe(3);
});

test('after distress the workers come back one by one, a few seconds apart', () => {
  const once = (second: number) => (second === 20 ? 'portal answered 503' : undefined);
  const { changes } = run({ ceiling: 8, seconds: 60, distress: once });
  expect(changes.map(({ second, to }) => `${to} at ${second}`)).toEqual([
    '4 at 20',
    '5 at 30',
    '6 at 33',
    '7 at 36',
    '8 at 39',
  ]);
});

test('a cut for load while workers come back ends that: the earlier limit was too high', () => {
  const once = (second: number) => (second === 20 ? 'portal answered 503' : undefined);
  const { changes } = run({ ceiling: 8, seconds: 60, distress: once, cpu: (second) => (second > 21 ? 0.95 : 0.3) });
  expect(changes.filter(({ cause }) => cause.includes('answers well'))).toEqual([]);
});

test('a portal that stays in distress ends at one worker, and nobody is added while it lasts', () => {
  const { changes, limit } = run({ ceiling: 8, seconds: 120, distress: () => 'portal answered 429' });
  expect(limit).toBe(1);
  expect(changes.map(({ to }) => to)).toEqual([4, 2, 1]);
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
  const { limit } = run({
    seconds: 300,
    cpu: (second) => (second < 60 ? 1 : 0.1),
    waiting: (second) => (second < 60 ? 5 : 0),
  });
  expect(limit).toBeLessThan(4);
});

test('without any reading it stays at the ceiling', () => {
  expect(run({ seconds: 100, cpu: () => undefined, memory: () => undefined })).toEqual({ limit: 4, changes: [] });
});

test('comes back after a memory cut where CPU cannot be known', () => {
  const { limit, changes } = run({
    seconds: 120,
    cpu: () => undefined,
    memory: (second) => (second < 10 ? 0.95 : 0.4),
  });
  expect(changes[0]!.cause).toMatch(/^memory/);
  expect([limit, changes.at(-1)!.cause]).toEqual([4, 'memory 40 %: there is room']);
});

test('a cut is judged by what comes after it: POs that are still being finished are no reason for another', () => {
  // What is under way at the cut takes a minute more; three workers fit.
  const { limit, changes } = run({
    seconds: 100,
    cpu: (second) => (second < 70 ? 0.95 : 0.7),
    running: (second, limit) => (second < 70 ? 4 : limit),
  });
  expect(changes.map(({ to }) => to)).toEqual([3]);
  expect(limit).toBe(3);
});

test('Linux that speaks of shortage vetoes growth', () => {
  const load = (pressure: number) =>
    run({ seconds: 200, cpu: (second) => (second < 40 ? 1 : 0.2), pressure: (second) => (second < 40 ? 0 : pressure) });
  expect(load(1.5).changes.every(({ from, to }) => to < from)).toBe(true);
  expect(load(0.9).limit).toBe(4);
});

test('where there are many cores, a busy computer has room for one more of little weight', () => {
  const cut = (second: number) => (second < 60 ? 1 : 0.5);
  expect(run({ cores: 16, seconds: 200, cpu: cut }).limit).toBe(4);
  expect(run({ cores: 2, seconds: 200, cpu: cut }).limit).toBe(1);
});

test('memory is tight from its limit until it is well below', () => {
  const at = (memory: number[]) =>
    memory.reduce(
      (state, share, index) =>
        control(state, { at: (index + 1) * 1_000, memory: share, running: 1, waiting: 1, starting: 0 }).state,
      initialPool(1, 0),
    ).memoryTight;
  expect(at([0.95, 0.95])).toBe(false);
  expect(at([0.95, 0.95, 0.95])).toBe(true);
  expect(at([0.95, 0.95, 0.95, 0.88])).toBe(true);
  expect(at([0.95, 0.95, 0.95, 0.8])).toBe(false);
});

const machine = fc.record({
  ceiling: fc.integer({ min: 1, max: 16 }),
  cores: fc.integer({ min: 1, max: 16 }),
  base: fc.double({ min: 0, max: 0.5, noNaN: true }),
  perWorker: fc.double({ min: 0.01, max: 1, noNaN: true }),
  memory: fc.double({ min: 0, max: 0.05, noNaN: true }),
});
/** A worker keeps up to one core busy. */
const constant = (
  {
    ceiling,
    cores,
    base,
    perWorker,
    memory,
  }: { ceiling: number; cores: number; base: number; perWorker: number; memory: number },
  seconds: number,
) => {
  const cpu = (limit: number) => Math.min(1, base + (limit * perWorker) / cores);
  return {
    cpu,
    ...run({
      ceiling,
      cores,
      seconds,
      cpu: (_, limit) => cpu(limit),
      memory: (_, limit) => Math.min(1, 0.4 + limit * memory),
    }),
  };
};

test('under a constant load it stays within bounds and settles, and once it has come back it stays', () => {
  fc.assert(
    fc.property(machine, (facts) => {
      const seconds = 900;
      const { limit, changes, cpu } = constant(facts, seconds);
      const turns = changes.filter(
        (change, index) =>
          index > 0 &&
          Math.sign(change.to - change.from) !== Math.sign(changes[index - 1]!.to - changes[index - 1]!.from),
      );
      const bounded = changes.every(({ from, to }) => to >= 1 && to <= facts.ceiling && from !== to);
      // One turn: a cut goes by the mean of a moment and may be one too many; what is given back then is never taken
      // again.
      return bounded && (limit === 1 || cpu(limit) <= CPU_LIMIT) && turns.length <= 1;
    }),
    { numRuns: 200 },
  );
});

test('whatever the load was, once it is gone the ceiling is reached again', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          cpu: fc.double({ min: 0, max: 1, noNaN: true }),
          memory: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { minLength: 1, maxLength: 120 },
      ),
      fc.integer({ min: 1, max: 8 }),
      (past, ceiling) => {
        const at = (what: 'cpu' | 'memory') => (second: number) => past[second - 1]?.[what] ?? 0.1;
        return run({ ceiling, seconds: past.length + 400, cpu: at('cpu'), memory: at('memory') }).limit === ceiling;
      },
    ),
    { numRuns: 60 },
  );
});

test('a prediction that proves wrong is tried again at growing distances: at most one turn a minute', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 16 }),
      fc.double({ min: 0.05, max: 0.6, noNaN: true }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (ceiling, perWorker, base) => {
        const { changes } = run({
          ceiling,
          cores: 64,
          seconds: 900,
          cpu: (_, limit) => Math.min(1, base + limit * perWorker),
        });
        const turns = changes.filter(
          (change, index) =>
            index > 0 &&
            Math.sign(change.to - change.from) !== Math.sign(changes[index - 1]!.to - changes[index - 1]!.from),
        );
        return turns.length <= 15;
      },
    ),
    { numRuns: 100 },
  );
});
