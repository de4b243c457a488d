import { expect, test } from '@playwright/test';
import { BatchError } from '../../../batch/errors/errors';
import {
  allowedFor,
  foreignNames,
  resolveSettings,
  SETTING_NAMES,
  settingName,
  settingsSchema,
  type SettingKey,
  type Settings,
  type SettingSources,
} from '../../../batch/settings/settings';

const DEFAULTS = settingsSchema.parse({});
const resolve = (sources: Partial<SettingSources>) => resolveSettings({ environment: {}, ...sources });
const envFile = (values: Record<string, string>) => ({ path: '/project/.env', values });

function refusal(sources: Partial<SettingSources>): string {
  try {
    resolve(sources);
  } catch (error) {
    expect(error).toBeInstanceOf(BatchError);
    expect((error as BatchError).exitCode).toBe(2);
    expect((error as BatchError).message).not.toContain('\n');
    return (error as BatchError).message;
  }
  throw new Error('It was not refused.');
}

/**
 * For every setting: a text as in the environment, what it means, and a text that is refused (undefined: any text
 * goes).
 */
const EXAMPLES: { [K in SettingKey]: [text: string, value: Settings[K], refused: string | undefined] } = {
  baseUrl: ['https://acme.coupahost.com/', 'https://acme.coupahost.com', 'coupa'],
  inputCsv: ['lists/mine.csv', 'lists/mine.csv', ' '],
  downloadFolder: ['~/Coupa', '~/Coupa', ' '],
  headless: ['no', false, 'maybe'],
  maxWorkers: ['8', 8, '0'],
  workerScaling: ['fixed', 'fixed', 'sometimes'],
  useProfile: ['FALSE', false, '2'],
  edgeProfileDir: ['/home/ana/.config/microsoft-edge', '/home/ana/.config/microsoft-edge', ' '],
  edgeProfileName: ['Profile 1', 'Profile 1', ' '],
  profileCopy: ['lean', 'lean', 'small'],
  profileCopiesDir: ['/mnt/fast', '/mnt/fast', ' '],
  allowRunningEdge: ['yes', true, 'perhaps'],
  sessionFile: ['~/portal.session', '~/portal.session', ' '],
  coupaEdgeExtraArgs: ['--proxy-server=http://p:1, --lang=de,', ['--proxy-server=http://p:1', '--lang=de'], 'lang=de'],
  executionMode: ['filtered', 'filtered', 'fast'],
  processMaxPos: ['25', 25, '-1'],
  randomSamplePos: ['5', 5, '1.5'],
  evidence: ['always', 'always', 'perhaps'],
  prFallbackEnabled: ['off', false, 'perhaps'],
  attachmentSelector: ['a.file', 'a.file', ' '],
  pageLoadTimeout: ['12.5', 12.5, '0'],
  pageDelay: ['0', 0, 'soon'],
  attachmentWaitTimeout: ['3', 3, '0'],
  downloadWaitTimeout: ['90', 90, '100000'],
  errorPageCheckTimeout: ['2', 2, 'NaN'],
  prFallbackLinkTimeout: ['1', 1, 'Infinity'],
  poTimeout: ['600', 600, '0.5'],
  offlineWait: ['0.5', 0.5, '-1'],
  maxConsecutiveSystemErrors: ['3', 3, '0'],
  keepAwake: ['off', false, 'sometimes'],
  downloadsAtOnce: ['1', 1, '17'],
  storeUrl: ['postgres://ana:x@db:5432/po', 'postgres://ana:x@db:5432/po', 'mysql://ana:secret@db/po'],
  storeBatch: ['november', 'november', ' '],
  keepRuns: ['3', 3, '0'],
  msgToPdfEnabled: ['on', true, 'pdf'],
  msgToPdfOverwrite: ['1', true, 'x'],
};

test('every setting has an example here', () => {
  expect(Object.keys(EXAMPLES)).toEqual(Object.keys(settingsSchema.shape));
});

for (const [key, [text, value, refused]] of Object.entries(EXAMPLES) as [SettingKey, (typeof EXAMPLES)[SettingKey]][]) {
  const name = settingName(key);
  test(`${name} is read from the environment, from .env and from the config's options`, () => {
    const expected = { ...DEFAULTS, [key]: value };
    expect(resolve({ environment: { [name]: text } })).toEqual(expected);
    expect(resolve({ envFile: envFile({ [name]: text }) })).toEqual(expected);
    expect(resolve({ options: { [key]: value } })).toEqual(expected);
    expect(resolve({ options: { [key]: text } }), 'as a string').toEqual(expected);
  });

  if (refused === undefined) continue;
  test(`${name}=${refused} is refused in one line that says what is allowed`, () => {
    const says = (where: string) =>
      expect.stringMatching(new RegExp(`^\\w+=.*\\(${where}\\) is not allowed: it takes .*\\.$`));
    expect(allowedFor(key)).not.toBe('another value');
    expect(refusal({ environment: { [name]: refused } })).toEqual(says('environment'));
    expect(refusal({ envFile: envFile({ [name]: refused }) })).toEqual(says('/project/\\.env'));
    expect(refusal({ options: { [key]: refused } })).toEqual(says('playwright\\.config\\.ts'));
  });
}

