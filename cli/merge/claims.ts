import { createHash } from 'node:crypto';
import { fingerprintOf } from '../../batch/list';
import type { OutcomeRecord } from '../../batch/outcome';
import type { JournalRecord, OutcomeEntry } from '../../session/store';

/**
 * Which of several shards' results count. Pure.
 */

/** Results of one place: a folder of journals in which an order among runs is known, or a blob report. */
export interface Store {
  /** Where it was found. */
  name: string;
  records: JournalRecord[];
}

/** What one place says became of a PO. */
export interface Claim {
  entry: OutcomeEntry;
  /** The place, and the run as it began; undefined when its first record is not there. */
  store: string;
  begun?: Extract<JournalRecord, { type: 'run' }>;
}

/** Two places say different things of one PO. */
export interface Conflict {
  po: string;
  counts: Claim;
  others: Claim[];
}

export interface MergePlan {
  /** By PO: the claim that counts, of those that were given. */
  winners: Map<string, Claim>;
  conflicts: Conflict[];
  /** What the list's own journals do not have yet: files and outcomes, to be written there. */
  news: JournalRecord[];
  /** Ids of the outcomes among them that must not go into the list: others count. */
  superseded: string[];
}

/**
 * The same outcome in a journal, in a copy of it and in a blob report has one key: what was brought in once is known.
 */
export const keyOf = (entry: OutcomeEntry) =>
  [entry.shardRun ?? entry.run, entry.record.po, entry.record.attempt, entry.record.endedAt].join('|');

/** An id for an outcome that comes from a report, which has none: the same each time. */
export const idOf = (run: string, { po, attempt, endedAt }: Pick<OutcomeRecord, 'po' | 'attempt' | 'endedAt'>) =>
  createHash('sha1').update([run, po, attempt, endedAt].join('|')).digest('hex');

/**
 * Within one place the revision tells which outcome of a PO is the last; between places, which know nothing of each
 * other, the time at which it ended. `own` is what the list's own journals hold, one place among the others.
 */
export function planMerge(stores: readonly Store[], own: Store, run: string): MergePlan {
  const known = new Set(outcomesOf(own.records).map(keyOf));
  const places = [own, ...stores].map((store) => ({ last: lastOfEach(store), keys: keysOf(store) }));
  const plan: MergePlan = { winners: new Map(), conflicts: [], news: [], superseded: [] };
  for (const po of new Set(places.flatMap(({ last }) => [...last.keys()]))) {
    const claims = distinct(places.flatMap(({ last }) => last.get(po) ?? []));
    const counts = claims.reduce((best, claim) => (isNewer(claim, best) ? claim : best));
    plan.winners.set(po, counts);
    const winning = places.filter(({ keys }) => keys.has(keyOf(counts.entry)));
    // What the winner's own place knew of is an earlier try, and contradicts nothing.
    const others = claims.filter(
      (claim) =>
        keyOf(claim.entry) !== keyOf(counts.entry) &&
        !winning.some(({ keys }) => keys.has(keyOf(claim.entry))) &&
        saysElse(claim.entry, counts.entry),
    );
    if (others.length > 0) plan.conflicts.push({ po, counts, others });
  }
  addNews(plan, stores, own, known, run);
  return plan;
}

function addNews(plan: MergePlan, stores: readonly Store[], own: Store, known: Set<string>, run: string): void {
  const all = [own, ...stores].flatMap(({ records }) => outcomesOf(records));
  const byPo = groupByPo(all);
  const knownFiles = new Set(own.records.map(fileKey));
  for (const record of stores.flatMap(({ records }) => records)) {
    if (record.type === 'file' && !knownFiles.has(fileKey(record))) {
      knownFiles.add(fileKey(record));
      plan.news.push({ ...record, run });
    }
    if (record.type !== 'outcome' || known.has(keyOf(record))) continue;
    known.add(keyOf(record));
    const { po } = record.record;
    const winner = plan.winners.get(po)?.entry;
    const wins = winner !== undefined && keyOf(winner) === keyOf(record);
    if (!wins) plan.superseded.push(record.id);
    const imported = { ...record, run, shardRun: record.shardRun ?? record.run };
    plan.news.push(wins ? { ...imported, ...standing(byPo.get(po)!) } : imported);
  }
}

/**
 * What makes an outcome the last one of its PO here too, and which rows it may replace: as any of the shards found
 * them, or as any of them wrote them into its own copy of the list.
 */
const standing = (all: readonly OutcomeEntry[]) => ({
  revision: Math.max(0, ...all.map(({ revision }) => revision ?? 0)) + 1,
  baselines: [...new Set(all.flatMap(({ baselines, cells }) => [...baselines, fingerprintOf(cells)]))],
});

function groupByPo(entries: readonly OutcomeEntry[]): Map<string, OutcomeEntry[]> {
  const groups = new Map<string, OutcomeEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.record.po);
    if (group) group.push(entry);
    else groups.set(entry.record.po, [entry]);
  }
  return groups;
}

export const outcomesOf = (records: readonly JournalRecord[]) =>
  records.filter((record): record is OutcomeEntry => record.type === 'outcome');

const keysOf = ({ records }: Store) => new Set(outcomesOf(records).map(keyOf));

const fileKey = (record: JournalRecord) =>
  record.type === 'file' ? JSON.stringify([record.po, record.file.link, record.file.name, record.file.size]) : '';

/** The last final outcome of each PO, by revision, as the list's own runs read a journal. */
function lastOfEach({ name, records }: Store): Map<string, Claim[]> {
  const begun = new Map(records.flatMap((record) => (record.type === 'run' ? [[record.run, record] as const] : [])));
  const last = new Map<string, Claim[]>();
  // Another run had taken the PO over when they came: they count nowhere.
  const refused = new Set(records.flatMap((record) => (record.type === 'refused' ? record.ids : [])));
  for (const entry of outcomesOf(records)) {
    if (refused.has(entry.id)) continue;
    const before = last.get(entry.record.po)?.[0]?.entry.revision ?? 0;
    if (!entry.record.final || entry.record.doneBy || (entry.revision ?? 0) < before) continue;
    const its = begun.get(entry.run);
    last.set(entry.record.po, [{ entry, store: name, ...(its && { begun: its }) }]);
  }
  return last;
}

function distinct(claims: readonly Claim[]): Claim[] {
  return [...new Map(claims.map((claim) => [keyOf(claim.entry), claim])).values()];
}

/** The id decides last, so that the order in which places are named never does. */
function isNewer({ entry: a }: Claim, { entry: b }: Claim): boolean {
  const order = a.record.endedAt - b.record.endedAt || (keyOf(a) > keyOf(b) ? 1 : -1);
  return order > 0;
}

function saysElse(a: OutcomeEntry, b: OutcomeEntry): boolean {
  const said = ({ record }: OutcomeEntry) =>
    JSON.stringify([record.status, record.files.map(({ name, size }) => `${name}:${size}`).sort()]);
  return said(a) !== said(b);
}
