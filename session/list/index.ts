export { applyRows } from './apply-rows';
export { replay } from './replay';
export { syncedFolderWarnings } from './synced-warning';
export { WriteBack } from './write-back';
