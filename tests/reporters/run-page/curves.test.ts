import { expect, test } from '@playwright/test';
import { curvesOf, loadLines } from '../../../reporters/run-page/curves';
import type { PoSummary } from '../../../reporters/summary/run-summary';

const START = Date.parse('2026-11-23T20:00:00Z');
const line = (second: number, cpu?: number) => ({
  time: new Date(START + second * 1_000).toISOString(),
  cpu,
  limit: 4,
});
const po = (startedAt: number, endedAt: number, size: number) =>
  ({ attempts: [{ startedAt, endedAt }], files: [{ name: 'a', size }] }) as PoSummary;

test('a line that was cut short is passed over', () => {
  expect(loadLines(`${JSON.stringify(line(1, 0.5))}\n{"time":"2026-1`)).toHaveLength(1);
  expect(loadLines('null\n{"cpu":1}\n')).toEqual([]);
});

test('load is at its moments, and nothing is made up between them', () => {
  const [cpu] = curvesOf([line(0, 0.2), line(3, 0.4)], [], START, START + 3_000);
  expect(cpu!.values).toEqual([20, null, null, 40]);
});

test('a long run has no more points than a screen, and they are means', () => {
  const load = Array.from({ length: 30_000 }, (_, second) => line(second, second % 2));
  const [cpu] = curvesOf(load, [], START, START + 30_000_000);
  expect(cpu!.values.length).toBeLessThanOrEqual(1_501);
  expect(cpu!.values[700]).toBe(50);
});

test('bytes and POs add up to what was done', () => {
  const pos = Array.from({ length: 60 }, (_, index) => po(START + index * 1_000, START + (index + 1) * 1_000, 2_000));
  const [, , , pace, bytes] = curvesOf([], pos, START, START + 60_000);
  expect(bytes!.values.reduce((sum: number, rate) => sum + rate!, 0)).toBe(120_000);
  expect(pace!.values[30]).toBeGreaterThanOrEqual(60);
});
