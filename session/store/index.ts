export { fencedMoves } from './fenced-moves';
export {
  LastFailed,
  readJournals,
  readLastFailed,
  stateFolder,
  unwrittenOutcomes,
  withListLock,
  type RunJournal,
} from './local';
export { doneElsewhere, TakenOver, type Asked, type DoneElsewhere, type PoClaim, type SharedStore } from './model';
export { connectStore, systemTools, type SharedFolderTools } from './open-store';
