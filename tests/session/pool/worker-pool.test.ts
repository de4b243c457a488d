import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { startsOf, WorkerPool } from '../../../session/pool/worker-pool';

test('admits as many as the limit, in the order in which they came', async () => {
  const pool = new WorkerPool(2);
  const admitted: number[] = [];
  const holders = Array.from({ length: 4 }, () => ({}));
  holders.forEach((holder, index) => void pool.acquire(holder).then(() => admitted.push(index)));
  await Promise.resolve();
  expect(admitted).toEqual([0, 1]);
  pool.release(holders[1]!);
  await Promise.resolve();
  expect(admitted).toEqual([0, 1, 2]);
  expect([pool.running, pool.queued]).toEqual([2, 1]);
});

test('a worker keeps its permit from PO to PO, until fewer may work', async () => {
  const pool = new WorkerPool(2);
  const [a, b, c] = [{}, {}, {}];
  await Promise.all([pool.acquire(a), pool.acquire(b)]);
  const third = pool.acquire(c);
  expect(await pool.acquire(a, true)).toBe('granted');
  expect(pool.queued).toBe(1);
  pool.setLimit(1);
  const parked = pool.acquire(a, true);
  expect([pool.running, pool.queued]).toEqual([1, 2]);
  pool.release(b);
  expect(await parked, 'the one whose browser is up goes first').toBe('granted');
  pool.setLimit(2);
  expect(await third).toBe('granted');
});

test('a lower limit lets those who run finish; a higher one admits whoever waits at once', async () => {
  const pool = new WorkerPool(3);
  const [a, b, c, d] = [{}, {}, {}, {}];
  await Promise.all([pool.acquire(a), pool.acquire(b), pool.acquire(c)]);
  pool.setLimit(1);
  expect(pool.running).toBe(3);
  const waits = pool.acquire(d);
  pool.release(a);
  pool.release(b);
  expect([pool.running, pool.queued]).toEqual([1, 1]);
  pool.setLimit(2);
  expect(await waits).toBe('granted');
});

test('who goes away while waiting, and everybody when the pool closes, is turned away', async () => {
  const pool = new WorkerPool(1);
  const [a, b, c] = [{}, {}, {}];
  await pool.acquire(a);
  const second = pool.acquire(b);
  const third = pool.acquire(c);
  pool.release(b);
  expect(await second).toBe('refused');
  pool.close();
  expect(await third).toBe('refused');
  expect(await pool.acquire({})).toBe('refused');
});

test('a permit whose browser is not up yet counts as starting', async () => {
  const pool = new WorkerPool(2);
  const [a, b] = [{}, {}];
  await Promise.all([pool.acquire(a), pool.acquire(b)]);
  expect(pool.starting).toBe(2);
  pool.browserReady(a);
  expect(pool.starting).toBe(1);
  await pool.acquire(a, false);
  expect(pool.starting, 'it has none any more').toBe(2);
});

test('while memory is short who waits is asked to close its browser; who works is not', async () => {
  const pool = new WorkerPool(2);
  const [works, waits, bare, late] = [{}, {}, {}, {}];
  await Promise.all([pool.acquire(works, true), pool.acquire(late, true)]);
  const parked = pool.acquire(waits, true);
  const parkedBare = pool.acquire(bare, false);
  pool.setLimit(1);
  pool.setMemoryTight(true);
  expect(await parked).toBe('close-browser');
  expect([pool.running, pool.queued]).toEqual([2, 1]);
  expect(await pool.acquire(late, true), 'one that finishes its PO meanwhile').toBe('close-browser');
  const again = pool.acquire(waits, false);
  pool.release(works);
  expect(await parkedBare, 'a permit that is free is given to whoever is there').toBe('granted');
  pool.setMemoryTight(false);
  pool.setLimit(3);
  expect(await again).toBe('granted');
});

test('after CPU pressure a parked worker keeps its browser', async () => {
  const pool = new WorkerPool(2);
  const [a, b] = [{}, {}];
  await Promise.all([pool.acquire(a, true), pool.acquire(b, true)]);
  pool.setLimit(1);
  let answer: string | undefined;
  void pool.acquire(b, true).then((admission) => (answer = admission));
  pool.setMemoryTight(false);
  await Promise.resolve();
  expect(answer).toBeUndefined();
});

