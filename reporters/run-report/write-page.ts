import fs from 'node:fs';
import path from 'node:path';
import { historyLine, loadLines, pastRuns, runPage, type PageSources } from '../run-page';
import type { RunSummary } from '../summary';

/** What the page takes from the project and its list. */
export type PageWords = Pick<PageSources, 'delimiter' | 'commands'>;

/** The page's file in a run's folder, and the one beside the runs that leads to the newest. */
const PAGE = 'index.html';
const LATEST = 'latest.html';
/** Beside the runs, one line per run: it outlives the runs' folders, which KEEP_RUNS removes. */
const HISTORY = 'history.jsonl';

/**
 * Writes the run's page, its line for the pages of later runs, and the way to the newest page. Throws what the disk
 * says; whoever calls it tells it and goes on.
 */
export function writePage(summary: RunSummary, reportDir: string, words: PageWords): void {
  const root = path.dirname(reportDir);
  const own = historyLine(summary);
  const runs = pastRuns(textOf(path.join(root, HISTORY)), own);
  const load = loadLines(textOf(path.join(reportDir, 'resources.jsonl')));
  writeWhole(path.join(reportDir, PAGE), runPage(summary, { folder: reportDir, ...words, load, runs }));
  fs.appendFileSync(path.join(root, HISTORY), `${JSON.stringify(own)}\n`);
  writeWhole(path.join(root, LATEST), latestPage(newestPage(root) ?? path.basename(reportDir)));
}

/**
 * The page of what shards did, and the way to it; returns the page's path. Earlier runs are not compared with it, and
 * it is none of theirs: its runs were other machines' and may be merged again.
 */
export function writeMergedPage(summary: RunSummary, reportDir: string, words: PageWords): string {
  const page = path.join(reportDir, PAGE);
  writeWhole(page, runPage(summary, { folder: reportDir, ...words, load: loadLines(''), runs: [] }));
  writeWhole(path.join(path.dirname(reportDir), LATEST), latestPage(path.basename(reportDir)));
  return page;
}

/** Written beside and renamed, so that whoever reads it never sees half of it. */
export function writeWhole(file: string, text: string): void {
  fs.writeFileSync(`${file}.tmp`, text);
  fs.renameSync(`${file}.tmp`, file);
}

/** The newest run that has a page: of two runs at the same time the later start, whichever ends last. */
function newestPage(root: string): string | undefined {
  return fs
    .readdirSync(root)
    .filter((name) => /^\d{4}-\d\d-\d\dT[\w-]+$/.test(name) && fs.existsSync(path.join(root, name, PAGE)))
    .sort()
    .at(-1);
}

/** No link and no copy: Windows lets few people make links, and a page's own links are relative to its folder. */
function latestPage(run: string): string {
  const to = `./${encodeURIComponent(run)}/${PAGE}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${to}">
<title>The newest run</title>
</head>
<body><p><a href="${to}">The newest run</a></p></body>
</html>
`;
}

/** Empty when there is none. */
function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
