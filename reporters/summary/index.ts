export { machineAtOnce, machineInFull, type MachineFacts } from './machine-facts';
export {
  outcomeLine,
  SummaryBuilder,
  withoutSecrets,
  type AttemptSummary,
  type PoSummary,
  type RunSummary,
} from './run-summary';
