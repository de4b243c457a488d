import { createHash } from 'node:crypto';
import { localMinute } from '../text';
import type { RunSummary } from '../summary';
import type { SentData } from './in-page';
import { pageData, type PageSources } from './page-data';
import { chartScript, chartStyle, pageScript } from './page-script';
import { pageStyle } from './page-style';

/**
 * `index.html` of a run: who did what when, under which load, where the time went, what failed, and a table of all POs.
 * One file that needs no network. What comes from outside (supplier and file names, messages) is only ever data: it
 * stands in a JSON block in which no tag can begin, and the script puts it on the page as text. The content policy
 * names the page's own scripts by their hashes and forbids every other, should that ever fail.
 */
export function runPage(summary: RunSummary, sources: PageSources): string {
  const title = `PO batch, ${localMinute(Date.parse(summary.startedAt))}`;
  const scripts = [chartScript(), pageScript()];
  const styles = [chartStyle(), pageStyle];
  const policy = [
    "default-src 'none'",
    `style-src ${styles.map(hashed).join(' ')}`,
    `script-src ${scripts.map(hashed).join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
<title>${title}</title>
${styles.map((style) => `<style>${style}</style>`).join('\n')}
</head>
<body>
${body(title)}
<script type="application/json" id="data">${inertJson(pageData(summary, sources))}</script>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

const hashed = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const body = (title: string) => `<a class="skip" href="#orders">To the purchase orders</a>
<header>
<h1>${title}</h1>
<p id="lead"></p>
<p id="stop" hidden></p>
</header>
<main>
<noscript><p>This page needs JavaScript. The same facts are in summary.json and batch.log beside it.</p></noscript>
<section class="plain" aria-label="Totals"><div id="chips" role="group" aria-label="Filter by status"></div><p id="hint" class="soft" hidden></p></section>
<section aria-labelledby="time-head"><h2 id="time-head">Where the time went</h2><div id="time"></div></section>
<section id="failed" aria-labelledby="failed-head" hidden>
<div class="bar"><h2 id="failed-head">What failed</h2><span id="failed-count"></span></div>
<ul id="failures"></ul>
</section>
<section id="timeline" aria-labelledby="timeline-head">
<div class="bar"><h2 id="timeline-head">Timeline</h2><span id="range"></span><span class="push"></span>
<span class="hint screen">Draw over a part to zoom in, double-click for all of it</span>
<div class="zoom" role="group" aria-label="Zoom"><button type="button" id="zoom-out" aria-label="Zoom out">−</button><button type="button" id="zoom-fit">All</button><button type="button" id="zoom-in" aria-label="Zoom in">+</button></div></div>
<div id="charts" tabindex="0" role="group" aria-label="Workers and load over time. Arrow keys move, plus and minus zoom, 0 shows all. The table below has the same POs.">
<div id="lanes" aria-hidden="true"></div>
<p id="lanes-note" class="soft"></p>
<div id="curves"></div>
</div>
<input id="pan" class="screen" type="range" min="0" max="1000" value="0" aria-label="Part of the run that is shown">
</section>
<section id="orders" aria-labelledby="orders-head" tabindex="-1">
<div class="bar"><h2 id="orders-head">Purchase orders</h2><span id="count"></span><span class="push"></span>
<input id="search" type="search" placeholder="Search: PO, supplier, message, file" aria-label="Search in PO, supplier, message and file names" aria-keyshortcuts="/">
<select id="supplier" aria-label="Supplier"><option value="">All suppliers</option></select>
<div id="actions" class="screen"></div></div>
<div class="wide" tabindex="0" role="region" aria-label="Table of purchase orders"><table><thead><tr id="head"></tr></thead><tbody id="rows"></tbody></table></div>
<div id="more" class="screen" hidden></div>
</section>
<section aria-labelledby="compare-head">
<div class="bar"><h2 id="compare-head">Compared with the runs before</h2><span id="runs-count"></span></div>
<div id="compare"></div>
<details id="runs" hidden><summary>All of them in figures</summary><div class="wide" tabindex="0" role="region" aria-label="Table of runs"><table><thead><tr><th scope="col">Run</th><th scope="col" class="num">POs</th><th scope="col" class="num">Failed</th><th scope="col" class="num">Workers</th><th scope="col" class="num">POs per minute</th><th scope="col" class="num">Portal, per PO</th></tr></thead><tbody id="runs-rows"></tbody></table></div></details>
</section>
<section aria-labelledby="facts-head"><h2 id="facts-head">Facts</h2><dl id="facts"></dl></section>
</main>
<div id="tip" aria-hidden="true" hidden></div>
<div id="live" class="unseen" role="status"></div>`;

/** JSON in which neither `</script>` nor `<!--` can stand. */
function inertJson(value: SentData): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
