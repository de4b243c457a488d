import path from 'node:path';
import fs from 'fs-extra';
import type { RunSummary } from '../reporters/run-report';

/** One batch, measured. Times in milliseconds. */
export interface Measured {
  pos: number;
  workers: number;
  wall: number;
  /** What the portal alone takes: page and slowest file of every PO, shared by the workers. */
  limit: number;
  ratio: number;
  /** From the start of the command to the first page that each worker asked for: the first and the last of them. */
  firstPage: number;
  lastWorkersFirstPage: number;
  /** Copy of the profile and start of the browser, the slowest worker. */
  workerReady: number;
  /** Median over the POs that were not a worker's first: their time less page and slowest file. */
  outsidePortal: number;
}

export interface Facts {
  dir: string;
  began: number;
  wall: number;
  size: number;
  workers: number;
  page: number;
  file: number;
  /** When the portal was asked for each order page. */
  opened: number[];
}

export async function measure({ dir, began, wall, size, workers, page, file, opened }: Facts): Promise<Measured> {
  const reports = path.join(dir, 'batch-report');
  const [run] = await fs.readdir(reports);
  const summary = (await fs.readJson(path.join(reports, run!, 'summary.json'))) as RunSummary;
  const attempts = summary.pos.flatMap((po) => po.attempts);
  const first = new Set(
    [...new Set(attempts.map(({ slot }) => slot))].map((slot) =>
      firstOf(attempts.filter((attempt) => attempt.slot === slot)),
    ),
  );
  const later = attempts
    .filter((attempt) => !first.has(attempt))
    .map(({ startedAt, endedAt }) => (endedAt ?? startedAt) - startedAt - page - file);
  const limit = (size * (page + file)) / Math.min(workers, size);
  const starts = opened.toSorted((a, b) => a - b).slice(0, first.size);
  return {
    pos: size,
    workers,
    wall,
    limit,
    ratio: wall / limit,
    firstPage: starts[0]! - began,
    lastWorkersFirstPage: starts.at(-1)! - began,
    workerReady: Math.max(...summary.workerReady.map(({ milliseconds }) => milliseconds)),
    outsidePortal: median(later),
  };
}

export function markdownTable(results: Measured[]): string {
  const head = [
    'POs',
    'workers',
    'wall s',
    'limit s',
    'wall / limit',
    'first page s',
    "last worker's first page s",
    'worker ready s',
    'ms per PO outside the portal',
  ];
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const rows = results.map((result) => [
    result.pos,
    result.workers,
    seconds(result.wall),
    seconds(result.limit),
    result.ratio.toFixed(2),
    seconds(result.firstPage),
    seconds(result.lastWorkersFirstPage),
    seconds(result.workerReady),
    Number.isNaN(result.outsidePortal) ? '-' : Math.round(result.outsidePortal),
  ]);
  return [head, head.map(() => '---:'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A worker's first PO has the start of the browser in it. */
function firstOf<T extends { startedAt: number }>(attempts: T[]): T {
  return attempts.reduce((a, b) => (a.startedAt < b.startedAt ? a : b));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[Math.floor(sorted.length / 2)]!;
}
