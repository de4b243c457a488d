import { parsePoNumber } from '../../batch/list';
import type { RunJournal } from '../../session/store';

/**
 * What earlier runs tell a split of shards. All pure.
 */

/** Milliseconds that each PO took when it was done last, by its number. */
export function measuredTimes(journals: readonly RunJournal[]): Map<string, number> {
  const last = new Map<string, { endedAt: number; milliseconds: number }>();
  for (const record of recordsOf(journals)) {
    if (record.type !== 'outcome' || !record.record.final || record.record.slot < 0) continue;
    const { po, startedAt, endedAt } = record.record;
    const number = parsePoNumber(po)?.number;
    if (number === undefined || !(endedAt > startedAt)) continue;
    if ((last.get(number)?.endedAt ?? 0) <= endedAt) last.set(number, { endedAt, milliseconds: endedAt - startedAt });
  }
  return new Map([...last].map(([number, { milliseconds }]) => [number, milliseconds]));
}

/**
 * True when runs of some shards of a split are here and those of others are not: this list and its journals are then
 * one of several copies, and what they know the other shards do not. A split that used it would be another one on every
 * computer, and POs would be done twice or by none.
 */
export function isOneOfSeveralCopies(journals: readonly RunJournal[]): boolean {
  const seen = new Map<string, { total: number; shards: Set<number> }>();
  for (const record of recordsOf(journals)) {
    if (record.type !== 'run' || !record.shard) continue;
    const { split, current, total } = record.shard;
    const known = seen.get(split) ?? { total, shards: new Set() };
    seen.set(split, known);
    known.shards.add(current);
  }
  return [...seen.values()].some(({ total, shards }) => shards.size < total);
}

/** Numbers of the POs that ended after these journals had these sizes. */
export function endedSince(journals: readonly RunJournal[], known: Readonly<Record<string, number>>): Set<string> {
  const ended = new Set<string>();
  for (const { run, records } of journals) {
    for (const record of records.slice(known[run] ?? 0)) {
      const number = record.type === 'outcome' && record.record.final && parsePoNumber(record.record.po)?.number;
      if (number) ended.add(number);
    }
  }
  return ended;
}

/** Records of each journal, by run: what comes later is news. */
export const sizesOf = (journals: readonly RunJournal[]) =>
  Object.fromEntries(journals.map(({ run, records }) => [run, records.length]));

const recordsOf = (journals: readonly RunJournal[]) => journals.flatMap(({ records }) => records);
