import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import type { RunPlan } from '../../batch/protocol/run-plan';
import { nothingDue } from '../../plugin/last-failed';

const FAILED = { failedTests: ['a', 'b'], orders: { a: 'PO1', b: 'PO2' } };
for (const [what, file, pos, line] of [
  ['nothing failed', { failedTests: [] }, ['PO1'], /no PO of the last run failed/],
  ['there was no run', undefined, ['PO1'], /no PO of the last run failed/],
  ['what failed is COMPLETED by now, or gone', FAILED, ['PO3'], /no PO that failed or was left unfinished is still/],
  ['the list is done', FAILED, [], /no PO that failed or was left unfinished is still/],
  ['one is still to be done', FAILED, ['PO3', 'PO2'], undefined],
  ['a test may be any PO', { ...FAILED, orders: { a: 'PO1' } }, ['PO3'], undefined],
] as const) {
  test(`--last-failed when ${what}`, ({}, testInfo) => {
    const path = testInfo.outputPath('last-run.json');
    if (file) fs.writeJsonSync(path, file);
    const orders = pos.map((po) => ({ po })) as RunPlan['orders'];
    const said = nothingDue(path, { orders });
    if (line) expect(said).toMatch(line);
    else expect(said).toBeUndefined();
  });
}
