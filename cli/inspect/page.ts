import type { Settings } from '../../batch/settings/settings';
import { STATUS_EMOJI } from '../../reporters/text';
import type { InspectedOrder, InspectedPage } from './inspect-order';
import { pageAdvice, stepText } from './summary';

/** One HTML file with everything in it: what the batch sees of these POs, framed and numbered on their pictures. */
export function inspectPage(orders: readonly InspectedOrder[], settings: Settings): string {
  const body = orders.map((order) => orderSection(order, settings)).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>What the batch sees: ${orders.map(({ po }) => escape(po)).join(', ')}</title><style>${STYLE}</style></head>
<body><main><h1>What the batch sees</h1>${body}</main></body></html>`;
}

function orderSection({ po, pages, outcome, error }: InspectedOrder, settings: Settings): string {
  const result = outcome
    ? `<p class="result ${outcome.status}"><b>${STATUS_EMOJI[outcome.status]} ${outcome.status}</b> ${outcome.reason}<br>${escape(outcome.message)}</p>`
    : '';
  const failed = error ? `<p class="result FAILED"><b>❌</b> ${escape(error)}</p>` : '';
  return `<section><h2>${escape(po)}</h2>${result}${failed}${pages.map((page) => pageSection(page, settings)).join('')}</section>`;
}

function pageSection(page: InspectedPage, settings: Settings): string {
  const { facts, found, picture, steps, unclear } = page;
  const files = (facts?.attachments ?? []).map(({ label, link }, index) => {
    const at = found?.attachments.find((one) => one.link === link);
    return `<tr><td><span class="n">${index + 1}</span></td><td>${escape(label)}</td><td><code>${escape(link.slice(0, 300))}</code></td><td>${escape([at?.how, at?.where].filter(Boolean).join(', '))}</td></tr>`;
  });
  const rows = [
    ['What it is', page.proof],
    ['Address', page.url],
    ['Title', page.title],
    ['Supplier', facts?.supplier ? `${facts.supplier} (css ${found?.supplierBy ?? ''})` : "none: the list's stays"],
    ['Requisition', facts?.requisition ? `${facts.requisition.url} (${facts.requisition.source})` : 'none'],
    [
      'The page says',
      (facts?.claims ?? []).map(({ text, count, shown }) => `"${text}": ${count}, shown there: ${shown}`).join('; ') ||
        'nothing of a number',
    ],
    ['What was done', steps.map(stepText).join('; ') || 'nothing was needed'],
    ['Time', `${page.milliseconds} ms`],
    ...(unclear ? [['Not sure', `the page ${unclear.why}, ${unclear.found} found`]] : []),
    ...pageAdvice(page, settings).map(({ setting, why }) => [`Perhaps`, `${setting} — ${why}`]),
  ] as [string, string][];
  const facts_ = rows.map(([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`).join('');
  const list = files.length
    ? `<table class="files"><tr><th></th><th>Name</th><th>Address</th><th>Found</th></tr>${files.join('')}</table>`
    : '<p>No attachment.</p>';
  return `<article><h3>${page.page}</h3><table>${facts_}</table><h4>Attachments</h4>${list}${picture ? figure(page, picture) : ''}</article>`;
}

/** The picture with a frame around everything found. PNG keeps its size in bytes 16 to 23. */
function figure({ facts, found }: InspectedPage, picture: Buffer): string {
  const width = picture.readUInt32BE(16);
  const height = picture.readUInt32BE(20);
  const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(3)}%`;
  const frames = (found?.attachments ?? []).flatMap(({ link, box }) => {
    const number = (facts?.attachments ?? []).findIndex((one) => one.link === link) + 1;
    if (box.width <= 0 || number === 0) return [];
    return `<i style="left:${percent(box.x, width)};top:${percent(box.y, height)};width:${percent(box.width, width)};height:${percent(box.height, height)}"><b>${number}</b></i>`;
  });
  return `<figure><img alt="The page as it was" src="data:image/png;base64,${picture.toString('base64')}">${frames.join('')}</figure>`;
}

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const STYLE = `
:root { color-scheme: light dark; --line: #8886; --frame: #d6336c; --soft: #8882; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; } main { max-width: 1200px; margin: auto; padding: 2rem 1rem; } h1 { font-size: 1.4rem; } h2 { margin-top: 2.5rem; }
article { border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; margin: 1rem 0; } h3 { margin: 0 0 .5rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; vertical-align: top; white-space: nowrap; padding-right: 1rem; font-weight: 600; }
td { vertical-align: top; overflow-wrap: anywhere; } tr + tr > * { border-top: 1px solid var(--soft); } .n, figure b { background: var(--frame); color: #fff; border-radius: 99px; padding: 0 .45em; font-size: .8rem; font-weight: 700; }
.result { border-left: 4px solid #2b8a3e; background: var(--soft); padding: .5rem .75rem; border-radius: 4px; } .result.FAILED, .result.PARTIAL, .result.PO_NOT_FOUND, .result.PR_NOT_ACCESSIBLE { border-color: #c92a2a; }
figure { position: relative; margin: 1rem 0 0; border: 1px solid var(--line); line-height: 0; } img { width: 100%; } figure i { position: absolute; box-sizing: border-box; outline: 2px solid var(--frame); outline-offset: 2px; background: #d6336c1f; }
figure b { position: absolute; left: -1.6em; top: -.2em; line-height: 1.5; font-style: normal; }
`;
