import { z } from 'zod';
import { BatchError } from '../errors/errors';
import { portalOfPage, portalRules, type PortalOptions, type PortalRules } from './portal-rules';
import { reportColumns, type ReportColumns, type SettledColumns } from './report-columns';
import { cutText, oneLine } from '../text/short-text';

/**
 * The settings of a batch: one strict schema, read once, trusted afterwards. Names in the environment and in `.env`
 * are upper case (`PAGE_LOAD_TIMEOUT`), in playwright.config.ts the same in camel case (`pageLoadTimeout`).
 * A source that wins over another: environment, then `.env`, then the config's options, then the default.
 */

const yes = new Set(['true', '1', 'yes', 'on']);
const no = new Set(['false', '0', 'no', 'off']);

const flag = (fallback: boolean) =>
  z
    .preprocess((value) => {
      const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
      return typeof word === 'string' ? (yes.has(word) ? true : no.has(word) ? false : word) : word;
    }, z.boolean())
    .default(fallback)
    .meta({ allowed: 'true or false' });

const numeric = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value);

const whole = (fallback: number, min: number, max: number) =>
  z
    .preprocess(numeric, z.number().int().min(min).max(max))
    .default(fallback)
    .meta({ allowed: `a whole number from ${min} to ${max}` });

const seconds = (fallback: number, min = 0.1) =>
  z
    .preprocess(numeric, z.number().min(min).max(86_400))
    .default(fallback)
    .meta({ allowed: `seconds, from ${min} to 86400` });

const text = (allowed: string) => z.string().trim().min(1).optional().meta({ allowed });

