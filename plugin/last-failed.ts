import type { Suite, TestRun } from '@playwright/test/reporter';
import { EXIT } from '../batch/errors/exit-codes';
import { parsePoNumber } from '../batch/list';
import type { RunPlan } from '../batch/protocol';
import { dueElsewhere, readLastFailed, readLastFailedPos } from '../session/store';

/**
 * What `--last-failed` has to do. Playwright chooses by ids of tests, from a file. Where machines share a database it is
 * what ended badly, or was not finished, on any of them: ids say nothing there, and it is chosen by PO.
 */

/** Why there is nothing to do, by the file beside the list; undefined when there may be something. */
export function nothingDue(file: string, { orders }: Pick<RunPlan, 'orders'>): string | undefined {
  if (readLastFailed(file).length === 0) return NOTHING_FAILED;
  const pos = readLastFailedPos(file);
  const due = new Set(orders.map(({ po }) => po));
  // Set to COMPLETED by a person since, or taken out of the list.
  return pos && !pos.some((po) => due.has(po)) ? ALL_DONE_SINCE : undefined;
}

const NOTHING_FAILED = '✅ Nothing to do: no PO of the last run failed or was left unfinished.';
const ALL_DONE_SINCE = '✅ Nothing to do: no PO that failed or was left unfinished is still to be done.';

/**
 * Without failures Playwright would say "No tests found", with exit code 1, once a session was opened and a report
 * begun.
 */
export function endWell(line: string): never {
  console.log(line);
  process.exit(EXIT.OK);
}

/** Ends this process when there is nothing to do. Throws one line when what runs share cannot be asked. */
export async function endWithoutFailures(plan: RunPlan): Promise<void> {
  const due = await dueElsewhere(plan);
  if (due && !plan.orders.some(({ number }) => due.has(number))) endWell(NOTHING_FAILED);
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
