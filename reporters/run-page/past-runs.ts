import type { RunSummary } from '../summary';
import type { PastRun } from './in-page';
import { portalSpeed } from './po-parts';

/** A line of `history.jsonl`: one run, with the portal that it can be compared by. */
export type HistoryLine = PastRun & { portal: number | null; at: number; of: string };

/** Runs that a page compares, its own counted. */
const RUNS = 20;

/** A run in figures that can be compared with others'. */
export function historyLine(summary: RunSummary): HistoryLine {
  const [start, end] = [Date.parse(summary.startedAt), Date.parse(summary.endedAt)];
  const minutes = Math.max(1, end - start) / 60_000;
  const { done, failed } = summary.totals;
  return {
    run: summary.run,
    of: summary.portal,
    at: start,
    done,
    failed,
    workers: summary.workers,
    pace: Math.round((done / minutes) * 10) / 10,
    portal: portalSpeed(summary.pos.map(({ attempts }) => attempts)),
  };
}

/**
 * The last runs of the same portal, oldest first, this one last. Lines that cannot be read, and runs that did nothing,
 * are passed over.
 */
export function pastRuns(history: string, own: HistoryLine): PastRun[] {
  const earlier = history
    .split('\n')
    .map(readLine)
    .filter((line) => line !== undefined)
    .filter(({ run, of, done }) => of === own.of && run !== own.run && done > 0)
    .sort((a, b) => a.at - b.at)
    .filter(({ at }) => at <= own.at)
    .slice(1 - RUNS);
  return [...earlier, own].map(({ of: _of, ...run }) => run);
}

function readLine(line: string): HistoryLine | undefined {
  try {
    const read = JSON.parse(line) as Partial<Record<keyof HistoryLine, unknown>> | null;
    const { run, of, at, done, failed, workers, pace, portal } = read ?? {};
    if (typeof run !== 'string' || typeof of !== 'string') return undefined;
    if (!areNumbers(at, done, failed, workers, pace)) return undefined;
    return { ...(read as HistoryLine), portal: typeof portal === 'number' ? portal : null };
  } catch {
    return undefined;
  }
}

const areNumbers = (...values: unknown[]) => values.every((value) => Number.isFinite(value));
