export { applyRows } from './apply-rows';
export { replay } from './replay';
export { syncedFolderWarnings } from './synced-warning';
export { bringWorkbookIn, workbookMark } from './workbook-list';
export { WriteBack } from './write-back';
