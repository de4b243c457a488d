import { expect, test } from '@playwright/test';
import { middle, ratiosOf, type Row, type Run } from '../../bench/peer-figures';

const run = (part: Partial<Run>): Run => ({
  ...{ exitCode: 0, wall: 10, processor: 20, peakPss: 1_000, pos: 8, files: 16, others: 0 },
  ...part,
});
const row = (way: string, part: Partial<Row>): Row => ({
  ...{ weight: 'light' as const, way, workers: 4, expectedPos: 8, expectedFiles: 16 },
  ...run(part),
  ...part,
});

test("a way's times are the median of its runs, and what it wrote is the worst of them", () => {
  const runs = [run({ wall: 30, others: 1 }), run({ wall: 10 }), run({ wall: 12, pos: 7, files: 15 })];
  expect(middle(runs)).toEqual(run({ wall: 12, pos: 7, files: 15, others: 1 }));
});

for (const exitCode of [1, null])
  test(`one run that ends with ${exitCode} is not hidden behind those that end well`, () => {
    expect(middle([run({}), run({ exitCode }), run({})]).exitCode).toBe(exitCode);
  });

for (const [what, part, shown] of [
  ['did all of the work', { wall: 20 }, '0.50'],
  ['misses a file', { pos: 7, files: 15 }, 'none: Playwright Test is not complete'],
  ['ended with a failure', { exitCode: 1 }, 'none: Playwright Test is not complete'],
  ['was ended after its limit', { exitCode: null }, 'none: Playwright Test is not complete'],
] as const)
  test(`against a way that ${what} the ratio is ${shown}`, () => {
    const rows = [row('Playwright Test', part), row('this project, adaptive', { wall: 10 })];
    expect(ratiosOf(rows, 4).split('\n').slice(2)).toEqual([
      `| light: adaptive / Playwright Test, wall | ${shown} | 0.60 |`,
    ]);
  });
