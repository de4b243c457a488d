import { randomUUID } from 'node:crypto';
import path from 'node:path';
import fs from 'fs-extra';
import type { DownloadedFile } from '../../../batch/outcome';
import type { Holding, JournalRecord, OutcomeEntry } from '../model';

/**
 * The journal is the truth of a run: one JSON line per event, on disk before anybody hears of it. input.csv follows it,
 * and a run that died is completed from it by the next one. Each record is flushed before the promise resolves.
 */
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
  const refused = new Set(records.flatMap((record) => (record.type === 'refused' ? record.ids : [])));
  const last = new Map<string, OutcomeEntry>();
  for (const record of records) {
    if (record.type !== 'outcome' || !record.record.final || refused.has(record.id)) continue;
    const { po } = record.record;
    if ((record.revision ?? 0) < (last.get(po)?.revision ?? 0)) continue;
    last.delete(po);
    last.set(po, record);
  }
  return [...last.values()].filter(({ id }) => !written.has(id));
}

/** Outcomes that what runs share has not been told yet, in order. */
export function undeliveredOutcomes(records: JournalRecord[]): DeliverableEntry[] {
  const told = new Set(
    records.flatMap((record) => (record.type === 'delivered' || record.type === 'refused' ? record.ids : [])),
  );
  return records.filter(
    (record): record is DeliverableEntry => record.type === 'outcome' && !!record.holding && !told.has(record.id),
  );
}

/** An outcome with what its run must show to deliver it. */
export type DeliverableEntry = OutcomeEntry & { holding: Holding };

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

/**
 * Every journal beside the list, oldest first; with `sizes`, only what was in them when they had so many bytes.
 * Synchronous, since the selection is frozen while the config loads.
 */
export function readJournals(folder: string, sizes?: Record<string, number>): RunJournal[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => {
      try {
        const journal = readJournal(folder, name);
        return sizes ? startOf(journal, sizes[journal.run] ?? 0) : journal;
      } catch (error) {
        // Another run has pruned it meanwhile: it owed nothing any more.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    });
}

/** What was in a journal when it had so many bytes. */
function startOf(journal: RunJournal, size: number): RunJournal {
  if (journal.size === size) return journal;
  const bytes = fs.readFileSync(journal.path).subarray(0, size);
  return { ...journal, size: bytes.length, records: parseJournal(bytes.toString('utf8')) };
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

/**
 * As many journals as runs are kept; one that still owes results to the list or to what runs share, or whose run lives,
 * stays.
 */
export async function pruneJournals(folder: string, keep: number, living: readonly string[]): Promise<void> {
  const journals = readJournals(folder);
  const all = journals.flatMap(({ records }) => records);
  const needed = new Set([...unwrittenOutcomes(all), ...undeliveredOutcomes(all)].map(({ run }) => run));
  for (const { run, path: file } of journals.slice(0, -keep))
    if (!needed.has(run) && !living.includes(run)) await fs.remove(file);
}
