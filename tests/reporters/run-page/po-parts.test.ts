import { expect, test } from '@playwright/test';
import { poParts, portalSpeed } from '../../../reporters/run-page/po-parts';
import type { AttemptSummary } from '../../../reporters/summary/run-summary';

const attempt = (startedAt: number, endedAt: number, spent?: AttemptSummary['spent']): AttemptSummary => ({
  attempt: 0,
  status: 'COMPLETED',
  slot: 0,
  startedAt,
  endedAt,
  ...(spent && { spent }),
});

// portal, files, browser, permit, turn, again, other
for (const [what, attempts, parts] of [
  ['no attempt', [], [0, 0, 0, 0, 0, 0, 0]],
  ['nobody told', [attempt(0, 900)], [0, 0, 0, 0, 0, 0, 900]],
  [
    'one attempt, with a wait before it',
    [attempt(500, 1_500, { permit: 400, portal: 600, files: 300 })],
    [600, 300, 0, 400, 0, 0, 100],
  ],
  [
    'the attempts before the last, and the pauses between, are trying again',
    [attempt(0, 1_000, { permit: 50, portal: 1_000 }), attempt(3_000, 4_000, { rest: 2_000, portal: 1_000 })],
    [1_000, 0, 0, 0, 0, 3_050, 0],
  ],
  ['a clock that was set back', [attempt(900, 100)], [0, 0, 0, 0, 0, 0, 0]],
] as [string, AttemptSummary[], number[]][])
  test(`where a PO's time went: ${what}`, () => expect(poParts(attempts)).toEqual(parts));

test("the portal's speed is the median of what is known", () => {
  const of = (portal?: number) => [attempt(0, 1, portal === undefined ? undefined : { portal })];
  expect(portalSpeed([of(1_000), of(9_000), of(2_000), of()])).toBe(2);
  expect(portalSpeed([of()])).toBeNull();
});