test('no more browsers start at once than allowed; the next starts as soon as one is up', async () => {
  const pool = new WorkerPool(4, { atOnce: 2, apart: 0 });
  const admitted: number[] = [];
  const holders = Array.from({ length: 4 }, () => ({}));
  holders.forEach((holder, index) => void pool.acquire(holder).then(() => admitted.push(index)));
  await Promise.resolve();
  expect(admitted).toEqual([0, 1]);
  pool.browserReady(holders[1]!);
  await Promise.resolve();
  expect(admitted).toEqual([0, 1, 2]);
  // A PO that ends without its browser ever having been up makes room as well.
  pool.release(holders[0]!);
  await Promise.resolve();
  expect(admitted).toEqual([0, 1, 2, 3]);
});

test('browsers start apart from each other, so that their POs do not stay in step', async () => {
  let now = 0;
  const timers: { at: number; act: () => void }[] = [];
  const pool = new WorkerPool(
    4,
    { atOnce: 4, apart: 250 },
    { now: () => now, after: (ms, act) => timers.push({ at: now + ms, act }) },
  );
  const until = async (time: number) => {
    now = time;
    for (const timer of timers.filter(({ at }) => at <= now)) timers.splice(timers.indexOf(timer), 1)[0]!.act();
    await Promise.resolve();
  };
  const admitted: number[] = [];
  const holders = Array.from({ length: 4 }, () => ({}));
  holders.forEach((holder, index) => void pool.acquire(holder).then(() => admitted.push(index)));
  await until(0);
  expect(admitted).toEqual([0]);
  // That one is up makes no difference to who is next.
  pool.browserReady(holders[0]!);
  await until(249);
  expect(admitted).toEqual([0]);
  await until(250);
  expect(admitted).toEqual([0, 1]);
  // One whose browser is up starts nothing.
  expect(await pool.acquire(holders[0]!, true)).toBe('granted');
  await until(600);
  expect(admitted).toEqual([0, 1, 2]);
  await until(849);
  expect(admitted).toEqual([0, 1, 2]);
  await until(850);
  expect(admitted).toEqual([0, 1, 2, 3]);
  expect(timers, 'nobody waits any more').toEqual([]);
});

test('on many cores browsers start at nearly the same time', () => {
  expect(startsOf(2)).toEqual({ atOnce: 2, apart: 250 });
  expect(startsOf(8)).toEqual({ atOnce: 8, apart: 62.5 });
  expect(startsOf(Infinity)).toEqual({ atOnce: Infinity, apart: 0 });
});

test('a worker whose browser is up does not wait behind those that would have to start one', async () => {
  const pool = new WorkerPool(4, { atOnce: 1, apart: 0 });
  const [up, starts, waits] = [{}, {}, {}];
  await pool.acquire(starts);
  const third = pool.acquire(waits);
  expect(await pool.acquire(up, true)).toBe('granted');
  expect([pool.running, pool.queued]).toEqual([2, 1]);
  pool.browserReady(starts);
  expect(await third).toBe('granted');
});

test('never more permits than the limit at the time they were given, under any order of events', () => {
  const event = fc.oneof(
    fc.record({ type: fc.constant('acquire' as const), who: fc.nat(5), browser: fc.boolean() }),
    fc.record({ type: fc.constant('release' as const), who: fc.nat(5) }),
    fc.record({ type: fc.constant('limit' as const), to: fc.integer({ min: -1, max: 6 }) }),
    fc.record({ type: fc.constant('tight' as const), tight: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const pool = new WorkerPool(2);
      const people = Array.from({ length: 6 }, () => ({}));
      for (const step of events) {
        const before = pool.running;
        if (step.type === 'acquire') void pool.acquire(people[step.who]!, step.browser);
        else if (step.type === 'release') pool.release(people[step.who]!);
        else if (step.type === 'limit') pool.setLimit(step.to);
        else pool.setMemoryTight(step.tight);
        if (pool.limit < 1 || (pool.running > pool.limit && pool.running > before)) return false;
        // Nobody waits while there is room.
        if (pool.queued > 0 && pool.running < pool.limit) return false;
      }
      return true;
    }),
  );
});
