import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hidePassphrase } from '../../batch/session-file/passphrase';
import { decodeText, isWorkbook } from '../../batch/list';
import { BatchError } from '../../batch/errors/errors';
import { workbookMark } from '../../session/list';
import {
  foreignNames,
  resolveSettings,
  SETTING_NAMES,
  type Settings,
  type SettingsOptions,
} from '../../batch/settings/settings';
import { envValues } from './env-values';

export interface LoadedSettings {
  settings: Settings;
  /** Absolute path of the `.env` that was read; absent when there is none. */
  envFile?: string;
  /** True when nothing says that a real list is meant: the sample batch runs. */
  sample: boolean;
}

/** Any of these, from whatever source, means a real list: the sample must never touch one. */
const REAL = ['baseUrl', 'inputCsv', 'edgeProfileDir', 'sessionFile', 'downloadFolder'] as const;

/**
 * The settings of a run from the environment, the `.env` beside the config and the config's options. Throws BatchError
 * (exit 2) with one line. Names of other programs in `.env` (proxy, certificates) are put into the environment; the
 * passphrase of a session file is taken out of it.
 */
export function loadSettings(
  rootDir: string,
  options: SettingsOptions = {},
  environment: NodeJS.ProcessEnv = process.env,
): LoadedSettings {
  const file = path.join(rootDir, '.env');
  const values = existsSync(file) ? readEnvFile(file) : undefined;
  hidePassphrase(environment, 'environment');
  hidePassphrase(values ?? {}, 'file');
  for (const [name, value] of foreignNames(values ?? {})) environment[name] ??= value;
  const settings = resolveSettings({ environment, ...(values && { envFile: { path: file, values } }), options });
  const sample = !REAL.some((key) => isGiven(key, environment, values, options)) && !isFilled(defaultList(rootDir));
  return { settings, ...(values && { envFile: file }), sample };
}

/**
 * Notepad saves with a BOM or as UTF-16: taken for part of the first name, it would make BASE_URL an unknown setting.
 */
function readEnvFile(file: string): Record<string, string> {
  let text: string;
  try {
    ({ text } = decodeText(readFileSync(file)));
  } catch (error) {
    throw new BatchError(
      'ENV_UNREADABLE',
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}): it takes lines NAME=value, saved as UTF-8.`,
      2,
      { cause: error },
    );
  }
  return envValues(text.replace(/^\ufeff/, ''), file);
}

/**
 * `data/input.csv`. `data/input.xlsx` where there is no such CSV, where that has no row yet, or where it was made from
 * the workbook: rows that were added there since then are taken too. Beside a CSV of a person's own it is what they
 * saved the CSV from.
 */
export function defaultList(rootDir: string): string {
  const csv = path.join(rootDir, 'data', 'input.csv');
  const workbook = path.join(rootDir, 'data', 'input.xlsx');
  return existsSync(workbook) && (!isFilled(csv) || existsSync(workbookMark(csv))) ? workbook : csv;
}

/** Whether this is the repository, whose own scripts install what is needed first. */
export const hasScripts = (rootDir: string): boolean => existsSync(path.join(rootDir, 'setup', 'start.cjs'));

/** Whether there is a list with more than its header: `po-batch init` writes one that is to be filled. */
function isFilled(list: string): boolean {
  if (!existsSync(list)) return false;
  try {
    const bytes = readFileSync(list);
    return (
      isWorkbook(bytes) ||
      decodeText(bytes)
        .text.trim()
        .replace(/^.*[\r\n]*/, '') !== ''
    );
  } catch {
    // Whatever it is, it is a person's: the run says what is wrong with it.
    return true;
  }
}

/** A real list without its portal would be compared with nothing: refused before anything is written. */
export function refuseWithoutPortal({ settings, sample }: LoadedSettings): void {
  if (sample || settings.baseUrl) return;
  throw new BatchError(
    'NO_BASE_URL',
    'BASE_URL is not set: this is your list, not the sample; put BASE_URL=https://<company>.coupahost.com in .env',
  );
}

function isGiven(
  key: (typeof REAL)[number],
  environment: NodeJS.ProcessEnv,
  values: Record<string, string> | undefined,
  options: SettingsOptions,
): boolean {
  const names = [...SETTING_NAMES].filter(([, known]) => known === key).map(([name]) => name);
  return names.some((name) => environment[name] || values?.[name]) || Boolean(options[key]);
}
