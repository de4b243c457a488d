import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { heldPassphrase } from '../../../batch/session-file/passphrase';
import type { SettingsOptions } from '../../../batch/settings/settings';
import { defaultList, loadSettings, refuseWithoutPortal } from '../../../plugin/settings/load-settings';
import { forgetPassphrase } from '../../support/no-passphrase';

let root: string;
test.beforeEach(async ({}, testInfo) => {
  root = testInfo.outputDir;
  await fs.ensureDir(root);
});

const LIST = 'PO_NUMBER\nPO100001\n';
const REFUSED =
  'BASE_URL is not set: this is your list, not the sample; put BASE_URL=https://<company>.coupahost.com in .env';

interface Given {
  env?: Record<string, string>;
  file?: string;
  options?: SettingsOptions;
  list?: boolean;
}

/** What runs: the sample, a real list, or nothing because the portal is not named. */
async function runs({ env = {}, file, options = {}, list = false }: Given): Promise<'sample' | 'real' | 'refused'> {
  if (file !== undefined) await fs.writeFile(path.join(root, '.env'), file);
  if (list) await fs.outputFile(path.join(root, 'data', 'input.csv'), LIST);
  const loaded = loadSettings(root, options, { ...env });
  try {
    refuseWithoutPortal(loaded);
  } catch (error) {
    expect(error).toMatchObject({ code: 'NO_BASE_URL', exitCode: 2, message: REFUSED });
    expect(loaded.sample).toBe(false);
    return 'refused';
  }
  return loaded.sample ? 'sample' : 'real';
}

test('the passphrase of a session file is no setting: it leaves the environment and .env, and the config may not have it', async () => {
  forgetPassphrase();
  const environment: NodeJS.ProcessEnv = { SESSION_PASSPHRASE: 'of the environment' };
  await fs.writeFile(path.join(root, '.env'), 'SESSION_FILE=a.age\nSESSION_PASSPHRASE=of .env\n');
  const { settings, sample } = loadSettings(root, {}, environment);
  expect(environment).toEqual({});
  expect({ sample, sessionFile: settings.sessionFile }).toEqual({ sample: false, sessionFile: 'a.age' });
  expect(JSON.stringify(settings)).not.toContain('of ');
  expect(heldPassphrase()).toBe('of the environment');
  expect(() => loadSettings(root, { sessionPassphrase: 'x' } as SettingsOptions, {})).toThrow(
    'sessionPassphrase (playwright.config.ts) is not read from there: put SESSION_PASSPHRASE into the environment.',
  );
  forgetPassphrase();
});

const URL = 'https://acme.coupahost.com';
for (const [sentence, given, what] of [
  ['with nothing set and no list, the sample runs', {}, 'sample'],
  [
    'settings that name no real thing leave the sample',
    {
      env: { MAX_WORKERS: '2', HEADLESS: 'false', USE_PROFILE: 'false' },
      file: 'KEEP_RUNS=3\n',
      options: { pageDelay: 1 },
    },
    'sample',
  ],
  ['an empty value is not set', { env: { BASE_URL: '', INPUT_CSV: '' }, file: 'DOWNLOAD_FOLDER=\n' }, 'sample'],
  ['a portal means a real list', { env: { BASE_URL: URL } }, 'real'],
  ['a portal in .env', { file: `BASE_URL=${URL}\n` }, 'real'],
  ['a portal in the options', { options: { baseUrl: URL } }, 'real'],
  ["a list of one's own without a portal is refused", { list: true }, 'refused'],
  ['data/input.csv with a portal', { list: true, file: `BASE_URL=${URL}\n` }, 'real'],
  ['INPUT_CSV alone is refused', { env: { INPUT_CSV: 'mine.csv' } }, 'refused'],
  ['its older name alone too', { file: 'EXCEL_FILE_PATH=mine.csv\n' }, 'refused'],
  ['DOWNLOAD_FOLDER alone', { env: { DOWNLOAD_FOLDER: '/d' } }, 'refused'],
  ['EDGE_PROFILE_DIR alone', { options: { edgeProfileDir: '/p' } }, 'refused'],
] as [string, Given, 'sample' | 'real' | 'refused'][]) {
  test(`${sentence}: ${what}`, async () => expect(await runs(given)).toBe(what));
}

test('a workbook is the list while data/input.csv has no row, and not beside a list of its own', async () => {
  const [csv, book] = ['input.csv', 'input.xlsx'].map((name) => path.join(root, 'data', name)) as [string, string];
  expect(defaultList(root)).toBe(csv);
  await fs.outputFile(book, 'PK\x03\x04');
  expect(defaultList(root)).toBe(book);
  await fs.writeFile(csv, 'PO_NUMBER;STATUS;SUPPLIER\n');
  expect(defaultList(root)).toBe(book);
  await fs.appendFile(csv, 'PO15262984;;\n');
  expect(defaultList(root)).toBe(csv);
});

test('the .env that was read is named', async () => {
  expect(loadSettings(root, {}, {}).envFile).toBeUndefined();
  await fs.writeFile(path.join(root, '.env'), 'KEEP_RUNS=3\n');
  expect(loadSettings(root, {}, {})).toMatchObject({ envFile: path.join(root, '.env'), settings: { keepRuns: 3 } });
});

for (const [editor, bytes] of [
  ['with a BOM, as Notepad saves it', Buffer.from('\ufeffBASE_URL=https://a.b\r\nKEEP_RUNS=3\r\n')],
  ['as UTF-16, as PowerShell writes it', Buffer.from('\ufeffBASE_URL=https://a.b\r\nKEEP_RUNS=3\r\n', 'utf16le')],
] as const) {
  test(`a .env ${editor} is read`, async () => {
    await fs.writeFile(path.join(root, '.env'), bytes);
    expect(loadSettings(root, {}, {}).settings).toMatchObject({ baseUrl: 'https://a.b', keepRuns: 3 });
  });
}

test('a .env that cannot be read is one line', async () => {
  await fs.ensureDir(path.join(root, '.env'));
  expect(() => loadSettings(root, {}, {})).toThrow(
    `${path.join(root, '.env')} cannot be read (EISDIR): it takes lines NAME=value, saved as UTF-8.`,
  );
});

test('proxy and certificates of .env reach the environment, and do not replace what stands there', async () => {
  await fs.writeFile(path.join(root, '.env'), 'HTTPS_PROXY=http://file:1\nNODE_EXTRA_CA_CERTS=ca.pem\nKEEP_RUNS=3\n');
  const environment: NodeJS.ProcessEnv = { HTTPS_PROXY: 'http://shell:1' };
  loadSettings(root, {}, environment);
  expect(environment).toEqual({ HTTPS_PROXY: 'http://shell:1', NODE_EXTRA_CA_CERTS: 'ca.pem' });
});
