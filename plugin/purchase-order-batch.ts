import fs from 'node:fs';
import path from 'node:path';
import type { PlaywrightTestConfig, ReporterDescription } from '@playwright/test';
import { BatchError } from '../batch/errors/errors';
import { ENV, loadPlan } from '../batch/protocol';
import { hidePassphrase } from '../batch/session-file/passphrase';
import type { SettingsOptions } from '../batch/settings/settings';
import { commandKind, configArgument, isWorkerProcess } from './playwright-internals';
import { configFor } from './run-config';

/** Every setting of docs/settings.md by its key, such as `maxWorkers`. Environment and `.env` win over them. */
export interface PurchaseOrderBatchOptions extends SettingsOptions {
  /** Folder that `.env`, `data/input.csv` and `batch-report/` belong to; by default that of playwright.config.ts. */
  rootDir?: string;
}

/** A config whose reporters can be added to: `reporter: [...batch.reporter, ['github']]`. */
export type BatchConfig = PlaywrightTestConfig & { reporter: ReporterDescription[] };

/**
 * Playwright's own, for commands that run no test. With the folder of the spec: `merge-reports` cannot bring together
 * reports of shards whose projects lie in different places without knowing where it is here.
 */
const PLAYWRIGHTS: BatchConfig = {
  testDir: path.join(__dirname, '..', 'specs'),
  reporter: [[process.env['CI'] ? 'dot' : 'list']],
};

/**
 * The Playwright configuration of a batch, for `export default defineConfig(purchaseOrderBatch({ … }), { … })`. In the
 * main process it freezes the run's plan; a bad list or setting ends the run here, with one line and exit code 2.
 */
export function purchaseOrderBatch(options: PurchaseOrderBatchOptions = {}): BatchConfig {
  // Before any process is started that would be given it.
  hidePassphrase(process.env, 'environment');
  const wanted = process.env[ENV.optionsTo];
  if (wanted) {
    fs.writeFileSync(wanted, JSON.stringify(options), { mode: 0o600 });
    process.exit(0);
  }
  const { rootDir = configFolder(), ...settings } = options;
  const kind = commandKind(process.argv);
  if (kind === 'other' && !hasPlan()) return PLAYWRIGHTS;
  try {
    return configFor(hasPlan() ? loadPlan() : mainProcess().prepareRun(rootDir, settings, kind));
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    // An editor or `--ui` shows a thrown error; a command has one line and its exit code.
    if (kind === 'server' || isWorkerProcess()) throw oneLine(error);
    console.error(error.message);
    process.exit(error.exitCode);
  }
}

/** Loaded only where a plan is made: reading lists and settings would cost every worker process half of its start. */
function mainProcess(): typeof import('./prepare-run') {
  // The config must be there at once: no import().
  return require('./prepare-run') as typeof import('./prepare-run');
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
