import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import fs from 'fs-extra';
import { readList, tree } from '../support/run-batch';
import { expect, test } from './batch-test';

/**
 * Orders that look complete, or empty, and are not: each was recorded as a success that had missed a file, or had
 * another's. One PO each, in one run; what a PO must come to stands beside it.
 */
type Answer = (request: http.IncomingMessage, response: http.ServerResponse, times: number) => void;
interface Case {
  is: string;
  /** Status, and the files' contents by name. */
  comesTo: [status: string, files?: Record<string, string>];
  order: string | Answer;
  more?: Record<string, Answer>;
}

const html =
  (body: string, status = 200): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body);
const later =
  (ms: number, answer: Answer): Answer =>
  (...given) =>
    void setTimeout(() => answer(...given), ms);
const pdf =
  (text: string): Answer =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/pdf' }).end(text);
const never: Answer = () => undefined;

const page = (kind: string, n: string, body: string) =>
  `<!doctype html><meta charset="utf-8"><title>${kind} ${n}</title><h1>${kind} #${n}</h1>${body}`;
const list = (n: string, ...names: string[]) =>
  `<section><h3>Attachments</h3><ul>${names.map((name) => `<li><a href="/attachment_file/${n}/${name}">${name}</a></li>`).join('')}</ul></section>`;
const script = (code: string) => `<script>${code}</script>`;
const put = (from: string) =>
  `fetch('${from}').then((a) => a.text()).then((t) => document.body.insertAdjacentHTML('beforeend', t)).catch(() => 0)`;
const requisition = (n: string) => `<a href="/requisition_headers/${n}">${n}</a>`;
/** A button whose script fetches files and saves them. */
const button = (name: string, ...files: string[]) =>
  `<button type="button" onclick="save(${JSON.stringify(files).replaceAll('"', "'")})">${name}</button>`;
const SAVE = script(
  `async function save(files) { for (const file of files) { const blob = await (await fetch('/made/' + file)).blob(); const a = document.createElement('a'); a.href = URL.createObjectURL(blob); a.download = file; a.click() } }`,
);

