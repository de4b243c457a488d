import fs from 'node:fs';
import path from 'node:path';
import type { PlaywrightTestConfig } from '@playwright/test';
import { BatchError } from '../batch/errors';
import { EXIT } from '../batch/exit-codes';
import { ENV } from '../batch/messages';
import { loadPlan, type RunPlan } from '../batch/run-plan';
import type { SettingsOptions } from '../batch/settings';
import { allureCategories } from '../reporters/allure-categories';
import { stateFolder } from '../session/file-lock';
import { readLastFailed } from '../session/last-failed';
import { freezePlan } from './freeze-plan';
import { addReporter, asksForLastFailed, commandKind, configArgument, isWorkerProcess, setLastRunFile, withoutPageTextOnFailure } from './playwright-internals';
import { samplePortalServer } from './sample-portal';

export interface PurchaseOrderBatchOptions extends SettingsOptions {
  /** Folder that `.env`, `data/input.csv` and `batch-report/` belong to; by default that of playwright.config.ts. */
  rootDir?: string;
}

/** This file's own kind: the plugin runs from its sources here and from JavaScript in a published package. */
const MODULE = path.extname(__filename);
const beside = (...parts: string[]) => path.join(__dirname, '..', ...parts) + MODULE;

/**
 * The Playwright configuration of a batch, for `export default defineConfig(purchaseOrderBatch({ … }), { … })`. In the
 * main process it freezes the run's plan; a bad list or setting ends the run here, with one line and exit code 2.
 */
export function purchaseOrderBatch(options: PurchaseOrderBatchOptions = {}): PlaywrightTestConfig {
  const { rootDir = configFolder(), ...settings } = options;
  const kind = commandKind(process.argv);
  if (kind === 'other' && !hasPlan()) return {};
  try {
    return configFor(hasPlan() ? loadPlan() : prepare(rootDir, settings, kind));
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    // An editor or `--ui` shows a thrown error; a command has one line and its exit code.
    if (kind === 'server' || isWorkerProcess()) throw oneLine(error);
    console.error(error.message);
    process.exit(error.exitCode);
  }
}

function prepare(rootDir: string, settings: SettingsOptions, kind: ReturnType<typeof commandKind>): RunPlan {
  const lastFailed = asksForLastFailed(process.argv);
  const plan = freezePlan({ rootDir, options: settings, lastFailed, runs: kind !== 'list' });
  // Whatever ends this process, its private folder must not stay behind.
  process.once('exit', () => fs.rmSync(plan.runDir, { recursive: true, force: true, maxRetries: 3 }));
  const lastRunFile = setLastRunFile(path.join(stateFolder(plan.input.path), 'last-run.json'));
  // Without failures Playwright would say "No tests found"; without the file it would run everything.
  if (kind === 'test' && lastFailed && readLastFailed(lastRunFile).length === 0) {
    console.log('✅ Nothing to do: no PO of the last run failed or was left unfinished.');
    process.exit(EXIT.OK);
  }
  if (kind !== 'server') addReporter(beside('plugin', 'observer'));
  withoutPageTextOnFailure();
  return plan;
}

function configFor(plan: RunPlan): PlaywrightTestConfig {
  const { settings, reportDir } = plan;
  return {
    testDir: path.join(__dirname, '..', 'specs'),
    testMatch: `purchase-orders.spec${MODULE}`,
    outputDir: path.join(reportDir, 'test-results'),
    fullyParallel: true,
    // One attempt and two retries, each in a new worker process; final outcomes are not retried.
    retries: 2,
    // Limits are the batch's own: a Playwright timeout would end the worker with nothing recorded.
    timeout: 0,
    workers: settings.maxWorkers,
    globalSetup: beside('plugin', 'global-setup'),
    use: { headless: settings.headless, screenshot: 'off', trace: 'off', video: 'off' },
    reporter: [
      ['html', { open: 'never', outputFolder: path.join(plan.rootDir, 'playwright-report'), title: 'Purchase orders' }],
      // Not for `--list`: it would write results of tests that were not run.
      ...(commandKind(process.argv) === 'list' ? [] : [allureReporter(reportDir)]),
      // Last, so that its closing lines are the last that a person reads.
      [beside('reporters', 'console')],
    ],
    ...(plan.sample && { webServer: samplePortalServer() }),
  };
}

function allureReporter(reportDir: string): [string, object] {
  return ['allure-playwright', { resultsDir: path.join(reportDir, 'allure-results'), categories: allureCategories, detail: true }];
}

function configFolder(): string {
  const given = configArgument(process.argv);
  if (given === undefined) return process.cwd();
  const full = path.resolve(given);
  return fs.existsSync(full) && fs.statSync(full).isDirectory() ? full : path.dirname(full);
}

const hasPlan = () => fs.existsSync(process.env[ENV.plan] ?? '');

function oneLine(error: Error): Error {
  error.stack = error.message;
  return error;
}