const webAddress = z
  .string()
  .trim()
  .refine((value) => /^https?:\/\/[^/\\\s"<>]+(?:[/?#]|$)/i.test(value) && URL.canParse(value))
  .superRefine((value, context) => {
    const portal = URL.canParse(value) ? portalOfPage(value) : undefined;
    const allowed = `the portal's address without a page: ${portal}`;
    if (portal) context.addIssue({ code: 'custom', params: { allowed } });
  })
  .transform((value) => value.replace(/\/+$/, ''))
  .optional()
  .meta({ allowed: 'a web address such as https://<company>.coupahost.com' });

const databaseAddress = z
  .string()
  .trim()
  .refine((value) => /^postgres(ql)?:\/\//i.test(value) && URL.canParse(value))
  .optional()
  .meta({ allowed: 'a URL such as postgres://user:password@host:5432/database?sslmode=verify-full', secret: true });

const list = z
  .preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            // Many arguments have commas in them (`--window-size=1280,800`): only one before another argument separates.
            .split(/,(?=[\s,]*--?[a-z])/i)
            .map((part) => part.replace(/^[\s,]+|[\s,]+$/g, ''))
            .filter(Boolean)
        : value,
    // Chromium takes anything else for an address to open.
    z.array(z.string().regex(/^-/)),
  )
  .default([])
  .meta({ allowed: 'arguments that begin with -, separated by commas, such as --proxy-server=http://proxy:8080' });

/** Values of EXECUTION_MODE. */
const EXECUTION_MODES = ['standard', 'filtered', 'no_js', 'direct_http', 'adaptive'] as const;

/** The schema, in the order of the settings table in docs/settings.md. The description is that table's text. */
export const settingsSchema = z.strictObject({
  baseUrl: webAddress.describe('Your Coupa portal. Needed for every list but the sample.'),
  inputCsv: text('a path').describe(
    'The list of POs. The older name EXCEL_FILE_PATH still works. Default: `data/input.csv`.',
  ),
  downloadFolder: text('a path').describe(
    'Root of the folders. Default: `Downloads/CoupaDownloads` in your home folder.',
  ),
  headless: flag(true).describe('Browsers without windows. `--headed` on the command line wins.'),
  maxWorkers: whole(4, 1, 64).describe('Browsers at the same time, at most. `--workers` on the command line wins.'),
  workerScaling: z
    .enum(['adaptive', 'fixed'])
    .default('adaptive')
    .meta({ allowed: 'adaptive or fixed' })
    .describe('`adaptive` lets fewer browsers work while the computer is busy; `fixed` always all of them.'),
  useProfile: flag(true).describe(
    'Work with a copy of your signed-in profile. `false`: an empty one, for a portal that asks nobody to sign in.',
  ),
  edgeProfileDir: text('a path').describe('User-data folder of the browser, the folder that has `Local State` in it.'),
  edgeProfileName: z
    .string()
    .trim()
    .min(1)
    .default('Default')
    .meta({ allowed: 'the name of a folder in the user-data folder, such as Default or Profile 1' })
    .describe('Which profile of that folder.'),
  profileCopy: z
    .enum(['complete', 'lean'])
    .default('complete')
    .meta({ allowed: 'complete or lean' })
    .describe('`complete` copies everything of the profile; `lean` leaves out caches that the browser builds again.'),
  profileCopiesDir: text('a path').describe(
    "Folder for the copies of the profile. Default: a private folder in the system's temporary folder.",
  ),
  allowRunningEdge: flag(false).describe(
    'Copy the profile although an Edge is using it: sign-ins of the last half minute may be missing. Not on ' +
      'Windows, where Edge locks its cookies.',
  ),
  sessionFile: text('a path').describe(
    'A sign-in that `po-batch export-session` made on another computer, for one where nobody can sign in; its ' +
      'passphrase stands in SESSION_PASSPHRASE, in the environment or in `.env`. No profile of this computer is used.',
  ),
  coupaEdgeExtraArgs: list.describe(
    'More arguments for the browser, separated by commas; one may have commas in it (`--window-size=1280,800`).',
  ),
  executionMode: z
    .enum(EXECUTION_MODES)
    .default('standard')
    .meta({ allowed: 'standard, filtered, no_js, direct_http or adaptive' })
    .describe(
      'How pages are read: `standard` opens them; `filtered` without images, fonts, media and analytics; `no_js` ' +
        'without their scripts; `direct_http` fetches them and opens those that need it; `adaptive` is `direct_http` ' +
        'that compares some pages with `standard` and goes over to it at the first difference.',
    ),
  processMaxPos: whole(0, 0, 1_000_000).describe('Take only the first n POs; 0 takes all.'),
  randomSamplePos: whole(0, 0, 1_000_000).describe('Take a random sample of n POs; 0 takes all.'),
  evidence: z
    .enum(['doubtful', 'always', 'never'])
    .default('doubtful')
    .meta({ allowed: 'doubtful, always or never' })
    .describe(
      'Pictures of pages in the reports: `doubtful` for failures and for POs without attachments, `always` for ' +
        'every PO, `never`.',
    ),
  prFallbackEnabled: flag(true).describe('Look at the requisition (PR) when a PO shows no attachment or no PDF.'),
  attachmentSelector: text('a CSS selector').describe('CSS selector that replaces the built-in ones for attachments.'),
  pageLoadTimeout: seconds(30).describe('Seconds until a page must have loaded; then the PO is TIMEOUT.'),
  pageDelay: seconds(0.5, 0).describe(
    'Seconds a page must stay unchanged before it counts as a page without attachments. Ends at once when one appears.',
  ),
  attachmentWaitTimeout: seconds(15).describe(
    'Seconds at most for an attachment list that arrives by script, and for a click to start a download.',
  ),
  downloadWaitTimeout: seconds(60).describe('Seconds without a new byte until a download counts as failed.'),
  errorPageCheckTimeout: seconds(4).describe(
    'Seconds at most for a page to show what it is: this PO, or an error page.',
  ),
  prFallbackLinkTimeout: seconds(4).describe('Seconds at most for the requisition link to appear.'),
  poTimeout: seconds(1800, 1).describe('Seconds for one PO in all; then it is TIMEOUT.'),
  offlineWait: z
    .preprocess(numeric, z.number().min(0).max(1_440))
    .default(60)
    .meta({ allowed: 'minutes, from 0 to 1440' })
    .describe(
      'Minutes to wait for a portal that is not reachable (VPN, network, proxy); then the run ends with exit ' +
        'code 4. 0 does not wait.',
    ),
  maxConsecutiveSystemErrors: whole(5, 1, 1_000).describe(
    'So many attempts in a row may fail by the portal, the network or the browser; then the batch probes whether ' +
      'the portal answers before it goes on.',
  ),
  keepAwake: flag(true).describe('Keep the computer from going to sleep while a batch runs.'),
  downloadsAtOnce: whole(4, 1, 16).describe('Files at the same time in one worker.'),
  storeUrl: databaseAddress.describe(
    'PostgreSQL database in which runs on several machines agree who does which PO. Default: files beside the list.',
  ),
  storeBatch: text('a name').describe(
    'Name of the batch in that database: runs of one name share their POs and results. Default: portal and file name ' +
      'of the list.',
  ),
  keepRuns: whole(10, 1, 10_000).describe('How many runs stay in `batch-report/`.'),
  msgToPdfEnabled: flag(false).describe(
    'Make a PDF of each Outlook message (`.msg`, `.eml`) among the files, beside it, and save its attachments.',
  ),
  msgToPdfOverwrite: flag(false).describe('Make a PDF anew that is there already. `false`: it stays.'),
});

/** Every setting, with the type and range of the schema. Seconds and minutes as the description says, never ms. */
export type Settings = FlatSettings & {
  /** What differs at this company's Coupa; absent where nothing does. */
  portal?: PortalRules | undefined;
  /** Which columns of the list show in reports, besides supplier and hierarchy. */
  columns?: SettledColumns | undefined;
};
type FlatSettings = z.output<typeof settingsSchema>;
/** What playwright.config.ts may pass: every key optional, values as typed or as strings. */
export type SettingsOptions = Partial<FlatSettings> & {
  /** What differs at your company's Coupa: docs/own-pages.md. */
  portal?: PortalOptions;
  /** Columns of the list that show in reports as labels, links and parameters: docs/playwright.md. */
  columns?: ReportColumns;
};
/** A setting of its own name; `portal` and `columns` are objects that only playwright.config.ts has. */
export type SettingKey = keyof FlatSettings;
type Key = SettingKey;

const ALIASES: Record<string, Key> = { EXCEL_FILE_PATH: 'inputCsv' };

/** `MAX_WORKERS` for `maxWorkers`. */
export const settingName = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Setting names as in the environment, older names included, with the key they set. */
export const SETTING_NAMES: ReadonlyMap<string, Key> = new Map([
  ...(Object.keys(settingsSchema.shape) as Key[]).map((key) => [settingName(key), key] as const),
  ...Object.entries(ALIASES),
]);

/** Other programs' names that a `.env` may hold too; they are handed to the environment untouched. */
const FOREIGN =
  /^(https?_proxy|no_proxy|all_proxy|node_.*|pw.*|playwright_.*|allure_.*|pg[a-z]+|debug|ci|lang|lc_.*|tz)$/i;

/** Where settings come from; the environment wins over `.env`, and that over the config's options. */
export interface SettingSources {
  environment: Record<string, string | undefined>;
  /** Parsed `.env`, with its path for the message. */
  envFile?: { path: string; values: Record<string, string | undefined> };
  options?: Record<string, unknown>;
}

/**
 * Settles every setting. Throws BatchError `BAD_SETTING` (exit 2) with one line: name, value, where it stands, what
 * is allowed. An empty string counts as not set, as in a shell's `HEADLESS= npm start`.
 */
export function resolveSettings({ environment, envFile, options: all = {} }: SettingSources): Settings {
  const { portal, columns, ...options } = all;
  for (const key of Object.keys(options)) {
    if (key === 'sessionPassphrase') throw passphraseInConfig();
    const known = [...Object.keys(settingsSchema.shape), 'portal', 'columns'];
    if (!(key in settingsSchema.shape)) throw unknown(key, 'playwright.config.ts', known);
  }
  for (const name of Object.keys(envFile?.values ?? {})) {
    if (!SETTING_NAMES.has(name) && !FOREIGN.test(name)) throw unknown(name, envFile!.path, [...SETTING_NAMES.keys()]);
  }
  const given: Partial<Record<Key, unknown>> = {};
  const origin: Partial<Record<Key, { name: string; where: string }>> = {};
  const take = (key: Key, name: string, value: unknown, where: string) => {
    if (value === undefined || value === '' || key in given) return;
    given[key] = value;
    origin[key] = { name, where };
  };
  for (const [source, where] of [
    [environment, 'environment'],
    [envFile?.values ?? {}, envFile?.path ?? ''],
  ] as const) {
    for (const [name, key] of SETTING_NAMES) take(key, name, source[name], where);
  }
  for (const [key, value] of Object.entries(options)) take(key as Key, key, value, 'playwright.config.ts');

  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) {
    const [rules, reported] = [portalRules(portal), reportColumns(columns)];
    return { ...parsed.data, ...(rules && { portal: rules }), ...(reported && { columns: reported }) };
  }
  const [issue] = parsed.error.issues;
  const key = issue?.path[0] as Key;
  const allowed = issue?.code === 'custom' && issue.params?.['allowed'];
  const { name, where } = origin[key] ?? { name: settingName(key), where: 'environment' };
  throw new BatchError(
    'BAD_SETTING',
    `${name}=${shown(key, given[key])} (${where}) is not allowed: it takes ${allowed || allowedFor(key)}.`,
  );
}

/** A value as a message may show it: a mistyped URL has its password in it all the same. */
function shown(key: Key, value: unknown): string {
  if (settingsSchema.shape[key].meta()?.['secret']) return '***';
  const line = oneLine(String(value));
  return cutText(key === 'baseUrl' ? line.replace(/\/\/\S*@/, '//***@') : line, 200);
}

/** Names of `.env` that belong to other programs, for the caller to put into the environment. */
export function foreignNames(values: Record<string, string | undefined>): [string, string][] {
  return Object.entries(values).filter(
    (entry): entry is [string, string] => FOREIGN.test(entry[0]) && entry[1] !== undefined,
  );
}

/** What a setting takes, with its unit and range, as the end of a sentence. */
export function allowedFor(key: Key): string {
  return String(settingsSchema.shape[key].meta()?.['allowed'] ?? 'another value');
}

/** Options of the config are written into the run's plan, which every worker reads. */
const passphraseInConfig = () =>
  new BatchError(
    'BAD_SETTING',
    'sessionPassphrase (playwright.config.ts) is not read from there: put SESSION_PASSPHRASE into the environment.',
  );

function unknown(name: string, where: string, known: string[]): BatchError {
  const near = known.find((candidate) => distanceAtMostTwo(candidate.toLowerCase(), name.toLowerCase()));
  const hint = near ? `did you mean ${near}?` : 'docs/settings.md of playwright-po-batch lists all names.';
  return new BatchError('UNKNOWN_SETTING', `${name} (${where}) is not a setting: ${hint}`);
}

/** Levenshtein distance of at most two, by rows; enough for a slip of the finger. */
function distanceAtMostTwo(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]! <= 2;
}
