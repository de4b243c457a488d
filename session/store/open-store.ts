import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { currentOwner } from '../../batch/system/owner';
import type { RunPlan } from '../../batch/protocol';
import type { Settings } from '../../batch/settings/settings';
import { FilesStore, systemTools, type SharedFolderTools } from './files';
import { stateFolder } from './local';
import type { StoreConnection, StoreEvents } from './model';
import type { PostgresTools, StoredResults, StoreFacts } from './postgres';
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
    member: { ...owner, list: await realPath(list), batch: batchName(plan.settings, list) },
    folder: stateFolder(list),
    downloadFolder,
    journals,
    ...(shard && { shard }),
    keepRuns,
    patience: offlineWait * 60_000,
    isListed: (po) => Object.hasOwn(plan.fingerprints, po),
    ...(plan.offer && { isOffered: isOneOf([...plan.offer.own, ...plan.offer.others]) }),
    events,
    tools: { ...postgresTools, ...postgres },
  });
}

/** What a database is like for runs that would share it; nothing in it is changed. Never throws. */
export function lookAtStore(url: string): Promise<StoreFacts> {
  return (require('./postgres') as typeof import('./postgres')).lookAtStore(url);
}

/** What the runs of a batch told the database. Throws one line when it cannot be asked, or knows no such batch. */
export function readResults(url: string, batch: string): Promise<StoredResults> {
  return (require('./postgres') as typeof import('./postgres')).readResults(url, batch);
}

/**
 * Numbers of the POs that `--last-failed` takes on any machine; undefined where that is kept in a file beside the list.
 * Throws one line when what runs share cannot be asked.
 */
export async function dueElsewhere({ settings, sample, input }: RunPlan): Promise<Set<string> | undefined> {
  const url = settings.storeUrl ?? keptStoreUrl();
  if (!keepsDue({ sample }, url) || url === undefined) return undefined;
  const { readDue } = require('./postgres') as typeof import('./postgres');
  return new Set(await readDue(url, batchName(settings, input.path)));
}

/** Whether what runs share says what `--last-failed` takes, and no file beside the list. */
export const keepsDue = ({ sample }: Pick<RunPlan, 'sample'>, url = keptStoreUrl()): boolean =>
  !sample && url !== undefined;

/** STORE_BATCH, or `acme.coupahost.com/input.csv`: the same on every machine that has a copy of the list. */
export function batchName({ baseUrl = '', storeBatch }: Settings, list: string): string {
  return storeBatch ?? `${URL.canParse(baseUrl) ? new URL(baseUrl).host : os.hostname()}/${path.basename(list)}`;
}

const isOneOf = (numbers: readonly string[]) => {
  const known = new Set(numbers);
  return (number: string) => known.has(number);
};

const realPath = (file: string) => fs.realpath(file).catch(() => path.resolve(file));
