import { createInterface } from 'node:readline';
import path from 'node:path';
import yauzl from 'yauzl';
import { BatchError } from '../../batch/errors/errors';
import type { OutcomeRecord } from '../../batch/outcome';

/** What a blob report of Playwright's tells of a run of the batch. */
export interface BlobReport {
  /** Id of the run; undefined in a report that is no batch's. */
  run?: string;
  shard?: { current: number; total: number };
  /** Hash of the split, as the shard noted it. */
  split?: string;
  /** Playwright's id of each PO's test. */
  tests: Record<string, string>;
  /** Outcomes of all attempts, and fingerprints of the PO's rows as its run found them. */
  outcomes: { record: OutcomeRecord; rows: string[] }[];
}

/** Reads a blob report line by line: the pictures in it may be many. Throws BatchError, exit 2, when it is none. */
export async function readBlobReport(file: string): Promise<BlobReport> {
  const report: BlobReport = { tests: {}, outcomes: [] };
  try {
    for await (const line of linesOf(file, 'report.jsonl')) takeIn(report, line);
    return report;
  } catch (error) {
    throw new BatchError(
      'BAD_BLOB',
      `${file} is no blob report of Playwright's (${(error as Error).message}): give the zip files that shards wrote, or their folders.`,
      2,
      { cause: error },
    );
  }
}

async function* linesOf(file: string, name: string): AsyncGenerator<string> {
  const zip = await yauzl.openPromise(file, { autoClose: false });
  try {
    const entry = await entryOf(zip, name);
    if (!entry) throw new Error(`it has no ${name}`);
    yield* createInterface({ input: await zip.openReadStreamPromise(entry), crlfDelay: Infinity });
  } finally {
    zip.close();
  }
}

async function entryOf(zip: yauzl.ZipFile, name: string): Promise<yauzl.Entry | undefined> {
  for await (const entry of zip.eachEntry()) if (entry.fileName === name) return entry;
  return undefined;
}

/** Most lines are steps: parsed only where something in them is wanted. */
const WANTED = /^\{"method":"(onBlobReportMetadata|onConfigure|onProject|onAttach|onTestEnd)"/;

interface Event {
  method: string;
  params: {
    shard?: BlobReport['shard'];
    config?: { metadata?: Record<string, unknown> };
    project?: ProjectEvent;
    attachments?: Attachment[];
    result?: { attachments?: Attachment[] };
  };
}
interface ProjectEvent {
  outputDir?: string;
  suites?: SuiteEvent[];
}
interface SuiteEvent {
  entries?: (SuiteEvent & { testId?: string; title?: string })[];
}
interface Attachment {
  name: string;
  base64?: string;
}

function takeIn(report: BlobReport, line: string): void {
  if (!WANTED.test(line)) return;
  const { params } = JSON.parse(line) as Event;
  if (params.shard) report.shard = params.shard;
  for (const [key, value] of Object.entries(params.config?.metadata ?? {}))
    if (/^shard \d+ of \d+$/.test(key)) report.split = /split (\w+)$/.exec(String(value))?.[1] ?? '';
  if (params.project) {
    const run = path.posix.basename(path.posix.dirname(params.project.outputDir?.replace(/\\/g, '/') ?? ''));
    if (RUN.test(run)) report.run ??= run;
    for (const suite of params.project.suites ?? []) collectTests(suite, report.tests);
  }
  for (const { name, base64 } of [...(params.attachments ?? []), ...(params.result?.attachments ?? [])])
    if (name === 'outcome.json' && base64) addOutcome(report, Buffer.from(base64, 'base64').toString('utf8'));
}

const RUN = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\w+$/;

function collectTests({ entries = [] }: SuiteEvent, tests: Record<string, string>): void {
  for (const entry of entries) {
    if (entry.testId !== undefined && entry.title !== undefined) tests[entry.title] = entry.testId;
    else collectTests(entry, tests);
  }
}

function addOutcome(report: BlobReport, json: string): void {
  const { run, rows, ...record } = JSON.parse(json) as OutcomeRecord & { run?: string; rows?: string[] };
  // Another run did it: that one's own report has it.
  if (record.doneBy) return;
  if (run !== undefined) report.run = run;
  report.outcomes.push({ record, rows: rows ?? [] });
}
