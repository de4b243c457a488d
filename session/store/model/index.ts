export type { Holding, JournalRecord, OutcomeEntry, Seen } from './journal-records';
export { KnownOutcomes, doneElsewhere, type Who } from './known-outcomes';
export type {
  Asked,
  DoneElsewhere,
  NewOutcome,
  Order,
  PoClaim,
  SharedStore,
  StoreConnection,
  StoreEvents,
} from './shared-store';
export { TakenOver } from './taken-over';
