export { observe, SILENT, type Observation } from './change-watch';
export {
  downloadLock,
  listLock,
  stateFolder,
  withListLock,
  withLock,
  type LockTarget,
  type LockTools,
} from './file-lock';
export {
  forgetJournals,
  Journal,
  knownFiles,
  outcomeId,
  parseJournal,
  pruneJournals,
  readJournals,
  rememberFile,
  undeliveredOutcomes,
  unwrittenOutcomes,
  type DeliverableEntry,
  type KnownFiles,
  type RunJournal,
} from './journal';
export { LastFailed, readLastFailed, readLastFailedPos } from './last-failed';
