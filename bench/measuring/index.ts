export { measuredBatch } from './batch';
export { markdown, median, optionsOf, wholeNumbers } from './figures';
export { listOf } from './orders';
export { expectedFiles, filesWritten, portalProcess, type Expected, type Written } from './portal';
export { processNow, watchCommand, type Taken, type Watched } from './processes';