test('the password of a mistyped database URL is not shown', () => {
  expect(refusal({ environment: { STORE_URL: 'postgre://ana:secret@db/po' } })).toBe(
    'STORE_URL=*** (environment) is not allowed: it takes a URL such as postgres://user:password@host:5432/database?sslmode=verify-full.',
  );
});

test('the defaults are those of the docs', () => {
  expect(DEFAULTS).toMatchObject({
    headless: true,
    maxWorkers: 4,
    useProfile: true,
    edgeProfileName: 'Default',
    executionMode: 'standard',
    prFallbackEnabled: true,
  });
  expect(DEFAULTS).toMatchObject({
    pageLoadTimeout: 30,
    attachmentWaitTimeout: 15,
    downloadWaitTimeout: 60,
    prFallbackLinkTimeout: 4,
    poTimeout: 1800,
    downloadsAtOnce: 4,
    keepRuns: 10,
  });
});

test('the environment wins over .env, .env over the options, the options over the default', () => {
  const options = { maxWorkers: 2, keepRuns: 2, pageDelay: 2 };
  const file = envFile({ MAX_WORKERS: '3', KEEP_RUNS: '3' });
  const settled = resolve({ environment: { MAX_WORKERS: '5' }, envFile: file, options });
  expect(settled).toMatchObject({ maxWorkers: 5, keepRuns: 3, pageDelay: 2, poTimeout: 1800 });
});

test('an empty string counts as not set', () => {
  expect(
    resolve({ environment: { HEADLESS: '', MAX_WORKERS: '' }, envFile: envFile({ HEADLESS: 'false', BASE_URL: '' }) }),
  ).toEqual({ ...DEFAULTS, headless: false });
});

test('the older name EXCEL_FILE_PATH still works, and INPUT_CSV wins over it in the same place', () => {
  expect(resolve({ environment: { EXCEL_FILE_PATH: 'old.csv' } }).inputCsv).toBe('old.csv');
  expect(resolve({ environment: { EXCEL_FILE_PATH: 'old.csv', INPUT_CSV: 'new.csv' } }).inputCsv).toBe('new.csv');
  expect(
    resolve({ environment: { EXCEL_FILE_PATH: 'old.csv' }, envFile: envFile({ INPUT_CSV: 'new.csv' }) }).inputCsv,
  ).toBe('old.csv');
  expect(refusal({ environment: { EXCEL_FILE_PATH: ' ' } })).toMatch(/^EXCEL_FILE_PATH=/);
});

for (const [line, message] of [
  [{ HEADLESS: 'maybe' }, 'HEADLESS=maybe (environment) is not allowed: it takes true or false.'],
  [{ MAX_WORKERS: '0' }, 'MAX_WORKERS=0 (environment) is not allowed: it takes a whole number from 1 to 64.'],
  [
    { BASE_URL: 'coupa' },
    'BASE_URL=coupa (environment) is not allowed: it takes a web address such as https://<company>.coupahost.com.',
  ],
  [
    { BASE_URL: 'ftp://coupa\nx' },
    'BASE_URL=ftp://coupa x (environment) is not allowed: it takes a web address such as ' +
      'https://<company>.coupahost.com.',
  ],
] as const) {
  test(`what is said of ${JSON.stringify(line)}`, () => expect(refusal({ environment: line })).toBe(message));
}

test('a name that is no setting is refused with the nearest one', () => {
  expect(refusal({ envFile: envFile({ MAX_WORKER: '3' }) })).toBe(
    'MAX_WORKER (/project/.env) is not a setting: did you mean MAX_WORKERS?',
  );
  expect(refusal({ envFile: envFile({ max_workers: '3' }) })).toBe(
    'max_workers (/project/.env) is not a setting: did you mean MAX_WORKERS?',
  );
  expect(refusal({ options: { headles: true } })).toBe(
    'headles (playwright.config.ts) is not a setting: did you mean headless?',
  );
  expect(refusal({ envFile: envFile({ SOMETHING_ELSE: '3' }) })).toBe(
    'SOMETHING_ELSE (/project/.env) is not a setting: docs/settings.md of playwright-po-batch lists all names.',
  );
});

