import { expect, test } from '@playwright/test';
import { nextAttempt, workerStays, type EndedAttempt } from '../../../batch/outcome/retry-policy';
import { STATUSES } from '../../../batch/outcome/outcome';

const FAILED: EndedAttempt = {
  outcome: { status: 'FAILED' },
  attempt: 0,
  retriesLeft: 2,
  browser: 'up',
  announced: false,
  othersWait: true,
};
const lasting = { status: 'PARTIAL', lasting: true } as const;

for (const [what, ended, next] of [
  ['a file that came neither whole nor with a final answer', {}, { next: 'here', wait: 2_000 }],
  ['the same once more', { attempt: 1, retriesLeft: 1 }, { next: 'here', wait: 2_000 }],
  ['the same with no other PO left', { attempt: 1, retriesLeft: 1, othersWait: false }, { next: 'here', wait: 10_000 }],
  ['the last attempt', { attempt: 2, retriesLeft: 0 }, { next: 'none' }],
  ['--retries=0', { retriesLeft: 0 }, { next: 'none' }],
  ['more retries than waits', { attempt: 4, retriesLeft: 3, othersWait: false }, { next: 'here', wait: 10_000 }],
  ['files that are refused for good', { outcome: lasting }, { next: 'none' }],
  ['a Retry-After, which holds every worker', { announced: true }, { next: 'here', wait: 0 }],
  ['a page that times out', { outcome: { status: 'TIMEOUT' } }, { next: 'here', wait: 2_000 }],
  ['a PO whose time is over', { browser: 'stopped' }, { next: 'here', wait: 2_000 }],
  ['a second PO time that is over', { browser: 'stopped', attempt: 1, retriesLeft: 1 }, { next: 'elsewhere' }],
  ['a browser that went away', { browser: 'gone' }, { next: 'elsewhere' }],
  ['a browser that went away at last', { browser: 'gone', retriesLeft: 0 }, { next: 'none' }],
] as const) {
  test(`${what}: ${JSON.stringify(next)}`, () =>
    expect(nextAttempt({ ...FAILED, ...ended } as EndedAttempt)).toEqual(next));
}

test('PO_NOT_FOUND, PR_NOT_ACCESSIBLE and successes have no other attempt', () => {
  const once = STATUSES.filter((status) => nextAttempt({ ...FAILED, outcome: { status } }).next === 'none');
  expect(once).toEqual(['COMPLETED', 'NO_ATTACHMENTS', 'PO_NOT_FOUND', 'PR_NOT_ACCESSIBLE']);
});

test('a process stays after the last attempt of a PO whose browser is up, and only then', () => {
  expect(workerStays({ next: 'none' }, 'up')).toBe(true);
  for (const browser of ['stopped', 'gone'] as const) expect(workerStays({ next: 'none' }, browser)).toBe(false);
  expect(workerStays({ next: 'elsewhere' }, 'up')).toBe(false);
});
