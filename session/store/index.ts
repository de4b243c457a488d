export { fencedMoves } from './fenced-moves';
export {
  forgetJournals,
  Journal,
  LastFailed,
  parseJournal,
  readJournals,
  readLastFailed,
  readLastFailedPos,
  stateFolder,
  unwrittenOutcomes,
  withListLock,
  type RunJournal,
} from './local';
export {
  doneElsewhere,
  TakenOver,
  type DoneElsewhere,
  type JournalRecord,
  type OutcomeEntry,
  type PoClaim,
  type SharedStore,
  type StoreConnection,
} from './model';
export {
  batchName,
  connectStore,
  dueElsewhere,
  keepsDue,
  lookAtStore,
  readResults,
  systemTools,
  type SharedFolderTools,
} from './open-store';
export { withoutStoreUrl } from './secret-url';
export type { PostgresTools, StoreFacts } from './postgres';
