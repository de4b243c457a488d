import fs from 'node:fs';
import path from 'node:path';
import { isSuccess, type OutcomeRecord } from '../../batch/outcome';
import {
  machineAtOnce,
  outcomeLine,
  withoutSecrets,
  type AttemptSummary,
  type PoSummary,
  type RunSummary,
} from '../summary';
import { type PageWords, writeMergedPage } from './write-page';

/** One run among those that are shown as one. */
export interface PartOfRun {
  run: string;
  /** All attempts that it recorded, in order. */
  records: OutcomeRecord[];
  /** As it wrote it at its end; a run that was killed, or whose folder is elsewhere, has none here. */
  summary?: RunSummary;
}

export interface MergedParts {
  run: string;
  list: string;
  parts: PartOfRun[];
  /** By PO: the record that counts, and the run that it comes from. */
  counts: ReadonlyMap<string, { record: OutcomeRecord; run: string }>;
  /** POs of the list without any result. */
  unfinished: string[];
  selection: RunSummary['selection'];
  downloadFolder?: string;
  /** Of the list, for what the page exports. */
  words: PageWords;
}

/** Shards as one run: each worker of each shard is a lane of its own, each PO stands there once. Pure. */
function mergedSummary(merged: MergedParts): RunSummary {
  const { parts, counts, unfinished, selection } = merged;
  const slotOf = slotNumbers(parts);
  const pos = [...counts].map(([po, { record, run }]) => {
    const part = parts.find((one) => one.run === run);
    const attempts = (part?.records ?? [record]).filter((one) => one.po === po);
    return poSummary(record, slotOf(run, record.slot), attempts.map(attemptOf(slotOf, run)));
  });
  const summaries = parts.flatMap(({ summary }) => summary ?? []);
  const records = parts.flatMap((part) => part.records);
  const [first] = summaries;
  // `reduce` below and not a call with all of them: there may be more outcomes than a call takes arguments.
  return {
    run: merged.run,
    startedAt: time(records.reduce((least, { startedAt }) => Math.min(least, startedAt), Infinity)),
    endedAt: time(records.reduce((most, { endedAt }) => Math.max(most, endedAt), -Infinity)),
    sample: first?.sample ?? false,
    portal: [...new Set(summaries.map(({ portal }) => portal))].join(', ') || 'portal not known',
    list: merged.list,
    downloadFolder: merged.downloadFolder ?? summaries.map(({ downloadFolder }) => downloadFolder).join(', '),
    browser: [...new Set(summaries.map(({ browser }) => browser))].join(', ') || 'browser not known',
    workers: slotOf.total,
    totals: totalsOf(pos, unfinished.length),
    pos,
    unfinished,
    open: [],
    selection,
    workerReady: parts.flatMap(({ run, summary }) =>
      (summary?.workerReady ?? []).map(({ slot, milliseconds }) => ({ slot: slotOf(run, slot), milliseconds })),
    ),
    restarts: parts.flatMap(({ run, summary }) =>
      (summary?.restarts ?? []).map((restart) => ({ ...restart, slot: slotOf(run, restart.slot) })),
    ),
    machine: first?.machine ?? machineAtOnce(),
  };
}

/** Writes the merged report; returns its page's path. */
export function writeMergedReport(folder: string, merged: MergedParts): string {
  const summary = mergedSummary(merged);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'outcomes.jsonl'),
    [...merged.counts.values()].map(({ record }) => `${outcomeLine(record)}\n`).join(''),
  );
  fs.writeFileSync(path.join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return writeMergedPage(summary, folder, merged.words);
}

type SlotOf = ((run: string, slot: number) => number) & { total: number };

/** Slots of a run follow those of the run before it. */
function slotNumbers(parts: readonly PartOfRun[]): SlotOf {
  const first = new Map<string, number>();
  let total = 0;
  for (const { run, records, summary } of parts) {
    first.set(run, total);
    total += records.reduce((most, { slot }) => Math.max(most, slot + 1), Math.max(1, summary?.workers ?? 0));
  }
  return Object.assign((run: string, slot: number) => (slot < 0 ? slot : (first.get(run) ?? 0) + slot), { total });
}

const attemptOf =
  (slotOf: SlotOf, run: string) =>
  ({ attempt, status, slot, startedAt, endedAt }: OutcomeRecord): AttemptSummary => ({
    ...{ attempt, status, slot: slotOf(run, slot), startedAt, endedAt },
  });

function poSummary(record: OutcomeRecord, slot: number, attempts: AttemptSummary[]): PoSummary {
  const { po, status, reason, message, supplier, found, downloaded, folder } = record;
  const seconds = attempts.reduce((sum, one) => sum + (one.endedAt - one.startedAt), 0) / 1_000;
  return {
    ...{ po, status, reason, message, supplier, found, downloaded, slot, folder, attempts },
    seconds: Math.round(seconds * 10) / 10,
    files: record.files.map(({ name, size }) => ({ name, size })),
    coupaUrl: withoutSecrets(record.coupaUrl),
  };
}

function totalsOf(pos: readonly PoSummary[], unfinished: number): RunSummary['totals'] {
  const byStatus: RunSummary['totals']['byStatus'] = {};
  const byReason: Record<string, number> = {};
  for (const { status, reason } of pos) {
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    byReason[reason] = (byReason[reason] ?? 0) + 1;
  }
  const successful = pos.filter(({ status }) => isSuccess(status)).length;
  return {
    ...{ total: pos.length + unfinished, done: pos.length, successful, failed: pos.length - successful },
    ...{ byStatus, byReason },
  };
}

const time = (at: number) => new Date(Number.isFinite(at) ? at : 0).toISOString();
