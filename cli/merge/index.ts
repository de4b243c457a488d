import path from 'node:path';
import { parseArgs } from 'node:util';
import { BatchError } from '../../batch/errors/errors';
import { cell, poOf, readInputFile, selectOrders, type InputFile } from '../../batch/list';
import { isSuccess } from '../../batch/outcome';
import { newRunId } from '../../batch/protocol';
import { LastFailed, readJournals, stateFolder } from '../../session/store';
import { badOption, type Invocation } from '../common';
import { bringIn } from './bring-in';
import { outcomesOf, planMerge, type MergePlan } from './claims';
import { collect, type Collected } from './collect';
import { report, supplierIn, withoutResult } from './batch-report';
import { closingLines, collectLines, conflictLines, splitLines } from './lines';
import { readSources, type Sources } from './sources';

export { results } from './results';

const USAGE = 'po-batch merge <blob reports or folders of shards> --into input.csv [--collect <folder> [--copy]]';

/**
 * `po-batch merge`: what shards without a common list and journal came to, in one list. Exit code 1 when a person must
 * look: files that differ, or folders that are not there.
 */
export async function merge({ rootDir, commands, args, say }: Invocation): Promise<number> {
  const { paths, list, target, copy } = optionsOf(args);
  const input = readInputFile(list);
  const folder = stateFolder(list);
  const sources = await readSources(paths, folder, supplierIn(input));
  if (sources.runs.size === 0)
    throw new BatchError(
      'NO_SOURCE',
      `${paths.join(', ')}: there is neither a journal (.po-batch/<list>/<run>.jsonl) nor a blob report of a batch.`,
    );
  const run = newRunId();
  const own = { name: folder, records: readJournals(folder).flatMap(({ records }) => records) };
  const plan = planMerge(sources.stores, own, run);
  say(`🔀 Merging ${sources.runs.size} run(s) into ${list}`);
  for (const line of [...splitLines(sources.splits), ...conflictLines(plan.conflicts)]) say(line);
  const collected = target === undefined ? undefined : await collectFolders(plan, input, paths, target, copy);
  if (collected) for (const line of collectLines(collected, target!)) say(line);
  const folders = collected?.folders ?? new Map<string, string>();
  const rows = await bringIn({ list, folder, run, plan, folders, notice: (text) => say(`⚠️ ${text}`) });
  const page =
    rows > 0 ? report({ rootDir, commands, run, list, input, plan, summaries: sources.summaries, target }) : undefined;
  const failed = keepLastFailed(folder, list, plan, sources);
  for (const line of closingLines({ plan, rows, withoutResult: withoutResult(input, plan), failed, page, list }))
    say(line);
  return collected && collected.differing.length + collected.missing.length > 0 ? 1 : 0;
}

function optionsOf(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { into: { type: 'string' }, collect: { type: 'string' }, copy: { type: 'boolean' } },
    });
    if (positionals.length === 0 || values.into === undefined) throw new Error(`it takes ${USAGE}`);
    return {
      paths: positionals.map((one) => path.resolve(one)),
      list: path.resolve(values.into),
      target: values.collect === undefined ? undefined : path.resolve(values.collect),
      copy: values.copy ?? false,
    };
  } catch (error) {
    throw badOption('merge', error);
  }
}

/** Only what shards brought: the list's own runs have their folders where they want them. */
function collectFolders(
  plan: MergePlan,
  input: InputFile,
  sources: string[],
  target: string,
  copy: boolean,
): Promise<Collected> {
  const news = new Set(outcomesOf(plan.news).map(({ id }) => id));
  const placed = [...plan.winners].flatMap(([po, { entry }]) =>
    (news.has(entry.id) || entry.shardRun !== undefined) && entry.record.folder !== ''
      ? [{ po, folder: entry.record.folder }]
      : [],
  );
  const { hierarchyColumns } = selectOrders(input).report;
  return collect(placed, { sources, target, depth: Math.max(1, hierarchyColumns.length) + 1, copy });
}

/** What failed, and what was begun nowhere; rows that say it is done count as done. Returns their number. */
function keepLastFailed(folder: string, list: string, { winners }: MergePlan, { tests }: Sources): number {
  const input = readInputFile(list);
  const done = new Set<string>();
  for (const row of input.rows) {
    const status = cell(input, row, 'STATUS');
    if (status === 'COMPLETED' || status === 'NO_ATTACHMENTS') done.add(poOf(input, row) ?? '');
  }
  const failed = [...tests.keys()].filter((po) => {
    const record = winners.get(po)?.entry.record;
    return !done.has(po) && !(record && isSuccess(record.status));
  });
  const file = process.env['PLAYWRIGHT_LAST_RUN_OUTPUT_FILE'] ?? path.join(folder, 'last-run.json');
  const state = new LastFailed(file);
  state.begin(
    [...tests].map(([po, id]) => ({ po, id })),
    false,
  );
  state.write(failed);
  return failed.length;
}
