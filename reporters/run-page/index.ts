export { loadLines } from './curves';
export { runPage } from './page';
export type { PageSources } from './page-data';
export { historyLine, pastRuns } from './past-runs';
