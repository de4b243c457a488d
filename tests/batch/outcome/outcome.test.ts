import { expect, test } from '@playwright/test';
import { isFinal, isSuccess, STATUS_EMOJI, STATUSES } from '../../../batch/outcome/outcome';

test('COMPLETED and NO_ATTACHMENTS are success, the others are not', () => {
  expect(STATUSES.filter(isSuccess)).toEqual(['COMPLETED', 'NO_ATTACHMENTS']);
});

test('what another attempt cannot change is final, the others are retried', () => {
  expect(STATUSES.filter(isFinal)).toEqual(['COMPLETED', 'NO_ATTACHMENTS', 'PO_NOT_FOUND', 'PR_NOT_ACCESSIBLE']);
});

test('every status has its sign', () => {
  expect(STATUSES.map((status) => STATUS_EMOJI[status])).toEqual(['✅', '📭', '⚠️', '❌', '🚫', '🚫', '❌']);
});
