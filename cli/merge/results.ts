import path from 'node:path';
import { parseArgs } from 'node:util';
import { BatchError } from '../../batch/errors/errors';
import { readInputFile } from '../../batch/list';
import { newRunId } from '../../batch/protocol';
import { batchName, readJournals, readResults, stateFolder } from '../../session/store';
import { badOption, projectSettings, type Invocation } from '../common';
import { report, withoutResult } from './batch-report';
import { bringIn } from './bring-in';
import { planMerge } from './claims';
import { closingLines } from './lines';

const USAGE = 'po-batch results --into input.csv';

/**
 * `po-batch results`: what the runs of a batch told the database of STORE_URL, in one list, by the rules of
 * `po-batch merge`.
 */
export async function results({ rootDir, config, commands, args, say }: Invocation): Promise<number> {
  const list = listOf(args);
  const project = await projectSettings(rootDir, config);
  const { storeUrl } = project.settings;
  if (storeUrl === undefined)
    throw new BatchError(
      'NO_STORE',
      `po-batch results reads the database of STORE_URL: put it into .env, as the runs had it.`,
    );
  const input = readInputFile(list);
  const { place, runs, records, due } = await readResults(storeUrl, batchName(project.settings, list));
  const run = newRunId();
  const folder = stateFolder(list);
  const own = { name: folder, records: readJournals(folder).flatMap((journal) => journal.records) };
  const plan = planMerge([{ name: place, records }], own, run);
  say(`🔀 Bringing the results of ${runs} run(s) from ${place} into ${list}`);
  const rows = await bringIn({ list, folder, run, plan, folders: new Map(), notice: (text) => say(`⚠️ ${text}`) });
  const { rootDir: root } = project;
  const page = rows > 0 ? report({ rootDir: root, commands, run, list, input, plan, summaries: new Map() }) : undefined;
  for (const line of closingLines({
    plan,
    rows,
    withoutResult: withoutResult(input, plan),
    failed: due.length,
    page,
    list,
  }))
    say(line);
  return 0;
}

function listOf(args: string[]): string {
  try {
    const { into } = parseArgs({ args, options: { into: { type: 'string' } } }).values;
    if (into === undefined) throw new Error(`it takes ${USAGE}`);
    return path.resolve(into);
  } catch (error) {
    throw badOption('results', error);
  }
}
