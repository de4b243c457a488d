export { decideOutcome, fallbackTrigger, type Fallback, type UnclearPage } from './decide-outcome';
export { timeoutOutcome, unexpectedOutcome, type Seen } from './error-outcome';
export {
  STATUSES,
  isSuccess,
  type DownloadIssue,
  type DownloadedFile,
  type Outcome,
  type OutcomeRecord,
  type Reason,
  type Status,
} from './outcome';
export { nextAttempt, workerStays, type EndedAttempt, type NextAttempt } from './retry-policy';
export { isBusyStatus, isCertainlyNetwork, retryAfter, type ProbeResult, type Trouble } from './portal-trouble';
