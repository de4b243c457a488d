export { renderSaved, SAVED_META, type SavedPage } from './render';
export type { TreeElement } from './page-tree';
export { readTree } from './save-page';
export { SAVED_PORTAL, Scrubber } from './scrub';