const all: ((n: string) => Case)[] = [
  (n) => ({
    is: 'its requisition cannot be opened just now',
    comesTo: ['PARTIAL', { 'spec.docx': 'spec.docx' }],
    order: list(n, 'spec.docx') + requisition(`7${n}`),
    more: { [`/requisition_headers/7${n}`]: html('broken', 500) },
  }),
  (n) => ({
    is: 'its script cannot be loaded',
    comesTo: ['FAILED'],
    order: `<div id="app"></div><script src="/assets/${n}.js"></script>`,
    more: { [`/assets/${n}.js`]: html('', 503) },
  }),
  (n) => ({
    is: 'a script changes the address while the list is on its way',
    comesTo: ['COMPLETED', { 'a.pdf': 'a.pdf' }],
    order: script(`${put(`/api/${n}/attachments`)}; history.replaceState({}, '', '?tab=main')`),
    more: { [`/api/${n}/attachments`]: later(2_000, html(list(n, 'a.pdf'))) },
  }),
  (n) => ({
    is: 'says "No attachments" while they are on their way',
    comesTo: ['FAILED'],
    order: `<h3>Attachments</h3><p>No attachments</p>${script(put(`/api/${n}/attachments`))}`,
    more: { [`/api/${n}/attachments`]: never },
  }),
  (n) => ({
    is: 'gives its list up sooner than the portal answers',
    comesTo: ['FAILED'],
    order: script(`fetch('/api/${n}/attachments', { signal: AbortSignal.timeout(500) }).catch(() => 0)`),
    more: { [`/api/${n}/attachments`]: never },
  }),
  (n) => ({
    is: 'its list is answered by the sign-in',
    comesTo: ['FAILED'],
    order: script(put(`/api/${n}/attachments`)),
    more: {
      [`/api/${n}/attachments`]: (_, response) => void response.writeHead(302, { location: '/sessions/new' }).end(),
      '/sessions/new': html('<form><input name="user"></form>'),
    },
  }),
  (n) => ({
    is: 'is not found, in words that nobody knows',
    comesTo: ['FAILED'],
    order: html(page('Bestellung', n, '<p>wurde nicht gefunden.</p>'), 404),
  }),
  (n) => ({
    is: 'a print of the page is no reason to leave the requisition alone',
    comesTo: ['COMPLETED', { 'print.pdf': 'print', 'quote.pdf': 'quote.pdf' }],
    order: `<main><a href="/order_headers/${n}/print.pdf">Print</a> ${requisition(`7${n}`)}</main>`,
    more: {
      [`/order_headers/${n}/print.pdf`]: pdf('%PDF-1.4 print\n%%EOF'),
      [`/requisition_headers/7${n}`]: html(page('Requisition', `7${n}`, list(`7${n}`, 'quote.pdf'))),
    },
  }),
  (n) => ({
    is: 'is made of two requisitions, and the second has the file',
    comesTo: ['COMPLETED', { 'quote.pdf': 'quote.pdf' }],
    order: `<table><tr><td>${requisition(`7${n}`)}</td></tr><tr><td>${requisition(`8${n}`)}</td></tr></table>`,
    more: {
      [`/requisition_headers/7${n}`]: html(page('Requisition', `7${n}`, '<p>No attachments</p>')),
      [`/requisition_headers/8${n}`]: html(page('Requisition', `8${n}`, list(`8${n}`, 'quote.pdf'))),
    },
  }),
  (n) => ({
    is: 'shows less once the portal was busy',
    comesTo: ['PARTIAL', { 'a.pdf': 'a.pdf' }],
    order: (request, response, times) =>
      html(page('Order', n, times === 1 ? list(n, 'a.pdf', 'b.pdf') : list(n, 'a.pdf')))(request, response, times),
    more: { [`/attachment_file/${n}/b.pdf`]: html('', 503) },
  }),
  (n) => ({
    is: 'its file is an apology with a picture',
    comesTo: ['FAILED'],
    order: list(n, 'quote.pdf'),
    more: {
      [`/attachment_file/${n}/quote.pdf`]: html(
        `<h1>Oops! We couldn't find what you wanted</h1><img src="/oops.svg" width="400" height="300">`,
      ),
      '/oops.svg': (_, response) =>
        void response
          .writeHead(200, { 'content-type': 'image/svg+xml' })
          .end('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"/>'),
    },
  }),
  () => ({
    is: 'has a button that gives two files',
    comesTo: ['FAILED'],
    order: `<section><h3>Attachments</h3>${button('offer.pdf', 'offer.pdf', 'annex.pdf')}</section>${SAVE}`,
  }),
  (n) => ({
    is: 'its file is being prepared when its time is over',
    comesTo: ['FAILED'],
    order: list(n, 'first.pdf'),
    more: {
      // Twelve seconds: more than is waited for.
      [`/attachment_file/${n}/first.pdf`]: html(
        script(`setTimeout(() => { location.href = '/made/late.pdf' }, 12_000)`),
      ),
    },
  }),
  (n) => ({
    is: 'the next one, whose own file is slow',
    comesTo: ['COMPLETED', { 'second.pdf': 'second.pdf' }],
    order: list(n, 'second.pdf'),
    more: { [`/attachment_file/${n}/second.pdf`]: later(14_000, pdf('%PDF-1.4 second.pdf\n%%EOF')) },
  }),
];
const FIRST = 18_000_001;
const cases = new Map(all.map((make, at) => [String(FIRST + at), make(String(FIRST + at))]));

test('what looks complete and is not is no success, and no file is taken for another', async ({ batch }) => {
  const times = new Map<string, number>();
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://portal');
    times.set(pathname, (times.get(pathname) ?? 0) + 1);
    const number = /^\/order_headers\/(\d+)$/.exec(pathname)?.[1];
    const order = number === undefined ? undefined : cases.get(number)?.order;
    const own = [...cases.values()].map(({ more }) => more?.[pathname]).find((answer) => answer !== undefined);
    const name = /^\/(?:attachment_file\/\d+|made)\/(.*)$/.exec(pathname)?.[1];
    const answer =
      own ??
      (typeof order === 'string' ? html(page('Purchase Order', number!, order)) : order) ??
      (name === undefined ? html('', 404) : pdf(`%PDF-1.4 ${name}\n%%EOF`));
    answer(request, response, times.get(pathname)!);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const project = await batch({
      pos: [...cases.keys()],
      env: {
        BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        PAGE_DELAY: '0.3',
        ATTACHMENT_WAIT_TIMEOUT: '3',
        PAGE_LOAD_TIMEOUT: '10',
      },
    });
    await project.run(['test', '--workers=2', '--retries=0']);
    const files = (await tree(project.downloads)).filter((file) => !file.endsWith('/'));
    const seen: [string, string, Record<string, string>][] = [];
    for (const { po, cell } of await readList(project.list)) {
      const its = files.filter((file) => file.includes(po));
      const read = its.map(async (file) => {
        const text = await fs.readFile(path.join(project.downloads, file), 'utf8');
        return [path.basename(file), text.replace(/^%PDF-1\.4 |\n%%EOF$/g, '')] as const;
      });
      seen.push([cases.get(po)!.is, cell('STATUS'), Object.fromEntries(await Promise.all(read))]);
    }
    expect(seen).toEqual([...cases.values()].map(({ is, comesTo: [status, its = {}] }) => [is, status, its]));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
