import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { BatchError } from '../../batch/errors/errors';
import { commandsOf, type Commands } from '../../batch/protocol';
import { hasScripts } from '../../plugin/settings/load-settings';

/** The project that a command is about. */
export interface Project {
  /** Folder of its Playwright config. */
  rootDir: string;
  /** The config of the batch, absolute; absent where it is the one that Playwright finds by itself. */
  config?: string;
  /** What starts its batch in the folder where the person types. */
  commands: Commands;
}

const ENDINGS = ['ts', 'js', 'mts', 'mjs', 'cts', 'cjs'];
/** Names of config files that Playwright searches for. */
const CONFIG_FILES = ENDINGS.map((end) => `playwright.config.${end}`);
/** What `init` writes in a project that has tests, and so a config, of its own. */
export const OWN_CONFIG = 'po-batch.config.ts';
const OWN_CONFIGS = ENDINGS.map((end) => `po-batch.config.${end}`);

export interface ConfigFile {
  name: string;
  text: string;
}

/** The configs that are in the folder: the one that Playwright takes by itself, and that of the batch beside it. */
export function configsIn(folder: string): { found?: ConfigFile; own?: string } {
  const first = (names: string[]) => names.find((name) => existsSync(path.join(folder, name)));
  const [name, own] = [first(CONFIG_FILES), first(OWN_CONFIGS)];
  return {
    ...(name !== undefined && { found: { name, text: readFileSync(path.join(folder, name), 'utf8') } }),
    ...(own !== undefined && { own }),
  };
}

export const isBatchConfig = ({ text }: ConfigFile) => /playwright-po-batch|purchaseOrderBatch/.test(text);

/** Which of a folder's configs is the batch's: theirs only where it says so, or where there is no other. */
export function batchConfig({ found, own }: ReturnType<typeof configsIn>): string | undefined {
  return own === undefined || (found && isBatchConfig(found)) ? found?.name : own;
}

/** By `-c`, else the nearest folder upwards with a config: people call this from a folder inside their project. */
export function findProject(from: string, given?: string): Project {
  if (given !== undefined) return projectOf(from, given);
  for (let folder = from; ; folder = path.dirname(folder)) {
    const name = batchConfig(configsIn(folder));
    if (name === undefined && folder !== path.dirname(folder)) continue;
    const rootDir = name === undefined ? from : folder;
    const config = name === undefined || CONFIG_FILES.includes(name) ? undefined : path.join(rootDir, name);
    const scripts = config === undefined && hasScripts(rootDir);
    const word = scripts ? undefined : typed(from, rootDir, config);
    return { rootDir, ...(config && { config }), commands: commandsOf({ scripts, config: word }) };
  }
}

function projectOf(from: string, given: string): Project {
  const full = path.resolve(from, given);
  if (!existsSync(full)) throw new BatchError('NO_CONFIG', `-c ${given}: ${full} does not exist.`);
  const name = statSync(full).isDirectory() ? batchConfig(configsIn(full)) : '';
  if (name === undefined) throw new BatchError('NO_CONFIG', `-c ${given}: there is no Playwright config in ${full}.`);
  const file = path.join(full, name);
  const rootDir = path.dirname(file);
  return { rootDir, config: file, commands: commandsOf({ scripts: false, config: given }) };
}

/** What follows `-c` in the folder where the person is. */
export function typed(from: string, rootDir: string, config?: string): string | undefined {
  const word = path.relative(from, config ?? rootDir);
  return word === '' ? undefined : word;
}
