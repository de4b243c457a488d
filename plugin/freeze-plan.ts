import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { chooseBrowser, isFileOnDisk, defaultDownloadFolder, withHome, locateProfile } from '../batch/profile';
import { isSuccess } from '../batch/outcome';
import { BatchError } from '../batch/settings/errors';
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
import { ENV, type RunPlan } from '../batch/protocol';
import { currentOwner, writeOwnerSync } from '../batch/system/owner';
import type { SettingsOptions } from '../batch/settings/settings';
import { prepareSample } from '../data/prepare-sample';
import { applyRows } from '../session/list';
import { stateFolder, readJournals, unwrittenOutcomes, withoutStoreUrl, type RunJournal } from '../session/store';
import { defaultList, loadSettings, refuseWithoutPortal, type LoadedSettings } from './settings/load-settings';

export interface FreezeOptions {
  rootDir: string;
  options: SettingsOptions;
  /** `--last-failed`: every PO that is not COMPLETED is generated, since Playwright chooses among them by id. */
  lastFailed: boolean;
  /** False for `--list`: the profile need not be there. */
  runs: boolean;
}

/**
 * Decides everything about a run, synchronously, while the config loads, and writes it down for the workers. Throws
 * BatchError with one line. Nothing beside the system's temporary folder is written.
 */
export function freezePlan({ rootDir, options, lastFailed, runs }: FreezeOptions): RunPlan {
  const loaded = loadSettings(rootDir, options);
  refuseWithoutPortal(loaded);
  const { envFile, sample } = loaded;
  const settings = withoutStoreUrl(loaded.settings);
  const paths = sample ? samplePathsOf(rootDir) : realPathsOf(rootDir, loaded, runs);
  // Before the list: what another run ends after this reading is found by the session.
  const journals = readJournals(stateFolder(paths.list));
  const inFile = readInputFile(paths.list);
  const input = withDeadRunsResults(inFile, journals);
  const run = newRunId();
  // As the rows are, and as they will be once results that a journal knows are in them: those of a run that goes on,
  // too.
  const marks = bothMarks(fingerprints(inFile), fingerprints(input));
  const { report, orders } = selectOrders(
    input,
    lastFailed
      ? {}
      : {
          max: settings.processMaxPos,
          sample: { size: settings.randomSamplePos, seed: randomBytes(4).readUInt32BE() },
        },
  );
  const browser = browserChoice();
  // Last of all that can fail: what is refused must leave nothing behind.
  const runDir = fs.mkdtempSync(path.join(os.tmpdir(), 'po-batch-'));
  writeOwnerSync(runDir, currentOwner(run));
  const plan: RunPlan = {
    run,
    rootDir,
    ...(envFile && { envFile }),
    sample,
    settings,
    browser,
    ...(settings.useProfile && paths.profile && { profile: paths.profile }),
    downloadRoot: paths.downloads,
    stagingRoot: path.join(paths.downloads, `.po-batch-${run}`),
    runDir,
    input: {
      path: input.path,
      delimiter: input.delimiter,
      encoding: input.encoding,
      ...(input.columns.poName !== undefined && { poName: input.columns.poName }),
    },
    selection: report,
    ...(!sample &&
      !portalSeen(settings.baseUrl, [...provenAddresses(inFile), ...provenBy(journals)]) && { newPortal: true }),
    orders,
    fingerprints: marks,
    journals: Object.fromEntries(journals.map(({ run: id, size }) => [id, size])),
    reportDir: path.join(rootDir, 'batch-report', run),
  };
  writePlan(plan);
  return plan;
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
  plan.fingerprints = fingerprints(readInputFile(plan.input.path));
  plan.journals = Object.fromEntries(readJournals(stateFolder(plan.input.path)).map(({ run, size }) => [run, size]));
  writePlan(plan);
}

/**
 * `2026-11-23T20-31-43-8f3a`: local time, so that a person finds the run; sorts by it; two runs of one second differ.
 */
function newRunId(now = new Date()): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, 19).replace(/:/g, '-')}-${randomBytes(2).toString('hex')}`;
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
  const located = runs ? locateProfile({ settings, ...system }) : undefined;
  return {
    list: settings.inputCsv ? path.resolve(rootDir, withHome(settings.inputCsv, system)) : defaultList(rootDir),
    downloads: settings.downloadFolder
      ? path.resolve(rootDir, withHome(settings.downloadFolder, system))
      : defaultDownloadFolder(system),
    profile: located,
  };
}

/** What a run that died had finished counts as if it stood in the list already; the session then writes it there. */
function withDeadRunsResults(input: InputFile, journals: RunJournal[]): InputFile {
  const pending = unwrittenOutcomes(journals.flatMap(({ records }) => records));
  if (pending.length === 0) return input;
  const { updates } = applyRows(
    input,
    pending.map(({ record, cells, baselines }) => ({ po: record.po, cells, baselines })),
  );
  return { ...parseInput(Buffer.from(renderInput(input, updates)), input.path), encoding: input.encoding };
}

const provenBy = (journals: RunJournal[]) =>
  journals.flatMap(({ records }) =>
    records.flatMap((one) => (one.type === 'outcome' && isSuccess(one.record.status) ? [one.record.coupaUrl] : [])),
  );

const bothMarks = (now: Record<string, string[]>, soon: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(now).map(([po, marks]) => [po, [...new Set([...marks, ...(soon[po] ?? [])])]]));

function browserChoice() {
  const browser = chooseBrowser({
    platform: process.platform,
    env: process.env,
    isFile: isFileOnDisk,
    playwrightChromium: chromium.executablePath(),
  });
  if (browser) return browser;
  throw new BatchError(
    'NO_BROWSER',
    'No browser was found: install Microsoft Edge, or run `npx playwright install chromium`.',
  );
}
