import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import {
  chooseBrowser,
  forcedBrowser,
  isFileOnDisk,
  defaultDownloadFolder,
  withHome,
  locateProfile,
} from '../batch/profile';
import { isSuccess } from '../batch/outcome';
import { BatchError } from '../batch/errors/errors';
import {
  fingerprints,
  parseInput,
  portalSeen,
  provenAddresses,
  readInputFile,
  renderInput,
  selectOrders,
  type InputFile,
} from '../batch/list';
import { inOrderOfOffer, inOrderOfRun, offerTo, type Offer } from '../batch/shards';
import { commandsOf, ENV, marksOf, newRunId, type RunPlan } from '../batch/protocol';
import { sessionProfile, sessionSource } from '../batch/session-file/session-source';
import { currentOwner, writeOwnerSync } from '../batch/system/owner';
import { missingColumns } from '../batch/settings/report-columns';
import type { Settings, SettingsOptions } from '../batch/settings/settings';
import { cutText, oneLine } from '../batch/text/short-text';
import { resultsPath, takeList, type WorkbookSource } from '../batch/workbook';
import { prepareSample } from '../data/prepare-sample';
import { applyRows } from '../session/list';
import {
  stateFolder,
  readJournals,
  keepsDue,
  unwrittenOutcomes,
  withoutStoreUrl,
  type OutcomeEntry,
  type RunJournal,
} from '../session/store';
import { configArgument, shardArgument } from './playwright-internals';
import {
  defaultList,
  loadSettings,
  hasScripts,
  refuseWithoutPortal,
  type LoadedSettings,
} from './settings/load-settings';
import { setSplitBasis, splitOfRun } from './shards';

export interface FreezeOptions {
  rootDir: string;
  options: SettingsOptions;
  /** `--last-failed`: every PO that is not COMPLETED is generated, since Playwright chooses among them by id. */
  lastFailed: boolean;
  /** False for `--list`: the profile need not be there. */
  runs: boolean;
  /** The command chooses among the POs of the plan. */
  chosen?: boolean;
}

/**
 * Decides everything about a run, synchronously, while the config loads, and writes it down for the workers. Throws
 * BatchError with one line. Nothing beside the system's temporary folder is written.
 */
export function freezePlan({ rootDir, options, lastFailed, runs, chosen = lastFailed }: FreezeOptions): RunPlan {
  const loaded = loadSettings(rootDir, options);
  refuseWithoutPortal(loaded);
  const { envFile, sample } = loaded;
  const settings = withoutStoreUrl(loaded.settings);
  const system = { platform: process.platform, homedir: os.homedir() };
  const session = runs && sessionSource(rootDir, settings, system) !== undefined;
  const paths = sample ? samplePathsOf(rootDir) : realPathsOf(rootDir, loaded, runs);
  // Before the list: what another run ends after this reading is found by the session.
  const journals = readJournals(stateFolder(resultsPath(paths.list)));
  const { input: inFile, workbook } = takeList(paths.list);
  const pending = unwrittenOutcomes(journals.flatMap(({ records }) => records));
  const input = withDeadRunsResults(inFile, pending);
  const run = newRunId();
  const { report, orders } = selectOrders(
    input,
    lastFailed
      ? { columns: settings.columns }
      : {
          columns: settings.columns,
          max: settings.processMaxPos,
          // Shards must draw the same sample: what each of them takes of its own would overlap or leave gaps.
          sample: {
            size: settings.randomSamplePos,
            seed: shardArgument(process.argv) ? 1 : randomBytes(4).readUInt32BE(),
          },
        },
  );
  refuseMissingColumns(settings, input);
  setSplitBasis({ input, journals, folder: stateFolder(resultsPath(paths.list)) });
  const offer = sample ? undefined : offerOfRun(runs);
  const alone = sample || !runs || shardArgument(process.argv) !== undefined || !keepsDue({ sample });
  // As the rows are, and as they will be once results that a journal knows are in them: those of a run that goes on,
  // too.
  const own = writtenPos(report, orders, pending);
  const marks = bothMarks(fingerprints(inFile, own), fingerprints(input, own));
  const browser = browserChoice();
  // Last of all that can fail: what is refused must leave nothing behind.
  const runDir = fs.mkdtempSync(path.join(os.tmpdir(), 'po-batch-'));
  writeOwnerSync(runDir, currentOwner(run));
  const plan: RunPlan = {
    run,
    rootDir,
    commands: commandsOf({ scripts: hasScripts(rootDir), config: configArgument(process.argv) }),
    ...(envFile && { envFile }),
    sample,
    settings,
    browser,
    ...(session
      ? { profile: sessionProfile(runDir) }
      : settings.useProfile && paths.profile && { profile: paths.profile }),
    downloadRoot: paths.downloads,
    stagingRoot: path.join(paths.downloads, `.po-batch-${run}`),
    runDir,
    input: {
      path: input.path,
      delimiter: input.delimiter,
      encoding: input.encoding,
      ...(input.columns.poName !== undefined && { poName: input.columns.poName }),
      ...(workbook && { workbook: keptInRunDir(workbook, runDir) }),
    },
    selection: report,
    ...(!sample &&
      !portalSeen(settings.baseUrl, [...provenAddresses(inFile), ...provenBy(journals)]) && { newPortal: true }),
    orders: offer ? inOrderOfOffer(orders, offer) : alone ? orders : inOrderOfRun(orders, run),
    ...(offer && { offer }),
    ...(chosen && { chosen }),
    fingerprints: marks,
    journals: Object.fromEntries(journals.map(({ run: id, size }) => [id, size])),
    reportDir: path.join(rootDir, 'batch-report', run),
  };
  writePlan(plan);
  return plan;
}

