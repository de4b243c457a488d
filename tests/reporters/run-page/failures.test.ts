import { expect, test } from '@playwright/test';
import { samplePlan } from '../sample-run';
import { failureGroups as groupsOf } from '../../../reporters/run-page/failures';
import type { PoSummary } from '../../../reporters/summary/run-summary';

const failureGroups = (pos: PoSummary[]) => groupsOf(pos, samplePlan().commands);
const po = (name: string, status: PoSummary['status'], reason: string, message: string) =>
  ({ po: name, status, reason, message }) as PoSummary;
const partial = (name: string, issues: string) =>
  po(name, 'PARTIAL', 'PARTIAL_DOWNLOAD', `Partial download from PO page: 1 of 2 attachment(s). Issues: ${issues}`);

test('POs that failed of one thing are one group, whatever their files are called', () => {
  const groups = failureGroups([
    po('PO100001', 'COMPLETED', 'ALL_ATTACHMENTS_DOWNLOADED', ''),
    po('PO100002', 'PO_NOT_FOUND', 'COUPA_ERROR_PAGE', 'Coupa displayed an error page: Access denied'),
    partial('PO100003', 'a.pdf: HTTP 500'),
    partial('PO100004', 'b: c.pdf: HTTP 500; d.pdf: HTTP 500; +2 more'),
    partial('PO100005', 'a.pdf: HTTP 404'),
  ]);
  expect(groups.map(({ cause, pos, command }) => [cause, pos.length, command])).toEqual([
    ['HTTP 500', 2, 'npm run retry-failed'],
    ['Coupa displayed an error page: Access denied', 1, ''],
    ['HTTP 404', 1, ''],
  ]);
  expect(groups.every(({ advice }) => /\.$|supplier/.test(advice))).toBe(true);
});

test('numbers that differ from PO to PO do not part a group', () => {
  const timeout = (name: string, ms: string) =>
    po(name, 'FAILED', 'UNEXPECTED_ERROR', `Error: order 1526298${ms} answered after ${ms}.5 s`);
  expect(failureGroups([timeout('PO100001', '12'), timeout('PO100002', '99')])).toHaveLength(1);
});

test('one PO has a command of its own, unless its name is no number', () => {
  const failed = (name: string) => failureGroups([po(name, 'TIMEOUT', 'LIMIT_PASSED', 'Timed out')])[0]!.command;
  expect(failed('PO15262984')).toBe('npx playwright test -g PO15262984');
  expect(failed('PO1 & calc')).toBe('npm run retry-failed');
});
