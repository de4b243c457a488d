import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import { generateAllureReport } from './allure-report';
import { startCommand, type Invocation } from '../shared';

/** `po-batch allure`: makes the Allure report of the last run that left results. */
export async function allureReport({ rootDir, say }: Invocation): Promise<number> {
  const resultsDir = newestResults(path.join(rootDir, 'batch-report'));
  if (!resultsDir)
    throw new BatchError(
      'NO_ALLURE_RESULTS',
      `${path.join(rootDir, 'batch-report')} has no Allure results: run ${startCommand(rootDir)} first.`,
    );
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
function newestResults(reports: string): string | undefined {
  const runs = existsSync(reports) ? readdirSync(reports).sort().reverse() : [];
  return runs
    .map((run) => path.join(reports, run, 'allure-results'))
    .find((folder) => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('-result.json')));
}
