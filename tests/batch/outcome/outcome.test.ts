import { expect, test } from '@playwright/test';
import { isFinal, isSuccess, STATUSES } from '../../../batch/outcome/outcome';

test('COMPLETED and NO_ATTACHMENTS are success, the others are not', () => {
  expect(STATUSES.filter(isSuccess)).toEqual(['COMPLETED', 'NO_ATTACHMENTS']);
});

test('what another attempt cannot change is final, the others are retried', () => {
  expect(STATUSES.filter((status) => isFinal({ status }))).toEqual([
    'COMPLETED',
    'NO_ATTACHMENTS',
    'PO_NOT_FOUND',
    'PR_NOT_ACCESSIBLE',
  ]);
});
