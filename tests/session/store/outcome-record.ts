import type { OutcomeRecord } from '../../../batch/outcome/outcome';

/** What an attempt that found nothing to do came to, but for what a test says. */
export const outcomeRecord = (change: Pick<OutcomeRecord, 'po'> & Partial<OutcomeRecord>): OutcomeRecord => ({
  status: 'COMPLETED',
  final: true,
  reason: 'ALL_ATTACHMENTS_DOWNLOADED',
  message: 'm',
  supplier: '',
  found: 0,
  downloaded: 0,
  coupaUrl: '',
  attempt: 0,
  startedAt: 1,
  endedAt: 2,
  slot: 0,
  files: [],
  folder: '',
  ...change,
});
