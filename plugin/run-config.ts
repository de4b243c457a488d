import path from 'node:path';
import type { PlaywrightTestConfig, ReporterDescription } from '@playwright/test';
import type { RunPlan } from '../batch/protocol';
import { allureCategories } from '../reporters/allure/allure-categories';
import { commandKind, shardArgument } from './playwright-internals';
import { samplePortalServer } from './sample-portal';

/** This file's own kind: the plugin runs from its sources here and from JavaScript in a published package. */
const MODULE = path.extname(__filename);
const beside = (...parts: string[]) => path.join(__dirname, '..', ...parts) + MODULE;

/** Playwright's own options of a run. The same in the main process and in every worker. */
export function configFor(plan: RunPlan): PlaywrightTestConfig & { reporter: ReporterDescription[] } {
  const { settings, reportDir } = plan;
  const shard = shardArgument(process.argv);
  return {
    testDir: path.join(__dirname, '..', 'specs'),
    testMatch: `purchase-orders.spec${MODULE}`,
    outputDir: path.join(reportDir, 'test-results'),
    fullyParallel: true,
    // One attempt and two retries: by the same worker, or after a browser's end in a new process; final outcomes have
    // none.
    retries: 2,
    // Limits are the batch's own: a Playwright timeout would end the worker with nothing recorded.
    timeout: 0,
    workers: settings.maxWorkers,
    globalSetup: beside('plugin', 'global-setup'),
    use: { headless: settings.headless, screenshot: 'off', trace: 'off', video: 'off' },
    reporter: [
      // Before all others: they see a failure as what it is, although its worker process stays.
      [beside('plugin', 'expected-failures')],
      ['html', { open: 'never', outputFolder: path.join(plan.rootDir, 'playwright-report'), title: 'Purchase orders' }],
      // What `npx playwright merge-reports` makes one report of.
      ...(shard && commandKind(process.argv) !== 'list' ? [blobReporter(plan.rootDir, shard)] : []),
      // Not for `--list`: it would write results of tests that were not run.
      ...(commandKind(process.argv) === 'list' ? [] : [allureReporter(reportDir)]),
      // Last, so that its closing lines are the last that a person reads.
      [beside('reporters', 'console', 'console')],
    ],
    ...(plan.sample && { webServer: samplePortalServer(plan.rootDir) }),
  };
}

/** Where a shard's blob report is, unless the environment says something else. */
export const blobFile = (rootDir: string, { current, total }: { current: number; total: number }): string =>
  path.join(rootDir, 'blob-report', `report-${current}-of-${total}.zip`);

/** Where results for the Allure report are. */
export const allureResultsFolder = (reportDir: string): string => path.join(reportDir, 'allure-results');

/** A file of each shard's own: Playwright empties a folder before it writes, with what another shard has in it. */
function blobReporter(rootDir: string, shard: { current: number; total: number }): [string, object] {
  if (Object.keys(process.env).some((name) => name.startsWith('PLAYWRIGHT_BLOB_OUTPUT_'))) return ['blob', {}];
  return ['blob', { outputFile: blobFile(rootDir, shard) }];
}

function allureReporter(reportDir: string): [string, object] {
  return [
    'allure-playwright',
    { resultsDir: allureResultsFolder(reportDir), categories: allureCategories, detail: true },
  ];
}
