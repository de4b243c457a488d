import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { localMinute, shortDuration } from '../text';
import type { AttemptSummary, PoSummary, RunSummary } from './run-summary';
import { timelineScript } from './timeline-script';
import { timelineStyle } from './timeline-style';

/**
 * `timeline.html`: who did what when, and a table of all POs. One file that needs no network. What comes from outside
 * (supplier and file names, messages) is only ever data: it stands in a JSON block in which no tag can begin, and the
 * script puts it on the page as text. The content policy forbids every other resource, should that ever fail.
 */
export function timelinePage(summary: RunSummary, folder: string): string {
  const title = `PO batch, ${localMinute(Date.parse(summary.startedAt))}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${timelineStyle}</style>
</head>
<body>
<header><h1>${title}</h1><p id="lead"></p><p id="stop" hidden></p></header>
<main>
<noscript><p>This page needs JavaScript. The same facts are in summary.json and batch.log beside it.</p></noscript>
<section aria-label="Totals"><div id="chips"></div></section>
<section aria-label="Timeline">
<div class="bar"><h2>Workers</h2><span id="lanes-note"></span><span class="push"></span>
<div class="zoom" role="group" aria-label="Zoom"><button data-zoom="out" aria-label="Zoom out">−</button><button data-zoom="fit">Fit</button><button data-zoom="in" aria-label="Zoom in">+</button></div></div>
<div id="chart"><div id="labels"></div><div id="scroll"><div id="plot"></div></div></div>
</section>
<section aria-label="Purchase orders">
<div class="bar"><h2>Purchase orders</h2><span id="count"></span><span class="push"></span><input id="search" type="search" placeholder="Filter: PO, supplier, message, file" aria-label="Filter"></div>
<div class="wide"><table><thead><tr id="head"></tr></thead><tbody id="rows"></tbody></table></div>
<button id="more" hidden></button>
</section>
<section aria-label="Facts"><h2>Facts</h2><dl id="facts"></dl></section>
</main>
<div id="tip" role="status" hidden></div>
<script type="application/json" id="data">${inertJson(pageData(summary, folder))}</script>
<script>${timelineScript}</script>
</body>
</html>
`;
}

/** JSON in which neither `</script>` nor `<!--` can stand. */
function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function pageData(summary: RunSummary, folder: string) {
  const bars = [
    ...summary.pos.flatMap((po, index) =>
      po.attempts.map((attempt, n) => bar(po.po, index, attempt, n === po.attempts.length - 1)),
    ),
    ...summary.open.flatMap(({ po, attempts }) => attempts.map((attempt) => bar(po, -1, attempt, false))),
  ];
  const started = Date.parse(summary.startedAt);
  const ended = Date.parse(summary.endedAt);
  return {
    start: started,
    end: Math.max(ended, started + 1, ...edges(bars.map(({ to }) => to))),
    slots: [
      ...new Set([...Array.from({ length: summary.workers }, (_, slot) => slot), ...bars.map(({ slot }) => slot)]),
    ].sort((a, b) => a - b),
    lead: `${summary.portal} · ${summary.browser} · ${summary.workers} worker(s) · ${shortDuration(ended - started)}`,
    stop: summary.stop?.message ?? '',
    total: summary.totals.total,
    unfinished: summary.unfinished.length,
    bars,
    pos: summary.pos.map((po) => row(po, folder)),
    facts: facts(summary),
  };
}

/** The largest of many, without spreading a hundred thousand arguments. */
const edges = (times: number[]): number[] => (times.length > 0 ? [times.reduce((a, b) => Math.max(a, b))] : []);

function bar(po: string, row: number, attempt: AttemptSummary, final: boolean) {
  return {
    po,
    row,
    slot: attempt.slot,
    from: attempt.startedAt,
    to: attempt.endedAt,
    status: attempt.status,
    n: attempt.attempt + 1,
    final,
  };
}

function row(po: PoSummary, folder: string) {
  const { files, folder: at, coupaUrl, attempts, ...rest } = po;
  return {
    ...rest,
    tries: attempts.length,
    from: attempts[0]?.startedAt ?? 0,
    folder: at,
    href: at ? hrefTo(folder, at) : '',
    coupa: /^https?:\/\//i.test(coupaUrl) ? coupaUrl : '',
    files: files.map(({ name, size }) => ({
      name,
      size,
      href: at ? `${hrefTo(folder, at)}/${encodeURIComponent(name)}` : '',
    })),
  };
}

/** From the page to a folder: relative, so that both can move together; absolute only onto another Windows drive. */
export function hrefTo(
  from: string,
  target: string,
  paths: Pick<path.PlatformPath, 'relative' | 'isAbsolute' | 'sep'> = path,
): string {
  const relative = paths.relative(from, target);
  if (paths.isAbsolute(relative)) return pathToFileURL(target).href;
  // `./` in front: a folder called `javascript:x` must stay a folder.
  return `./${relative.split(paths.sep).map(encodeURIComponent).join('/')}`;
}

function facts(summary: RunSummary): [string, string][] {
  const { selection, machine, workerReady } = summary;
  const ready = workerReady.map(({ milliseconds }) => milliseconds);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    ['Run', summary.run],
    ['List', summary.list],
    ['Download folder', summary.downloadFolder],
    [
      'Entries',
      `${selection.entries}; ${selection.skipped} already completed, ${selection.invalid} no PO number, ${selection.leftOut} rows left out`,
    ],
    [
      'Browser ready after',
      ready.length > 0 ? `${seconds(Math.min(...ready))} to ${seconds(Math.max(...ready))}` : 'not measured',
    ],
    ['Machine', `${machine.os}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.cpu}`],
    ['Node', machine.node],
  ];
}