/** Without a store in common nobody could take a PO of another shard without doing it twice. */
function offerOfRun(keep: boolean): Offer | undefined {
  const shard = shardArgument(process.argv);
  const split = shard && shard.current <= shard.total && keepsDue({ sample: false }) && splitOfRun(shard.total, keep);
  return split ? offerTo(split, shard.current) : undefined;
}

/** Thousands of rows that only the session's start needs are no part of what every worker reads. */
function keptInRunDir({ csv, first: _, ...source }: WorkbookSource, runDir: string) {
  const rows = path.join(runDir, 'workbook.csv');
  fs.writeFileSync(rows, csv, { mode: 0o600 });
  return { ...source, rows };
}

/** Writes the plan where this process's children find it. */
export function writePlan(plan: RunPlan): void {
  const file = path.join(plan.runDir, 'plan.json');
  fs.writeFileSync(file, JSON.stringify(plan), { mode: 0o600 });
  process.env[ENV.plan] = file;
}

/**
 * Makes again what the end of a session removed: in `--ui` and editors one process sets up as often as its window is
 * loaded, and lists its tests in between. The POs stay as they were frozen; their rows are what the session left.
 */
export function renewPlan(plan: RunPlan): void {
  fs.mkdirSync(plan.runDir, { recursive: true, mode: 0o700 });
  writeOwnerSync(plan.runDir, currentOwner(plan.run));
  plan.fingerprints = fingerprints(readInputFile(plan.input.path), writtenPos(plan.selection, plan.orders));
  plan.journals = Object.fromEntries(readJournals(stateFolder(plan.input.path)).map(({ run, size }) => [run, size]));
  writePlan(plan);
}

function samplePathsOf(rootDir: string) {
  const { inputCsv, downloadFolder, profileDir } = prepareSample(rootDir);
  return {
    list: inputCsv,
    downloads: downloadFolder,
    profile: { userDataDir: profileDir, profileName: 'Default', kind: 'sample' as const },
  };
}

function realPathsOf(rootDir: string, { settings }: LoadedSettings, runs: boolean) {
  const system = { platform: process.platform, env: process.env, homedir: os.homedir() };
  const located = runs ? locateProfile({ rootDir, settings, ...system }) : undefined;
  return {
    list: settings.inputCsv ? path.resolve(rootDir, withHome(settings.inputCsv, system)) : defaultList(rootDir),
    downloads: settings.downloadFolder
      ? path.resolve(rootDir, withHome(settings.downloadFolder, system))
      : defaultDownloadFolder(system),
    profile: located,
  };
}

/** What a run that died had finished counts as if it stood in the list already; the session then writes it there. */
function withDeadRunsResults(input: InputFile, pending: OutcomeEntry[]): InputFile {
  if (pending.length === 0) return input;
  const { updates } = applyRows(
    input,
    pending.map(({ record, cells, baselines }) => ({ po: record.po, cells, baselines })),
  );
  return { ...parseInput(Buffer.from(renderInput(input, updates)), input.path), encoding: input.encoding };
}

/** The POs whose rows this run may write. */
const writtenPos = (
  { invalid }: RunPlan['selection'],
  orders: RunPlan['orders'],
  pending: OutcomeEntry[] = [],
): ReadonlySet<string> => new Set([...orders, ...invalid, ...pending.map(({ record }) => record)].map(({ po }) => po));

const provenBy = (journals: RunJournal[]) =>
  journals.flatMap(({ records }) =>
    records.flatMap((one) => (one.type === 'outcome' && isSuccess(one.record.status) ? [one.record.coupaUrl] : [])),
  );

const bothMarks = (now: Record<string, string[]>, soon: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(now).map(([po, marks]) => [po, [...new Set([...marks, ...marksOf(soon, po)])]]));

/** A column that is spelled differently would show nothing in any report, and nobody would see why. */
function refuseMissingColumns({ columns }: Settings, { path: list, header }: InputFile): void {
  const missing = columns ? missingColumns(columns, header) : [];
  if (missing.length === 0) return;
  const has = header.filter((name) => name.trim() !== '').join(', ');
  throw new BatchError(
    'BAD_SETTING',
    `columns (playwright.config.ts) names "${missing[0]}", a column that ${list} does not have; it has ${cutText(oneLine(has), 200)}.`,
  );
}

function browserChoice() {
  const browser = chooseBrowser({
    platform: process.platform,
    env: process.env,
    isFile: isFileOnDisk,
    playwrightChromium: chromium.executablePath(),
  });
  if (browser) return browser;
  const forced = forcedBrowser(process.env);
  if (forced)
    throw new BatchError(
      'NO_BROWSER',
      `PO_BATCH_BROWSER=${forced}: this browser is not installed; take the variable away.`,
    );
  throw new BatchError(
    'NO_BROWSER',
    'No browser was found: install Microsoft Edge, or run `npx playwright install chromium`.',
  );
}
