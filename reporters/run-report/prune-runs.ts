import fs from 'node:fs';
import path from 'node:path';

const RUN_ID = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-[0-9a-f]{4,}$/;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Removes the oldest run folders beyond `keepRuns`, the current run counted. Only folders that are called like a run
 * (what a person puts beside them stays), never a link, never the current run, and never a run that may be going on:
 * one without `summary.json` that was written to within a day. Returns the removed names, oldest first; what cannot
 * be removed (a log that is open in a viewer) stays for the next run.
 */
export function pruneRuns(reportRoot: string, keepRuns: number, currentRun: string, now = Date.now()): string[] {
  const runs = runFolders(reportRoot).filter((name) => name !== currentRun);
  const spare = runs.length - Math.max(0, keepRuns - 1);
  return runs
    .slice(0, Math.max(0, spare))
    .filter((name) => !isLive(path.join(reportRoot, name), now))
    .filter((name) => removed(path.join(reportRoot, name)));
}

function runFolders(reportRoot: string): string[] {
  try {
    return fs
      .readdirSync(reportRoot, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && RUN_ID.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

function isLive(folder: string, now: number): boolean {
  if (fs.existsSync(path.join(folder, 'summary.json'))) return false;
  // The folder's own time stands still while its log grows: a run of three nights is as live as its last line.
  const times = [folder, path.join(folder, 'batch.log')].map(
    (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return now - Math.max(...times) < DAY;
}

function removed(folder: string): boolean {
  try {
    fs.rmSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}
