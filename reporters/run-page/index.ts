export { loadLines } from './curves';
export { runPage } from './page';
export { historyLine, pastRuns } from './past-runs';
