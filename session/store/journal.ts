import { randomUUID } from 'node:crypto';
import path from 'node:path';
import fs from 'fs-extra';
import type { DownloadedFile, OutcomeRecord } from '../../batch/outcome';

/**
 * The journal is the truth of a run: one JSON line per event, on disk before anybody hears of it. input.csv follows it,
 * and a run that died is completed from it by the next one.
 */
export type JournalRecord =
  | {
      type: 'run';
      run: string;
      at: number;
      list: string;
      user: string;
      host: string;
      pid: number;
      /** Which shard it was, from 1, and the hash of the split. */
      shard?: { current: number; total: number; split: string };
    }
  /** A file is whole in the PO's folder. */
  | { type: 'file'; run: string; po: string; file: DownloadedFile; at: number }
  /**
   * An attempt ended. `cells` is what input.csv must hold; `baselines` are fingerprints of rows it may replace.
   * `revision` is one higher than that of any earlier outcome of this PO, of whichever run: run ids and clocks do not
   * tell the order.
   */
  | {
      type: 'outcome';
      run: string;
      id: string;
      record: OutcomeRecord;
      cells: Record<string, string>;
      baselines: string[];
      revision?: number;
      /** Brought here by `po-batch merge`: the run that came to it, elsewhere. */
      shardRun?: string;
    }
  /** The outcomes with these ids are in input.csv (or were left out of it with a warning): never replay them. */
  | { type: 'checkpoint'; run: string; ids: string[]; at: number };

export type OutcomeEntry = Extract<JournalRecord, { type: 'outcome' }>;

/** Appends records, each flushed to the disk before the promise resolves. */
export class Journal {
  private broken = false;

  private constructor(
    readonly path: string,
    private readonly handle: fs.promises.FileHandle,
  ) {}

  static async open(folder: string, run: string): Promise<Journal> {
    await fs.ensureDir(folder);
    const file = path.join(folder, `${run}.jsonl`);
    return new Journal(file, await fs.promises.open(file, 'a'));
  }

  async append(record: JournalRecord): Promise<void> {
    // After a line that the full disk cut short: without this the next one would be lost in it.
    const begin = this.broken ? '\n' : '';
    try {
      await this.handle.appendFile(`${begin}${JSON.stringify(record)}\n`);
      // Without this a power cut loses outcomes that the console has already reported as done.
      await this.handle.datasync();
      this.broken = false;
    } catch (error) {
      this.broken = true;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** Names one outcome among those of all runs, for checkpoints. */
export const outcomeId = () => randomUUID();

/** Reads a journal. A line cut short by a kill or a full disk is passed over: what it was about was never reported. */
export function parseJournal(text: string): JournalRecord[] {
  return text.split('\n').flatMap((line) => {
    try {
      const record = JSON.parse(line) as JournalRecord;
      return typeof record === 'object' && record !== null && 'type' in record ? [withRevision(record)] : [];
    } catch {
      return [];
    }
  });
}

/** Journals of earlier versions have the revision under another name. */
function withRevision(record: JournalRecord & { turn?: number }): JournalRecord {
  return record.type === 'outcome' && record.turn !== undefined ? { revision: record.turn, ...record } : record;
}

/**
 * Final outcomes that input.csv does not hold yet, in order; only the last one of each PO. Takes the records of all
 * runs, oldest first.
 */
export function unwrittenOutcomes(records: JournalRecord[]): OutcomeEntry[] {
  const written = new Set(records.flatMap((record) => (record.type === 'checkpoint' ? record.ids : [])));
  const last = new Map<string, OutcomeEntry>();
  for (const record of records) {
    if (record.type !== 'outcome' || !record.record.final) continue;
    const { po } = record.record;
    if ((record.revision ?? 0) < (last.get(po)?.revision ?? 0)) continue;
    last.delete(po);
    last.set(po, record);
  }
  return [...last.values()].filter(({ id }) => !written.has(id));
}

/**
 * Files that were whole on disk at some time, by PO and link; a later record of a link or of a name replaces the
 * earlier.
 */
export function knownFiles(records: JournalRecord[]): KnownFiles {
  const known: KnownFiles = new Map();
  for (const record of records) if (record.type === 'file') rememberFile(known, record.po, record.file);
  return known;
}

/** Files by PO as written, and by link. */
export type KnownFiles = Map<string, Map<string, DownloadedFile>>;

/** A name on disk is one file: were two links known by it, the second would count as there when only the first is. */
export function rememberFile(known: KnownFiles, po: string, file: DownloadedFile): void {
  const files = known.get(po) ?? new Map<string, DownloadedFile>();
  for (const [link, other] of files) if (other.name === file.name) files.delete(link);
  known.set(po, files.set(file.link, file));
}

/** One run's journal, as it was read. */
export interface RunJournal {
  run: string;
  path: string;
  /** Bytes that were read. */
  size: number;
  records: JournalRecord[];
}

/**
 * Journals as they were last read, by path. A start reads them for the plan, for the session and for its replay: 10,000
 * POs are 8 MB, a quarter of a second each time. Forgotten once the session is open, since a run keeps no night in
 * memory that it no longer needs.
 */
const lately = new Map<string, RunJournal & { mtimeMs: number }>();

export const forgetJournals = (): void => lately.clear();

/** Every journal beside the list, oldest first. Synchronous, since the selection is frozen while the config loads. */
export function readJournals(folder: string): RunJournal[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => readJournal(folder, name));
}

function readJournal(folder: string, name: string): RunJournal {
  const file = path.join(folder, name);
  const { mtimeMs, size } = fs.statSync(file);
  const before = lately.get(file);
  // Another run may be writing it: what it added is news. A journal is only ever added to.
  if (before?.size === size && before.mtimeMs === mtimeMs) return before;
  const bytes = fs.readFileSync(file);
  const journal = {
    run: name.slice(0, -'.jsonl'.length),
    path: file,
    size: bytes.length,
    records: parseJournal(bytes.toString('utf8')),
  };
  lately.set(file, { ...journal, mtimeMs });
  return journal;
}