test('other names in the environment are none of our business', () => {
  expect(resolve({ environment: { PATH: '/bin', MAX_WORKER: '3', SOMETHING_ELSE: 'x' } })).toEqual(DEFAULTS);
});

test('names of proxy, certificates and Playwright may stand in .env, for the environment', () => {
  const values = {
    HTTPS_PROXY: 'http://p:1',
    https_proxy: 'http://p:1',
    no_proxy: 'localhost',
    NODE_EXTRA_CA_CERTS: 'ca.pem',
    PLAYWRIGHT_BROWSERS_PATH: '0',
    DEBUG: 'pw:api',
    TZ: 'UTC',
  };
  expect(resolve({ envFile: envFile({ ...values, KEEP_RUNS: '2' }) }).keepRuns).toBe(2);
  expect(foreignNames({ ...values, KEEP_RUNS: '2' })).toEqual(Object.entries(values));
});

test('a web address loses its slash at the end and nothing else', () => {
  const resolved = (text: string) => resolve({ environment: { BASE_URL: text } }).baseUrl;
  expect(resolved('https://acme.coupahost.com//')).toBe('https://acme.coupahost.com');
  expect(resolved(' http://127.0.0.1:8080 ')).toBe('http://127.0.0.1:8080');
  expect(resolved('https://acme.coupahost.com/portal')).toBe('https://acme.coupahost.com/portal');
});

for (const [pasted, portal] of [
  ['https://acme.coupahost.com/user/home', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com/order_headers/1', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com/order_headers/', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com/sessions/new', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com/requisition_headers/7/edit', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com/Suppliers', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com/invoices?page=2', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com?x=1', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com/?', 'https://acme.coupahost.com'],
  ['https://acme.coupahost.com/#/home', 'https://acme.coupahost.com'],
  ['https://gate.corp/coupa/order_headers/1', 'https://gate.corp/coupa'],
  ['https://gate.corp/coupa/?x=1', 'https://gate.corp/coupa'],
  ['http://127.0.0.1:8080/user/home', 'http://127.0.0.1:8080'],
] as const) {
  test(`${pasted} is a page of ${portal}, and refused with that`, () =>
    expect(refusal({ environment: { BASE_URL: pasted } })).toBe(
      `BASE_URL=${pasted} (environment) is not allowed: it takes the portal's address without a page: ${portal}.`,
    ));
}

test('a path of a reverse proxy is no page', () => {
  for (const address of ['https://gate.corp/coupa', 'https://gate.corp/users/po-portal', 'https://gate.corp/a/b'])
    expect(resolve({ environment: { BASE_URL: address } }).baseUrl).toBe(address);
});

test('the password of an address that is refused is not shown, wherever it ends', () => {
  for (const address of ['ftp://nina:secret@a.b', 'https://nina:se/cret@a.b', 'https://nina:secret@a.b/user/home'])
    expect(refusal({ environment: { BASE_URL: address } })).not.toMatch(/nina|cret/);
});

for (const [text, parts] of [
  ['--auth-server-allowlist=*.corp.com,*.acme.com', ['--auth-server-allowlist=*.corp.com,*.acme.com']],
  ['--window-size=1280,800,--lang=de', ['--window-size=1280,800', '--lang=de']],
  ['--window-position=-100,-200', ['--window-position=-100,-200']],
  [' --a , -b,, --c=1, ', ['--a', '-b', '--c=1']],
  [',', []],
] as const) {
  test(`the arguments of ${JSON.stringify(text)}`, () =>
    expect(resolve({ environment: { COUPA_EDGE_EXTRA_ARGS: text } }).coupaEdgeExtraArgs).toEqual(parts));
}

test('an argument that is none is refused, in a list of the config too', () => {
  const allowed = 'is not allowed: it takes arguments that begin with -, separated by commas, such as ';
  expect(refusal({ environment: { COUPA_EDGE_EXTRA_ARGS: 'https://a.b,--lang=de' } })).toContain(allowed);
  expect(refusal({ options: { coupaEdgeExtraArgs: ['--lang=de', 'about:blank'] } })).toContain(allowed);
});

test('every name of the environment sets one key', () => {
  expect(SETTING_NAMES.get('COUPA_EDGE_EXTRA_ARGS')).toBe('coupaEdgeExtraArgs');
  expect(SETTING_NAMES.get('PROCESS_MAX_POS')).toBe('processMaxPos');
  expect(SETTING_NAMES.size).toBe(Object.keys(settingsSchema.shape).length + 1);
});
