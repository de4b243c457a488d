import type { Commands } from '../../batch/protocol';
import { repeatedFilesText, shortDuration } from '../text';
import { withoutSecrets, type AttemptSummary, type PoSummary, type RunSummary } from '../summary';
import { curvesOf, type LoadLine } from './curves';
import { failureGroups } from './failures';
import { hrefTo } from './href';
import type { Attempts, PastRun, PoRow, SentData } from './in-page';
import { packRows } from './pack-rows';
import { poParts } from './po-parts';

/** What the page shows beside the run's summary. */
export interface PageSources {
  /** The page's own folder, absolute: links are relative to it. */
  folder: string;
  /** Between the cells of what is exported. */
  delimiter: string;
  /** What a person types in this project. */
  commands: Commands;
  load: readonly LoadLine[];
  /** This run and those before it, oldest first. */
  runs: readonly PastRun[];
}

export function pageData(summary: RunSummary, { folder, delimiter, commands, load, runs }: PageSources): SentData {
  const start = Date.parse(summary.startedAt);
  const attempts = attemptsOf(summary, start);
  const lastEnd = attempts.to.reduce((most, to) => Math.max(most, to), 0);
  const end = Math.max(Date.parse(summary.endedAt), start + 1, start + lastEnd);
  return {
    lead: leadOf(summary, end - start),
    stop: summary.stop?.message ?? '',
    hint: repeatedFilesText(summary.repeatedFiles),
    start,
    end,
    total: summary.totals.total,
    workers: summary.workers,
    delimiter,
    pos: packRows([...summary.pos.map((po) => rowOf(po, folder)), ...unfinishedRows(summary)], start),
    attempts,
    curves: curvesOf(load, summary.pos, start, end),
    failures: failureGroups(summary.pos, commands),
    runs: [...runs],
    facts: factsOf(summary),
  };
}

function leadOf({ portal, browser, workers, totals, endedAt, startedAt }: RunSummary, span: number): string {
  const length = shortDuration(Date.parse(endedAt) - Date.parse(startedAt));
  const pace = totals.done > 0 ? ` · ${((totals.done * 60_000) / span).toFixed(1)} POs per minute` : '';
  return `${portal} · ${browser} · ${workers} ${workers === 1 ? 'worker' : 'workers'} · ${length}${pace}`;
}

function rowOf(po: PoSummary, folder: string): PoRow {
  const { status, reason, message, supplier, found, downloaded, slot, attempts, files } = po;
  return {
    po: po.po,
    ...{ status, reason, message, supplier, found, downloaded, slot },
    from: attempts[0]?.startedAt ?? 0,
    tries: attempts.length,
    parts: poParts(attempts),
    folder: po.folder,
    href: po.folder ? hrefTo(folder, po.folder) : '',
    coupa: /^https?:\/\//i.test(po.coupaUrl) ? withoutSecrets(po.coupaUrl) : '',
    files: files.map(({ name, size }) => ({ name, size })),
  };
}

/** POs without an outcome: nobody took them, or what was tried was released. */
function unfinishedRows({ unfinished, open }: RunSummary): PoRow[] {
  const tries = new Map(open.map(({ po, attempts }) => [po, attempts]));
  return unfinishedPos({ unfinished, open }).map((po) => {
    const attempts = tries.get(po) ?? [];
    return {
      po,
      status: 'NOT_PROCESSED',
      ...{ reason: '', supplier: '', found: 0, downloaded: 0, folder: '', href: '', coupa: '', files: [] },
      message: attempts.length > 0 ? 'Released; the next run takes it.' : 'The next run takes it.',
      slot: attempts.at(-1)?.slot ?? -1,
      from: attempts[0]?.startedAt ?? 0,
      tries: attempts.length,
      parts: poParts(attempts),
    };
  });
}

const unfinishedPos = ({ unfinished, open }: Pick<RunSummary, 'unfinished' | 'open'>): string[] => [
  ...new Set([...unfinished, ...open.map(({ po }) => po)]),
];

/** One array per column: fifty thousand objects would take the browser as long to read as all the rest. */
function attemptsOf(summary: RunSummary, start: number): Attempts {
  const all: { row: number; attempt: AttemptSummary; last: boolean }[] = [];
  const add = (row: number, attempts: readonly AttemptSummary[], done: boolean) =>
    attempts.forEach((attempt, n) => all.push({ row, attempt, last: done && n === attempts.length - 1 }));
  summary.pos.forEach(({ attempts }, row) => add(row, attempts, true));
  const unfinished = new Map(unfinishedPos(summary).map((po, index) => [po, summary.pos.length + index]));
  for (const { po, attempts } of summary.open) add(unfinished.get(po)!, attempts, false);
  all.sort((a, b) => a.attempt.startedAt - b.attempt.startedAt);
  return {
    row: all.map(({ row }) => row),
    slot: all.map(({ attempt }) => attempt.slot),
    from: all.map(({ attempt }) => attempt.startedAt - start),
    to: all.map(({ attempt }) => Math.max(attempt.startedAt, attempt.endedAt) - start),
    status: all.map(({ attempt }) => attempt.status),
    last: all.map(({ last }) => (last ? 1 : 0)),
  };
}

function factsOf({ selection, machine, workerReady, ...summary }: RunSummary): [string, string][] {
  const ready = workerReady.map(({ milliseconds }) => milliseconds);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const [least, most] = [Math.min(...ready), Math.max(...ready)];
  return [
    ['Run', summary.run],
    ['List', summary.list],
    ['Download folder', summary.downloadFolder],
    [
      'Entries',
      `${selection.entries}; ${selection.skipped} already completed, ${selection.invalid} no PO number, ${selection.leftOut} rows left out`,
    ],
    ['Browser ready after', ready.length > 0 ? `${seconds(least)} to ${seconds(most)}` : 'not measured'],
    ['Machine', `${machine.os}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.cpu}`],
    ['Node', machine.node],
  ];
}
