import path from 'node:path';
import fs from 'fs-extra';
import { resultCells } from '../../batch/list';
import { BatchError } from '../../batch/errors/errors';
import type { RunSummary } from '../../reporters/run-report';
import { parseJournal, type JournalRecord } from '../../session/store';
import { readBlobReport, type BlobReport } from './blob-report';
import { idOf, type Store } from './claims';

/** What the given files and folders hold. */
export interface Sources {
  /** One place per folder with journals, and per blob report whose journal is not there. */
  stores: Store[];
  /** Runs whose journals or blob reports were found. */
  runs: Set<string>;
  /** Playwright's id of each PO's test. */
  tests: Map<string, string>;
  /** `summary.json` of runs, by run. */
  summaries: Map<string, RunSummary>;
  /** Hashes of the splits that shards had, by `shard/total`. */
  splits: Map<string, string>;
}

/** Never entered: there is nothing of a batch in them, and they may hold a hundred thousand files. */
const PASSED_OVER = new Set(['node_modules', '.git', 'allure-results', 'test-results', 'playwright-report', 'backups']);

/**
 * Reads blob reports, and everything that a run leaves, from the given paths and all folders below them. `own`: the
 * folder of the list that is merged into, which is no source. `supplierOf`: the list's supplier of a PO.
 */
export async function readSources(
  paths: readonly string[],
  own: string,
  supplierOf: (po: string) => string,
): Promise<Sources> {
  const sources: Sources = {
    stores: [],
    runs: new Set(),
    tests: new Map(),
    summaries: new Map(),
    splits: new Map(),
  };
  const blobs: { file: string; report: BlobReport }[] = [];
  const journals = new Map<string, JournalRecord[]>();
  for (const given of paths) {
    if (!(await fs.pathExists(given)))
      throw new BatchError('NO_SOURCE', `${given} does not exist: give blob reports, or folders in which shards ran.`);
    const named = (await fs.stat(given)).isFile();
    for await (const file of filesBelow(given, own)) {
      if (file.endsWith('.jsonl')) await takeJournal(file, journals);
      else if (file.endsWith('.zip')) await takeBlob(file, named, blobs);
      else await takeReport(file, sources);
    }
  }
  for (const [folder, records] of journals) sources.stores.push({ name: folder, records });
  for (const record of sources.stores.flatMap(({ records }) => records))
    if (record.type === 'run') noteRun(sources, record.run, record.shard);
  const known = new Set(sources.runs);
  for (const { file, report } of blobs) addBlob(sources, known, file, report, supplierOf);
  return sources;
}

async function* filesBelow(given: string, own: string): AsyncGenerator<string> {
  if (path.resolve(given) === path.resolve(own)) return;
  if ((await fs.stat(given)).isFile()) return void (yield given);
  for (const entry of await fs.readdir(given, { withFileTypes: true })) {
    const full = path.join(given, entry.name);
    if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) yield* filesBelow(full, own);
    else if (entry.isFile() && /\.jsonl$|^report.*\.zip$|^(tests|summary)\.json$/.test(entry.name)) yield full;
  }
}

/** Only what begins as a journal does: `outcomes.jsonl` and `resources.jsonl` are other things. */
async function takeJournal(file: string, journals: Map<string, JournalRecord[]>): Promise<void> {
  const records = parseJournal(await fs.readFile(file, 'utf8'));
  if (records[0]?.type !== 'run') return;
  const folder = path.dirname(file);
  journals.set(folder, [...(journals.get(folder) ?? []), ...records]);
}

/** A file that a supplier called `report.zip` is passed over; one that was named on the command line is refused. */
async function takeBlob(file: string, named: boolean, blobs: { file: string; report: BlobReport }[]): Promise<void> {
  try {
    const report = await readBlobReport(file);
    if (report.run !== undefined) blobs.push({ file, report });
  } catch (error) {
    if (named) throw error;
  }
}

async function takeReport(file: string, { tests, summaries }: Sources): Promise<void> {
  const json: unknown = await fs.readJson(file).catch(() => undefined);
  if (typeof json !== 'object' || json === null) return;
  if (path.basename(file) === 'tests.json') {
    for (const [po, id] of Object.entries(json)) if (typeof id === 'string') tests.set(po, id);
  } else if ('run' in json && 'pos' in json) summaries.set((json as RunSummary).run, json as RunSummary);
}

function noteRun(
  { runs, splits }: Sources,
  run: string,
  shard: { current: number; total: number; split?: string } | undefined,
): void {
  runs.add(run);
  if (shard?.split) splits.set(`${shard.current}/${shard.total}`, shard.split);
}

/** As the run's journal would tell it. Its files are known; in which order runs came, only by their times. */
function addBlob(
  sources: Sources,
  known: ReadonlySet<string>,
  file: string,
  { run = '', shard, split = '', tests, outcomes }: BlobReport,
  supplierOf: (po: string) => string,
): void {
  for (const [po, id] of Object.entries(tests)) sources.tests.set(po, id);
  noteRun(sources, run, shard && { ...shard, split });
  if (known.has(run)) return;
  const records = outcomes.flatMap(({ record, rows }): JournalRecord[] => {
    const { po, endedAt } = record;
    return [
      ...record.files.map((one) => ({ type: 'file' as const, run, po, file: one, at: endedAt })),
      {
        type: 'outcome',
        run,
        id: idOf(run, record),
        record,
        cells: resultCells(record, supplierOf(po), new Date(endedAt)),
        baselines: rows,
      },
    ];
  });
  sources.stores.push({ name: file, records });
}
