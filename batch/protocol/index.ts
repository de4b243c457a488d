export { commandsOf, type Commands } from './commands';
export { ENV, FAILURE_KEEPS_WORKER } from './env';
export {
  lineSplitter,
  type Reply,
  type Request,
  type RequestType,
  type Requests,
  type StepMessage,
  type Then,
  type Instruction,
  type WorkerConnection,
} from './messages';
export type { PageCounts, Reading } from './reading';
export { newRunId } from './run-id';
export type { Activity, Spent } from './spent';
export { loadPlan, marksOf, type RunPlan } from './run-plan';
export {
  sessionEvents,
  type RunTotals,
  type SessionEvents,
  type SlotRestarts,
  type StopReason,
} from './session-events';
