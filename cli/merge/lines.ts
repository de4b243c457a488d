import path from 'node:path';
import { localTime } from '../../batch/list';
import { STATUSES } from '../../batch/outcome';
import type { Claim, Conflict, MergePlan } from './claims';
import type { Collected } from './collect';

/** How many are named of each kind. */
const NAMED = 20;

const few = (names: readonly string[]) =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');

/** Shards that were split differently: a PO may have been nobody's. */
export function splitLines(splits: ReadonlyMap<string, string>): string[] {
  if (new Set(splits.values()).size < 2) return [];
  const named = [...splits].map(([shard, split]) => `${shard} ${split}`).sort();
  return [
    `⚠️ These shards were not split in the same way (${named.join(', ')}): a PO may have been done twice, or by none. Give all of them the same list and the same .po-batch folder.`,
  ];
}

export const conflictLines = (conflicts: readonly Conflict[]): string[] => [
  ...conflicts
    .slice(0, NAMED)
    .map(({ po, counts, others }) => `⚠️ ${po}: ${others.map(said).join(', ')}; ${said(counts)} is newer and counts.`),
  ...(conflicts.length > NAMED
    ? [`⚠️ ${conflicts.length - NAMED} more POs about which shards say different things.`]
    : []),
];

function said({ entry, store, begun }: Claim): string {
  const { status, endedAt } = entry.record;
  const shard = begun?.shard
    ? `shard ${begun.shard.current}/${begun.shard.total} on ${begun.host}`
    : path.basename(store);
  return `${status} (${shard}, ${localTime(new Date(endedAt))})`;
}

export function collectLines({ folders, moved, differing, missing }: Collected, target: string): string[] {
  return [
    `🗂️ ${folders.size} PO folder(s) are in ${target}; ${moved} file(s) were brought there`,
    ...(differing.length > 0
      ? [`⚠️ Other content lies there already, and stays: ${few(differing)}. Compare, and remove the wrong one.`]
      : []),
    ...(missing.length > 0 ? [`⚠️ The folders of these POs are in none of the given places: ${few(missing)}`] : []),
  ];
}

interface Closing {
  plan: MergePlan;
  rows: number;
  withoutResult: string[];
  failed: number;
  page: string | undefined;
  list: string;
}

export function closingLines({ plan, rows, withoutResult, failed, page, list }: Closing): string[] {
  const statuses = [...plan.winners.values()].map(({ entry }) => entry.record.status);
  const counts = STATUSES.map((status) => [status, statuses.filter((one) => one === status).length] as const);
  const shown = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`);
  return [
    `📊 ${statuses.length} POs: ${shown.join(', ') || 'no result'}`,
    ...(withoutResult.length > 0
      ? [`⏸️ ${withoutResult.length} PO(s) of the list have no result: ${few(withoutResult)}`]
      : []),
    rows > 0 ? `📄 ${rows} result(s) brought into ${list}` : '✅ Nothing new: everything was merged before.',
    ...(page === undefined ? [] : [`📄 Report: ${page}`]),
    `🔁 --last-failed takes ${failed} PO(s)`,
  ];
}
