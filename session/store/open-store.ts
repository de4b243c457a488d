import { FilesStore, type FilesStoreParts } from './files';
import type { StoreConnection } from './model';

export { systemTools, type SharedFolderTools } from './files';

/** What a run brings to the store. */
export type StoreParts = FilesStoreParts;

/** The way to what this run shares with others. Nothing outside this folder knows how it is kept. */
export async function connectStore(parts: StoreParts): Promise<StoreConnection> {
  return { join: () => FilesStore.join(parts), abandon: async () => undefined };
}
