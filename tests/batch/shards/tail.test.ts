import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { inOrderOfOffer, offerTo, splitByTime } from '../../../batch/shards';

const timesOf = (list: readonly number[]) => list.map((milliseconds, at) => ({ number: String(at), milliseconds }));

test('the tail of a shard is a tenth of its expected work, of its shortest POs, longest first', () => {
  const { shards, tails } = splitByTime(timesOf([30, 900, 20, 60, 40]), 1);
  expect([shards, tails]).toEqual([[['1', '3', '4', '0', '2']], [['3', '4', '0', '2']]]);
});

test('a tail has at least a tenth of the work, and no more POs than that needs', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 80 }),
      fc.integer({ min: 1, max: 6 }),
      (list, total) => {
        const { shards, loads, tails } = splitByTime(timesOf(list), total);
        const sum = (numbers: readonly string[]) => numbers.reduce((all, number) => all + list[Number(number)]!, 0);
        tails!.forEach((tail, shard) => {
          expect(shards[shard]!.slice(-tail.length || Infinity)).toEqual(tail);
          if (loads[shard] === 0) return expect(tail).toEqual([]);
          expect(sum(tail)).toBeGreaterThanOrEqual(loads[shard]! * 0.1);
          expect(sum(tail.slice(1))).toBeLessThan(loads[shard]! * 0.1);
        });
      },
    ),
  );
});

test('a shard does its own tail from the front, those of the others from the back, the next shard first', () => {
  const tails = [
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
  ];
  expect(offerTo({ tails }, 2)).toEqual({ own: ['c', 'd'], others: ['f', 'e', 'b', 'a'] });
  const orders = ['d', 'x', 'f', 'a', 'y', 'c', 'e', 'b'].map((number) => ({ number }));
  expect(
    inOrderOfOffer(orders, offerTo({ tails }, 2))
      .map(({ number }) => number)
      .join(''),
  ).toBe('xycdfeba');
  expect(offerTo({}, 1), 'a split of an earlier version').toEqual({ own: [], others: [] });
});
