import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  IN_A_ROW,
  NO_RESTARTS,
  NOT_STARTED,
  perRun,
  restartCounts,
  tooMany,
  withFailedStart,
  withPoDone,
  withRestart,
  withStart,
} from '../../../session/portal/restarts';

const times = (n: number, change: (restarts: typeof NO_RESTARTS, i: number) => typeof NO_RESTARTS) =>
  Array.from({ length: n }).reduce<typeof NO_RESTARTS>((restarts, _, i) => change(restarts, i), NO_RESTARTS);

test('a worker may be restarted eight times without finishing a PO, not nine', () => {
  expect(
    tooMany(
      times(IN_A_ROW, (r) => withRestart(r, 1, 'browser')),
      500,
      'x',
    ),
  ).toBeUndefined();
  expect(
    tooMany(
      times(IN_A_ROW + 1, (r) => withRestart(r, 1, 'browser')),
      500,
      'the browser went away.',
    ),
  ).toBe('Worker 2 had to be restarted 9 times without finishing a PO. The last time: the browser went away.');
});

test('a PO that is done begins the row anew, in its own worker alone', () => {
  const done = (slot: number) => times(20, (r, i) => withRestart(i % 3 === 0 ? withPoDone(r, slot) : r, 0, 'process'));
  expect(tooMany(done(0), 500, 'x')).toBeUndefined();
  expect(tooMany(done(1), 500, 'x')).toContain('Worker 1 had to be restarted 20 times');
});

test('a run has a limit of its own, which grows with its list', () => {
  const spread = times(perRun(10) + 1, (r, i) => withPoDone(withRestart(r, i % 8, 'browser'), i % 8));
  expect(tooMany(spread, 10, 'x')).toBe(
    `Browsers and workers had to be restarted ${perRun(10) + 1} times in this run. The last time: x.`,
  );
  expect(tooMany(spread, 200, 'x')).toBeUndefined();
});

test('a browser that never starts ends the run at the third time; one that starts once begins the row anew', () => {
  const failed = times(NOT_STARTED, withFailedStart);
  expect(tooMany(failed, 500, 'Chromium could not be started: spawn EACCES.')).toBe(
    'The browser could not be started 3 times in a row. The last time: Chromium could not be started: spawn EACCES.',
  );
  expect(tooMany(withFailedStart(withStart(times(NOT_STARTED - 1, withFailedStart))), 500, 'x')).toBeUndefined();
});

test('whatever happens in whatever order, no run goes on beyond its limits, and every restart is counted', () => {
  const event = fc.record({
    slot: fc.nat(3),
    what: fc.constantFrom('browser' as const, 'process' as const, 'done' as const),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), fc.nat(300), (events, total) => {
      let restarts = NO_RESTARTS;
      let made = 0;
      for (const { slot, what } of events) {
        if (what === 'done') restarts = withPoDone(restarts, slot);
        else made++;
        if (what !== 'done') restarts = withRestart(restarts, slot, what);
        if (tooMany(restarts, total, 'x')) break;
      }
      expect(made).toBeLessThanOrEqual(perRun(total) + 1);
      expect(restartCounts(restarts).reduce((sum, { browser, process }) => sum + browser + process, 0)).toBe(made);
    }),
  );
});
