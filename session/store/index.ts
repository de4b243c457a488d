export { downloadLock, listLock, stateFolder, withListLock } from './file-lock';
export {
  forgetJournals,
  Journal,
  knownFiles,
  outcomeId,
  parseJournal,
  readJournals,
  rememberFile,
  unwrittenOutcomes,
  type JournalRecord,
  type KnownFiles,
  type OutcomeEntry,
  type RunJournal,
} from './journal';
export { LastFailed, readLastFailed } from './last-failed';
export { leasedRuns } from './lease';
export { OtherRuns, doneElsewhere, type DoneElsewhere } from './other-runs';
export { SharedClaims } from './shared-claims';
export { SharedFolder, TakenOver, systemTools, type SharedFolderTools, type PoClaim } from './shared-folder';
