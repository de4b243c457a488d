import type { JournalRecord, OutcomeEntry } from '../model';
import { BatchError } from '../../../batch/errors/errors';
import { Database } from './database';
import { upgrade, versionOf } from './schema';

/** What the runs of a batch told its database. */
export interface StoredResults {
  /** `db.example.com:5432/purchasing`. */
  place: string;
  /** How many runs there were. */
  runs: number;
  /** Their outcomes in the order in which they came, and the files in them. */
  records: JournalRecord[];
  /** Numbers of the POs that `--last-failed` takes. */
  due: string[];
}

/** Throws one line: when the database cannot be asked, and when it has no batch of this name. */
export async function readResults(url: string, batch: string): Promise<StoredResults> {
  const rows = await asked(url, async (database) => {
    const batches = (await versionOf((text) => database.rows(text))) > 0 ? await batchesIn(database) : [];
    if (!batches.includes(batch)) throw unknownBatch(database.place, batch, batches);
    await upgrade(database);
    return { place: database.place, found: await outcomesOf(database, batch), due: await dueOf(database, batch) };
  });
  const { place, found, due } = rows;
  return {
    place,
    runs: new Set(found.map(({ run }) => run)).size,
    records: found.flatMap(({ entry, seq }) => recordsOf(entry, Number(seq))),
    due,
  };
}

/** Numbers of the POs that `--last-failed` takes on any machine. Throws one line when the database cannot be asked. */
export function readDue(url: string, batch: string): Promise<string[]> {
  return asked(url, async (database) => {
    if ((await versionOf((text) => database.rows(text))) === 0) return [];
    await upgrade(database);
    return dueOf(database, batch);
  });
}

async function asked<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await Database.of(url);
  try {
    return await work(database);
  } catch (error) {
    throw database.refusal(error);
  } finally {
    await database.close();
  }
}

async function batchesIn(database: Database): Promise<string[]> {
  const rows = await database.rows<{ batch: string }>('select batch from po_batch.batches order by batch');
  return rows.map(({ batch }) => batch);
}

async function dueOf(database: Database, batch: string): Promise<string[]> {
  const rows = await database.rows<{ number: string }>(
    'select number from po_batch.due where batch = $1 order by number',
    [batch],
  );
  return rows.map(({ number }) => number);
}

interface Found {
  run: string;
  seq: string;
  entry: OutcomeEntry;
}

/** In pieces: an answer with 100,000 outcomes would take longer than a server that hangs. */
async function outcomesOf(database: Database, batch: string): Promise<Found[]> {
  const found: Found[] = [];
  for (;;) {
    const rows = await database.rows<Found>(
      `select run, seq::text, entry from po_batch.outcomes
       where batch = $1 and seq > $2::bigint order by outcomes.seq limit 2000`,
      [batch, found.at(-1)?.seq ?? '0'],
    );
    if (rows.length === 0) return found;
    found.push(...rows);
  }
}

/** As a journal would tell it. Which outcome of a PO is the last, the database knows better than its run did. */
function recordsOf(entry: OutcomeEntry, revision: number): JournalRecord[] {
  const { run, record } = entry;
  const { holding: _, ...own } = entry as OutcomeEntry & { holding?: unknown };
  return [
    ...record.files.map((file) => ({ type: 'file' as const, run, po: record.po, file, at: record.endedAt })),
    { ...own, revision },
  ];
}

function unknownBatch(place: string, batch: string, batches: readonly string[]): BatchError {
  const known = batches.length > 0 ? `it has ${batches.slice(0, 5).join(', ')}` : 'it has none at all';
  return new BatchError(
    'NO_BATCH',
    `${place} has no results of a batch "${batch}" (${known}): set STORE_BATCH to its name, as the runs had it.`,
  );
}
