import type { Settings } from '../../batch/settings/settings';

const KEY = Symbol.for('playwright-po-batch.store-url');
const holder = globalThis as { [KEY]?: string };

/**
 * The settings without the database's URL, which may have a password in it: the plan lies on disk, and workers and
 * browsers inherit the environment. Only this process keeps it, on globalThis, since config and global setup may be
 * loaded as separate module graphs.
 */
export function withoutStoreUrl(settings: Settings, env: NodeJS.ProcessEnv = process.env): Settings {
  const { storeUrl, ...others } = settings;
  if (storeUrl === undefined) delete holder[KEY];
  else holder[KEY] = storeUrl;
  delete env['STORE_URL'];
  return others;
}

/** The URL that this process keeps. */
export const keptStoreUrl = (): string | undefined => holder[KEY];
