import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { hoursMinutes, leftText, localMinute, shortDuration } from '../../../reporters/text/clock-text';
import { remainingTime } from '../../../reporters/text/estimate';

/** `count` POs of `each` ms on `workers` workers. */
const finishes = (count: number, each: number, workers: number) =>
  Array.from({ length: count }, (_, index) => {
    const startedAt = Math.floor(index / workers) * each;
    return { startedAt, endedAt: startedAt + each };
  });

test('nothing is promised before every worker has finished a PO', () => {
  expect(remainingTime(finishes(3, 1000, 4), 20, 4)).toBeUndefined();
  expect(remainingTime(finishes(4, 1000, 4), 20, 4)).toBe(5000);
});

test('nothing open takes no time', () => {
  expect(remainingTime([], 0, 4)).toBe(0);
});

test('the pace is that of all workers together', () => {
  expect(remainingTime(finishes(8, 10_000, 4), 8, 4)).toBe(20_000);
  expect(remainingTime(finishes(8, 10_000, 1), 8, 1)).toBe(80_000);
});

test('a change of pace is followed: what was long ago no longer counts', () => {
  const slow = finishes(100, 60_000, 4);
  const from = slow.at(-1)!.endedAt;
  const fast = finishes(40, 1000, 4).map(({ startedAt, endedAt }) => ({
    startedAt: from + startedAt,
    endedAt: from + endedAt,
  }));
  expect(remainingTime([...slow, ...fast], 4, 4)).toBe(1000);
});

test('an estimate is never negative nor endless, whatever the clock does', () => {
  const finish = fc.record({
    startedAt: fc.integer({ min: 0, max: 1e12 }),
    endedAt: fc.integer({ min: 0, max: 1e12 }),
  });
  fc.assert(
    fc.property(fc.array(finish, { minLength: 4 }), fc.nat(10_000), (finished, open) => {
      const left = remainingTime(finished, open, 4)!;
      return Number.isFinite(left) && left >= 0;
    }),
  );
});

test('times read as people write them', () => {
  expect([0, 59_999, 60_000, 3_600_000, 100 * 3_600_000].map(hoursMinutes)).toEqual([
    '00:00',
    '00:00',
    '00:01',
    '01:00',
    '100:00',
  ]);
  expect(hoursMinutes(undefined)).toBe('--:--');
  expect(localMinute(new Date(2026, 0, 2, 3, 4).getTime())).toBe('2026-01-02 03:04');
  expect([0, 59_000, 61_000, 3_660_000].map(shortDuration)).toEqual(['0 s', '59 s', '1 min 01 s', '1 h 01 min']);
});

for (const [left, text] of [
  [0, 'less than 10 s left'],
  [9_999, 'less than 10 s left'],
  [10_000, 'about 10 s left'],
  [51_000, 'about 1 min left'],
  [71_000, 'about 1 min 20 s left'],
  [600_000, 'about 10 min left'],
  [600_001, 'about 11 min left'],
  [3_541_000, 'about 1 h 00 min left'],
  [7_440_000, 'about 2 h 04 min left'],
] as const) {
  test(`${left} ms are ${text}`, () => expect(leftText(left)).toBe(text));
}
