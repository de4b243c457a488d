import { expect, test } from '@playwright/test';
import { pastRuns, type HistoryLine } from '../../../reporters/run-page/past-runs';

const line = (run: string, at: number, change: Partial<HistoryLine> = {}): HistoryLine => ({
  ...{ run, at, of: 'https://a', done: 10, failed: 1, workers: 4, pace: 20, portal: 1.5 },
  ...change,
});

test('the last twenty runs of the portal, oldest first, this one last', () => {
  const history = Array.from({ length: 30 }, (_, index) => line(`r${index}`, 29 - index));
  const lines = [...history, line('other', 5, { of: 'https://b' }), line('idle', 6, { done: 0 }), line('later', 99)];
  const runs = pastRuns(lines.map((one) => JSON.stringify(one)).join('\n'), line('own', 50));
  expect(runs).toHaveLength(20);
  expect(runs.at(-1)!.run).toBe('own');
  expect(runs.at(-2)!.run).toBe('r0');
});

test('lines that cannot be read are passed over', () => {
  const bad = ['{"run":"x"', 'null', '{"run":1}', JSON.stringify({ ...line('r', 1), pace: 'fast' }), ''];
  expect(pastRuns(bad.join('\n'), line('own', 2)).map(({ run }) => run)).toEqual(['own']);
});
