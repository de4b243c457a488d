import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { currentOwner } from '../../batch/system/owner';
import type { RunPlan } from '../../batch/protocol';
import { FilesStore, systemTools, type SharedFolderTools } from './files';
import { stateFolder } from './local';
import type { StoreConnection, StoreEvents } from './model';
import type { PostgresTools, StoreFacts } from './postgres';
import { keptStoreUrl } from './secret-url';

export { systemTools, type SharedFolderTools } from './files';

/** What a run brings to the store. */
export interface StoreParts {
  plan: RunPlan;
  events: StoreEvents;
  /** For tests. */
  tools?: SharedFolderTools;
  postgres?: Partial<PostgresTools>;
}

/**
 * The way to what this run shares with others: files, or the database of STORE_URL. Nothing outside this folder knows
 * which. Throws one line, with its exit code, when it cannot be used.
 */
export async function connectStore({
  plan,
  events,
  tools = systemTools,
  postgres,
}: StoreParts): Promise<StoreConnection> {
  const url = plan.settings.storeUrl ?? keptStoreUrl();
  const owner = currentOwner(plan.run);
  const { journals, shard } = plan;
  const { keepRuns, offlineWait } = plan.settings;
  const list = plan.input.path;
  // Its real path: runs that reach the folder by another name must meet in it. Later: it may not be there yet.
  const downloadFolder = () => realPath(plan.downloadRoot);
  if (plan.sample || url === undefined) {
    const parts = { owner, list, journals, keepRuns, events, tools, ...(shard && { shard }) };
    return {
      join: async () => FilesStore.join({ ...parts, downloadRoot: await downloadFolder() }),
      abandon: async () => undefined,
    };
  }
  // Loaded only here, with its driver; by `require`, since Playwright compiles no TypeScript that `import()` loads.
  const { connectPostgres, postgresTools } = require('./postgres') as typeof import('./postgres');
  return connectPostgres({
    url,
    member: { ...owner, list: await realPath(list), batch: plan.settings.storeBatch ?? batchName(plan) },
    folder: stateFolder(list),
    downloadFolder,
    journals,
    ...(shard && { shard }),
    keepRuns,
    patience: offlineWait * 60_000,
    isListed: (po) => po in plan.fingerprints,
    events,
    tools: { ...postgresTools, ...postgres },
  });
}

/** What a database is like for runs that would share it; nothing in it is changed. Never throws. */
export function lookAtStore(url: string): Promise<StoreFacts> {
  return (require('./postgres') as typeof import('./postgres')).lookAtStore(url);
}

/** `acme.coupahost.com/input.csv`: the same on every machine that has a copy of the list. */
function batchName({ settings, input }: Pick<RunPlan, 'settings' | 'input'>): string {
  const { baseUrl = '' } = settings;
  return `${URL.canParse(baseUrl) ? new URL(baseUrl).host : os.hostname()}/${path.basename(input.path)}`;
}

const realPath = (file: string) => fs.realpath(file).catch(() => path.resolve(file));
