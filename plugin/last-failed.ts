import type { Suite, TestRun } from '@playwright/test/reporter';
import { EXIT } from '../batch/errors/exit-codes';
import { parsePoNumber } from '../batch/list';
import type { RunPlan } from '../batch/protocol';
import { dueElsewhere } from '../session/store';

/**
 * `--last-failed` where machines share a database: what ended badly, or was not finished, on any of them. Playwright
 * chooses by ids of tests, which say nothing on another machine; here it is chosen by PO.
 */

/** Without failures Playwright would say "No tests found". */
export function nothingFailed(): never {
  console.log('✅ Nothing to do: no PO of the last run failed or was left unfinished.');
  process.exit(EXIT.OK);
}

/** Ends this process when there is nothing to do. Throws one line when what runs share cannot be asked. */
export async function endWithoutFailures(plan: RunPlan): Promise<void> {
  const due = await dueElsewhere(plan);
  if (due && !plan.orders.some(({ number }) => due.has(number))) nothingFailed();
}

/** Leaves the tests of due POs in the run, where a file beside the list does not say which those are. */
export async function excludeWhatIsNotDue(
  plan: RunPlan,
  suite: Pick<Suite, 'allTests'>,
  testRun: Pick<TestRun, 'exclude'>,
): Promise<void> {
  const due = await dueElsewhere(plan);
  if (!due) return;
  for (const test of suite.allTests()) {
    const number = parsePoNumber(test.title)?.number;
    if (number === undefined || !due.has(number)) testRun.exclude(test);
  }
}
