import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { gapOf, LONGEST_TICK } from '../../../batch/system/clock-gap';
import {
  isBusyStatus,
  isCertainlyNetwork,
  LONGEST_RETRY_AFTER,
  retryAfter,
} from '../../../batch/outcome/portal-trouble';

const NOW = Date.parse('2026-11-23T20:00:00Z');
const later = (seconds: number) => new Date(NOW + seconds * 1_000).toUTCString();

for (const [headers, ms] of [
  [{ 'retry-after': '120' }, 120_000],
  [{ 'retry-after': ' 0 ' }, 0],
  [{ 'retry-after': later(90) }, 90_000],
  [{ 'retry-after': later(-90) }, 0],
  // The server's clock is an hour ahead: what counts is the time between its own two words.
  [{ 'retry-after': later(3_630), date: later(3_600) }, 30_000],
  [{ 'retry-after': '86400' }, LONGEST_RETRY_AFTER],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '1.5' }, undefined],
  [{}, undefined],
] as [Record<string, string>, number | undefined][]) {
  test(`Retry-After: ${JSON.stringify(headers)} is ${ms} ms`, () => expect(retryAfter(headers, NOW)).toBe(ms));
}

test('whatever a header says, the wait is a time between nothing and an hour, or none', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (value, date) => {
      const ms = retryAfter({ 'retry-after': value, date }, NOW);
      expect(ms === undefined || (ms >= 0 && ms <= LONGEST_RETRY_AFTER)).toBe(true);
    }),
  );
});

test('which statuses say that a portal cannot keep up, and which errors no PO can cause', () => {
  expect([200, 404, 429, 500, 502, 503, 504].filter(isBusyStatus)).toEqual([429, 502, 503, 504]);
  expect(
    [
      'ERR_NAME_NOT_RESOLVED',
      'ERR_PROXY_CONNECTION_FAILED',
      'ERR_CONNECTION_REFUSED',
      'ERR_INTERNET_DISCONNECTED',
    ].every(isCertainlyNetwork),
  ).toBe(true);
  expect(
    ['ERR_CONNECTION_RESET', 'ERR_EMPTY_RESPONSE', 'ERR_CERT_AUTHORITY_INVALID', 'ERR_ABORTED'].some(
      isCertainlyNetwork,
    ),
  ).toBe(false);
});

for (const [what, clocks, gap] of [
  ['an ordinary second', { wall: 1_003, steady: 1_002 }, 0],
  ['a busy computer', { wall: 29_000, steady: 29_000 }, 0],
  ['sleep, where the steady clock stands still', { wall: 7_200_000, steady: 1_000 }, 7_200_000],
  ['a process that was stopped: both clocks went on', { wall: 120_000, steady: 120_000 }, 120_000],
  ['a wall clock set back', { wall: -3_600_000, steady: 1_000 }, 0],
  ['exactly the limit', { wall: LONGEST_TICK, steady: LONGEST_TICK }, 0],
] as const) {
  test(`${what}: ${gap} ms are lost`, () => expect(gapOf(clocks)).toBe(gap));
}
