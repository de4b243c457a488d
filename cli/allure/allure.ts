import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import { generateAllureReport } from './allure-report';
import { gatherResults } from './gather-results';
import type { Invocation } from '../common';

/**
 * `po-batch allure`: makes the Allure report of the last run that left results; with folders, one of all results in
 * them, for shards.
 */
export async function allureReport(invocation: Invocation): Promise<number> {
  const { args } = invocation;
  if (args.length === 0) return make(invocation, newestResults(invocation));
  const gathered = mkdtempSync(path.join(os.tmpdir(), 'po-batch-allure-'));
  try {
    const folders = await gatherResults(
      args.map((folder) => path.resolve(folder)),
      gathered,
    );
    if (folders === 0)
      throw new BatchError('NO_ALLURE_RESULTS', `There are no Allure results in ${args.join(', ')}, nor below.`);
    return await make(invocation, gathered);
  } finally {
    await fs.remove(gathered);
  }
}

async function make({ rootDir, say }: Invocation, resultsDir: string): Promise<number> {
  const { index, singleFile } = await generateAllureReport({
    resultsDir,
    outputDir: path.join(rootDir, 'allure-report'),
    from: rootDir,
  });
  say(`📊 Allure report: ${index}`);
  say(
    singleFile
      ? '   It opens with a double click.'
      : `   It is large, so open it with: npx allure open ${path.dirname(index)}`,
  );
  return EXIT.OK;
}

/** Names of runs sort by time. A run that was broken off early has no results. */
function newestResults({ rootDir, commands }: Invocation): string {
  const reports = path.join(rootDir, 'batch-report');
  const runs = existsSync(reports) ? readdirSync(reports).sort().reverse() : [];
  const newest = runs
    .map((run) => path.join(reports, run, 'allure-results'))
    .find((folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('-result.json')));
  if (newest !== undefined) return newest;
  throw new BatchError('NO_ALLURE_RESULTS', `${reports} has no Allure results: run ${commands.start} first.`);
}
