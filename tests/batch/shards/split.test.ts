import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { splitByTime, type ExpectedTime } from '../../../batch/shards';

const times = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 100_000, max: 9_999_999 }).map(String),
    milliseconds: fc.oneof(fc.integer({ min: 0, max: 600_000 }), fc.constant(4_000)),
  }),
  { selector: ({ number }) => number, maxLength: 80 },
);
const totals = fc.integer({ min: 1, max: 12 });

test('every PO is in exactly one shard, and the loads are the sums of what is in them', () => {
  fc.assert(
    fc.property(times, totals, (list, total) => {
      const { shards, loads } = splitByTime(list, total);
      expect(shards).toHaveLength(total);
      expect(shards.flat().sort()).toEqual(list.map(({ number }) => number).sort());
      const of = new Map(list.map(({ number, milliseconds }) => [number, milliseconds]));
      expect(loads).toEqual(shards.map((numbers) => numbers.reduce((sum, number) => sum + of.get(number)!, 0)));
    }),
  );
});

test('it is the same for every order of the rows', () => {
  fc.assert(
    fc.property(
      times.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      totals,
      ([list, shuffled], total) => expect(splitByTime(shuffled, total)).toEqual(splitByTime(list, total)),
    ),
  );
});

test('no shard has more than its share and one PO, and any two differ by no more than the longest PO', () => {
  fc.assert(
    fc.property(times, totals, (list, total) => {
      const { loads } = splitByTime(list, total);
      const longest = Math.max(0, ...list.map(({ milliseconds }) => milliseconds));
      const share = list.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / total;
      expect(Math.max(...loads)).toBeLessThanOrEqual(share + longest * (1 - 1 / total) + 1e-6);
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(longest);
    }),
  );
});

test('POs of which nothing is known are spread by number of POs', () => {
  fc.assert(
    fc.property(times, totals, (list, total) => {
      const sizes = splitByTime(
        list.map(({ number }) => ({ number, milliseconds: 0 })),
        total,
      ).shards.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('the hash tells two splits apart, and not two ways to come to one', () => {
  const list = (...all: [string, number][]): ExpectedTime[] =>
    all.map(([number, milliseconds]) => ({ number, milliseconds }));
  const split = splitByTime(list(['100001', 900], ['100002', 500], ['100003', 400]), 2);
  expect(split.shards).toEqual([['100001'], ['100002', '100003']]);
  expect(splitByTime(list(['100001', 90], ['100002', 50], ['100003', 40]), 2).hash).toBe(split.hash);
  expect(splitByTime(list(['100001', 500], ['100002', 900], ['100003', 400]), 2).hash).not.toBe(split.hash);
  expect(splitByTime(list(['100001', 900], ['100002', 500], ['100003', 400]), 3).hash).not.toBe(split.hash);
});

test('of an order that stands there twice the longer time counts', () => {
  const { shards, loads } = splitByTime(
    [
      { number: '100001', milliseconds: 1 },
      { number: '100001', milliseconds: 9 },
      { number: '100002', milliseconds: 5 },
    ],
    2,
  );
  expect([shards, loads]).toEqual([
    [['100001'], ['100002']],
    [9, 5],
  ]);
});
