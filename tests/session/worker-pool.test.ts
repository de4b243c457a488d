import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { WorkerPool } from '../../session/worker-pool';

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
  expect(await waits).toBe(true);
});

test('who goes away while waiting, and everybody when the pool closes, is turned away', async () => {
  const pool = new WorkerPool(1);
  const [a, b, c] = [{}, {}, {}];
  await pool.acquire(a);
  const second = pool.acquire(b);
  const third = pool.acquire(c);
  pool.release(b);
  expect(await second).toBe(false);
  pool.close();
  expect(await third).toBe(false);
  expect(await pool.acquire({})).toBe(false);
});

test('a permit whose browser is not up yet counts as starting', async () => {
  const pool = new WorkerPool(2);
  const [a, b] = [{}, {}];
  await Promise.all([pool.acquire(a), pool.acquire(b)]);
  expect(pool.starting).toBe(2);
  pool.browserReady(a);
  expect(pool.starting).toBe(1);
});

test('no more browsers start at once than allowed; the next starts as soon as one is up', async () => {
  const pool = new WorkerPool(4, 2);
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

test('a worker whose browser is up does not wait behind those that would have to start one', async () => {
  const pool = new WorkerPool(4, 1);
  const [up, starts, waits] = [{}, {}, {}];
  await pool.acquire(up);
  pool.browserReady(up);
  pool.release(up);
  await pool.acquire(starts);
  const third = pool.acquire(waits);
  expect(await pool.acquire(up)).toBe(true);
  expect([pool.running, pool.queued]).toEqual([2, 1]);
  pool.browserReady(starts);
  expect(await third).toBe(true);
});

test('never more permits than the limit at the time they were given, under any order of events', () => {
  const event = fc.oneof(
    fc.record({ type: fc.constant('acquire' as const), who: fc.nat(5) }),
    fc.record({ type: fc.constant('release' as const), who: fc.nat(5) }),
    fc.record({ type: fc.constant('limit' as const), to: fc.integer({ min: -1, max: 6 }) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const pool = new WorkerPool(2);
      const people = Array.from({ length: 6 }, () => ({}));
      for (const step of events) {
        const before = pool.running;
        if (step.type === 'acquire') void pool.acquire(people[step.who]!);
        else if (step.type === 'release') pool.release(people[step.who]!);
        else pool.setLimit(step.to);
        if (pool.limit < 1 || (pool.running > pool.limit && pool.running > before)) return false;
        // Nobody waits while there is room.
        if (pool.queued > 0 && pool.running < pool.limit) return false;
      }
      return true;
    }),
  );
});
