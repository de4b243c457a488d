export { writeMergedReport } from './merged-report';
export { pruneRuns } from './prune-runs';
export { RunRecord } from './run-record';
export type { RunSummary } from '../summary';
