import { isSuccess } from '../../batch/outcome';
import type { Settings } from '../../batch/settings/settings';
import type { FoundAt } from '../../fixtures/pages';
import { STATUS_EMOJI } from '../../reporters/text';
import type { InspectedOrder, InspectedPage } from './inspect-order';
import { STYLE } from './page-style';
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
  const parts = [`<h2>${escape(po)}</h2>`];
  if (outcome) {
    const { status, reason, message } = outcome;
    const head = `<b>${STATUS_EMOJI[status]} ${status}</b> ${reason}`;
    parts.push(`<p class="result ${isSuccess(status) ? 'good' : 'bad'}">${head}<br>${escape(message)}</p>`);
  }
  if (error) parts.push(`<p class="result bad"><b>❌</b> ${escape(error)}</p>`);
  parts.push(...pages.map((page) => pageSection(page, settings)));
  return `<section>${parts.join('')}</section>`;
}

function pageSection(page: InspectedPage, settings: Settings): string {
  const { facts, found, picture, steps, unclear } = page;
  const files = (facts?.attachments ?? []).map(({ label, link }, index) => {
    const at = found?.attachments.find((one) => one.link === link);
    const rule = [at?.how, at?.where].filter(Boolean).join(', ');
    const number = `<span class="n">${index + 1}</span>`;
    const address = `<code>${escape(link.slice(0, 300))}</code>`;
    return `<tr>${[number, escape(label), address, escape(rule)].map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const rows = [
    ['What it is', page.proof],
    ['Address', page.url],
    ['Title', page.title],
    ['Supplier', facts?.supplier ? `${facts.supplier} (${found?.supplier?.how ?? ''})` : "none: the list's stays"],
    ['Requisition', facts?.requisition ? `${facts.requisition.url} (${facts.requisition.source})` : 'none'],
    [
      'The page says',
      (facts?.claims ?? []).map(({ text, count, shown }) => `"${text}": ${count}, shown there: ${shown}`).join('; ') ||
        'nothing of a number',
    ],
    ['What was done', steps.map(stepText).join('; ') || 'nothing was needed'],
    ['Time', `${page.milliseconds} ms`],
    ...(unclear ? [['Not sure', `the page ${unclear.why}, ${unclear.found} found`]] : []),
  ] as [string, string][];
  const advice = pageAdvice(page, settings).map(
    ({ setting, why }) => `<tr><th scope="row">Try</th><td><code>${escape(setting)}</code> ${escape(why)}</td></tr>`,
  );
  const known = rows.map(([name, value]) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`);
  const list = files.length
    ? `<table class="files"><tr><td></td><th>Name</th><th>Address</th><th>Found</th></tr>${files.join('')}</table>`
    : '<p>No attachment.</p>';
  const table = `<table class="facts">${[...known, ...advice].join('')}</table>`;
  const shown = picture ? figure(page, picture) : '';
  return `<article><h3>${page.page}</h3>${table}<h4>Attachments</h4>${list}${shown}</article>`;
}

/** The picture with a frame around everything found. PNG keeps its size in bytes 16 to 23. */
function figure({ facts, found }: InspectedPage, picture: Buffer): string {
  const width = picture.readUInt32BE(16);
  const height = picture.readUInt32BE(20);
  const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(3)}%`;
  const across = (name: string, part: number) => `${name}:${percent(part, width)}`;
  const down = (name: string, part: number) => `${name}:${percent(part, height)}`;
  const framed = ({ box }: FoundAt, mark: string) => {
    if (box.width <= 0) return '';
    const frame = [across('left', box.x), down('top', box.y), across('width', box.width), down('height', box.height)];
    return `<i style="${frame.join(';')}"><b>${mark}</b></i>`;
  };
  const frames = (found?.attachments ?? []).map((one) => {
    const number = (facts?.attachments ?? []).findIndex(({ link }) => link === one.link) + 1;
    return number > 0 ? framed(one, String(number)) : '';
  });
  if (found?.supplier) frames.push(framed(found.supplier, 'S'));
  if (found?.requisition) frames.push(framed(found.requisition, 'PR'));
  const image = `<img alt="The page as it was" src="data:image/png;base64,${picture.toString('base64')}">`;
  return `<figure>${image}${frames.join('')}</figure>`;
}

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
