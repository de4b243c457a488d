import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import fs from 'fs-extra';
import type { MailMessage } from '../../../mail/reading';
import { showMail } from '../../../mail/printing/show-mail';
import { expect, test } from '../mail-test';
import { PNG } from '../mime';

const MESSAGE: MailMessage = {
  from: { name: '<script>', address: 'orders@supplier.example' },
  to: [{ name: '', address: 'a@buyer.example' }],
  cc: [],
  bcc: [],
  subject: 'Offer <b> & more',
  sentAt: Date.parse('2026-09-14T08:30:00Z'),
  attachments: [],
};

/** Everything by which a page has ever asked a server for something, and the tricks to hide it from a cleaner. */
const hostile = (
  url: string,
) => `<html><head><base href="${url}/base/"><meta http-equiv=refresh content="0;url=${url}/refresh">
<link rel=stylesheet href="${url}/css"><link rel=prefetch href="${url}/prefetch"><link rel=preconnect href="${url}">
<link rel=dns-prefetch href="${url}"><link rel=icon href="${url}/icon"><style>@import "${url}/import";
@font-face{font-family:f;src:url(${url}/font)} body{font-family:f;background:url(${url}/bg);cursor:url(${url}/cursor),auto}
li{list-style-image:url(${url}/list)} :host{background:url(${url}/host)!important;position:fixed!important;top:-500px!important}
header,h1,dl{display:none!important} @page{size:10cm}</style></head><body background="${url}/body" onload="x()">
<script>document.title='taken';fetch('${url}/fetch');new WebSocket('${url.replace('http', 'ws')}/ws')</script>
<img src="${url}/img" srcset="${url}/set 2x" onerror="document.title='taken'"><img src=x onerror="fetch('${url}/x')">
<img src="file:///etc/hostname"><img src="\\\\${url.slice(7)}\\share"><picture><source srcset="${url}/source"><img src="relative.png"></picture>
<iframe src="${url}/frame"></iframe><iframe srcdoc="<img src='${url}/srcdoc'>"></iframe><object data="${url}/object"></object>
<embed src="${url}/embed"><video poster="${url}/poster" src="${url}/video" autoplay></video><audio src="${url}/audio" autoplay></audio>
<form action="${url}/form"><input type=image src="${url}/input" autofocus onfocus="this.form.submit()"><button>Sign in</button></form>
<div style="position:fixed;inset:0;background:lime url(${url}/inline)">covers</div><table background="${url}/table"><tr><td>cell</table>
<a href="javascript:alert(1)">script</a><a href="file://server/share">share</a><a href="https://supplier.example/">good</a>
<p>still here</p>
<svg><image href="${url}/svg"/><use href="${url}/use#a"/><script href="${url}/svgscript"/><foreignObject><iframe src="${url}/fo"/></foreignObject></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src='${url}/mxss' onerror='fetch(1)'&gt;"></math></body></html>`;

test('a hostile message is printed and asks nobody for anything', async ({ printer }, testInfo) => {
  let asked = 0;
  const server = createServer((socket) => {
    asked++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const file = testInfo.outputPath('hostile.pdf');
    await printer.print({ message: { ...MESSAGE, html: hostile(url) }, attachments: [] }, file);
    expect((await fs.readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');

    const tab = await printer.tab();
    await showMail(tab, { message: { ...MESSAGE, html: hostile(url) }, attachments: [] });
    await expect(tab.locator('#body')).toContainText('still here');
    expect(await tab.title()).toBe('Offer <b> & more');
    expect(tab.frames()).toHaveLength(1);
    expect(await tab.locator('script, iframe, object, embed, form, input, video, audio, svg, link, base').count()).toBe(
      0,
    );
    const links = tab.locator('#body a');
    expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toEqual([
      null,
      null,
      'https://supplier.example/',
    ]);
    // Neither hidden nor covered: what is said of the sender is the batch's, not the message's.
    await expect(tab.locator('header')).toContainText('<script> <orders@supplier.example>');
    const [header, cover] = [await tab.locator('header').boundingBox(), await tab.locator('#body').boundingBox()];
    expect(cover!.y).toBeGreaterThanOrEqual(header!.y + header!.height);
    await expect(tab.locator('footer')).toContainText('on the internet and were not loaded');

    // The browser alone, were the cleaning to fail: nothing of it gets out either.
    await tab.setContent(hostile(url), { waitUntil: 'commit' }).catch(() => undefined);
    await tab.goto(`${url}/navigation`).catch(() => undefined);
    await tab.close();
    expect(asked).toBe(0);
    await fetch(url).catch(() => undefined);
    expect(asked).toBe(1);
  } finally {
    server.close();
  }
});

test("Outlook's styles, the message's own pictures and wide tables are shown", async ({ printer }) => {
  const html = `<html><head><style><!-- @page W {size:10cm} div.W {page:W} p.MsoNormal {color: rgb(1, 2, 3)} --></style></head>
    <body><div class=W><p class=MsoNormal>Dear buyer</p><img id=logo width=50 height=20 src="cid:LOGO%40x"><img alt="remote" src="https://x.example/a.png">
    <table border=1 width=1360><tr><td>wide</table></div></body></html>`;
  const attachments = [{ name: 'logo.png', type: '', contentId: 'logo@x', content: PNG }];
  const tab = await printer.tab();
  await showMail(tab, { message: { ...MESSAGE, html, attachments }, attachments: [] });
  await expect(tab.locator('p.MsoNormal')).toHaveCSS('color', 'rgb(1, 2, 3)');
  expect(
    await tab.locator('#logo').evaluate((image) => [(image as HTMLImageElement).naturalWidth, image.clientWidth]),
  ).toEqual([1, 50]);
  await expect(tab.locator('#body')).toContainText('remote');
  expect(await tab.locator('#body').evaluate((body) => (body.firstElementChild as HTMLElement).style.zoom)).toMatch(
    /^0\.[45]/,
  );
  await tab.close();
});

test('a text keeps its lines, and the header its facts', async ({ printer }) => {
  const tab = await printer.tab();
  const message = { ...MESSAGE, text: 'one\r\n  two <b>\r\n', cc: [{ name: 'C', address: 'c@buyer.example' }] };
  const attachments = [{ name: 'a.pdf', size: 1_234_567, note: 'saved as a (1).pdf' }];
  await showMail(tab, { message, attachments, timeZone: 'Europe/Berlin' });
  expect(await tab.locator('#body').innerText()).toBe('one\n  two <b>');
  expect((await tab.locator('header').innerText()).split('\n').filter(Boolean)).toEqual([
    'Offer <b> & more',
    'From',
    '<script> <orders@supplier.example>',
    'To',
    'a@buyer.example',
    'Cc',
    'C <c@buyer.example>',
    'Date',
    'Monday, 14 September 2026, 10:30 GMT+2',
    'Attachments',
    'a.pdf (1.2 MB, saved as a (1).pdf)',
  ]);
  await tab.close();
});

test('a browser that went away is started again', async ({ printer }, testInfo) => {
  await printer.close();
  const file = testInfo.outputPath('again.pdf');
  await printer.print({ message: { ...MESSAGE, text: 'line\n'.repeat(200) }, attachments: [] }, file);
  expect((await fs.readFile(file, 'latin1')).match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(2);
});
