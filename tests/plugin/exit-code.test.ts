import { expect, test } from '@playwright/test';
import type { StopReason } from '../../batch/protocol/session-events';
import { exitCode } from '../../plugin/exit-code';

const stop = (code: StopReason['code']): StopReason => ({ code, message: 'm' });

for (const [sentence, playwright, reason, refused, code] of [
  ['all POs done', 0, undefined, undefined, 0],
  ['some POs need a person', 1, undefined, undefined, 1],
  ['bad input or settings', 1, undefined, 2, 2],
  ['signed out', 130, stop('signed-out'), undefined, 3],
  ['the portal cannot be reached', 130, stop('portal-unreachable'), undefined, 4],
  ['too many system errors in a row', 1, stop('system-errors'), undefined, 4],
  ['the disk is full', 130, stop('disk-full'), undefined, 5],
  ['stopped by the user', 130, stop('interrupted'), undefined, 130],
  ['stopped by the user while tests had failed', 1, stop('interrupted'), undefined, 130],
  ['refused, whatever else happened', 130, stop('interrupted'), 2, 2],
  ["Playwright's own code where the batch has none to say", 129, undefined, undefined, 129],
] as const) {
  test(`${sentence}: ${code}`, () => expect(exitCode(playwright, reason, refused)).toBe(code));
}
