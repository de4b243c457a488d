import { expect, test as base } from '@playwright/test';
import { createHash } from 'node:crypto';
import { specialCase, type SpecialCaseName } from '../../data/portal/orders/special-cases';
import { fileContent, lengthOf } from '../../data/portal/files/content';
import { fileAddress } from '../../data/portal/markup/attachments';
import { startPortal, type Portal } from '../../data/portal/portal';

const TEXT = {
  heading: 'Purchase Order #15262984',
  title: 'Quotation',
  supplier: 'Fábrica (São) Bento',
  currency: 'EUR',
  lines: [{ item: 'Ball bearing', quantity: 2, unitPrice: 12.5 }],
};

const test = base.extend<{ portal: Portal }>({
  portal: async ({}, use) => {
    const portal = await startPortal({ signIn: false });
    await use(portal);
    await portal.close();
  },
});

function fetchFile(portal: Portal, name: SpecialCaseName, index = 0, init: RequestInit = {}): Promise<Response> {
  const order = specialCase(name);
  return fetch(portal.url + fileAddress(`po${order.number}`, index, order.attachments![index]!), init);
}

function bytesOf(name: string, size?: number): Buffer {
  const { head, filler, fill, tail } = fileContent(name, TEXT, size);
  return Buffer.concat([head, Buffer.alloc(filler, fill), tail]);
}

test('every type of file begins as its readers expect', () => {
  const begins: Record<string, string> = {
    pdf: '%PDF-1.4',
    docx: 'PK\u0003\u0004',
    xlsx: 'PK\u0003\u0004',
    zip: 'PK\u0003\u0004',
    msg: '\u00d0\u00cf\u0011\u00e0',
    png: '\u0089PNG',
    jpg: '\u00ff\u00d8\u00ff',
    eml: 'From: ',
    txt: 'Quotation',
    csv: 'Item;Quantity',
  };
  for (const [type, begin] of Object.entries(begins)) {
    expect(bytesOf(`a.${type}`).toString('latin1').slice(0, begin.length), type).toBe(begin);
  }
});

test('the same file is the same bytes every time', () => {
  const sums = [1, 2].map(() =>
    ['a.pdf', 'a.msg', 'a.png', 'a.zip'].map((name) => createHash('sha1').update(bytesOf(name)).digest('hex')),
  );
  expect(sums[0]).toEqual(sums[1]);
});

for (const size of [undefined, 100, 5_000, 1_000_000]) {
  test(`a PDF's cross-reference table points at its objects (size ${size ?? 'of the page'})`, () => {
    const text = bytesOf('a.pdf', size).toString('latin1');
    if (size && size > 4_000) expect(text).toHaveLength(size);
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
    const offsets = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
    expect(offsets).toHaveLength(6);
    offsets.forEach((offset, i) => expect(text.slice(offset, offset + 8)).toBe(`${i + 1} 0 obj\n`));
  });
}

test('sizes are exact, nothing is 0 bytes, and only sizable types have one', () => {
  expect(bytesOf('a.txt', 12_345)).toHaveLength(12_345);
  expect(bytesOf('a.csv', 12_345)).toHaveLength(12_345);
  expect(bytesOf('a.docx', 0)).toHaveLength(0);
  expect(() => bytesOf('a.docx', 5)).toThrow('can have a size');
});

test('a file of 300 MB is described without being made', () => {
  const content = fileContent('scan.pdf', TEXT, 300_000_000);
  expect(lengthOf(content)).toBe(300_000_000);
  expect(content.head.length + content.tail.length).toBeLessThan(4_000);
});

test('a file comes with its length, its type and its name', async ({ portal }) => {
  const response = await fetchFile(portal, 'attachment: anchor');
  const body = await response.arrayBuffer();
  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect(response.headers.get('content-length')).toBe(String(body.byteLength));
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="document.pdf"');
});

test('inline files without Content-Disposition have their name in the address', async ({ portal }) => {
  const response = await fetchFile(portal, 'all types inline', 5);
  expect(response.headers.get('content-disposition')).toBeNull();
  expect(new URL(response.url).pathname).toMatch(/\/document\.png$/);
});

test('files of one name are different files', async ({ portal }) => {
  const sums = [];
  for (let i = 0; i < 5; i++) {
    const body = await (await fetchFile(portal, 'same name five times', i)).arrayBuffer();
    sums.push(createHash('sha1').update(new Uint8Array(body)).digest('hex'));
  }
  expect(new Set(sums).size).toBe(5);
});

test('a redirect ends at the file', async ({ portal }) => {
  const response = await fetchFile(portal, 'attachment: redirect');
  expect(response.redirected).toBe(true);
  expect(response.headers.get('content-type')).toBe('application/pdf');
});

test('names are written in the header as each encoding does', async ({ portal }) => {
  const headers = [];
  for (let i = 0; i < 6; i++)
    headers.push((await fetchFile(portal, 'encoded names', i)).headers.get('content-disposition'));
  expect(headers).toEqual([
    'attachment; filename="plain \\"quoted\\" name.pdf"',
    'attachment; filename="download"; filename*=UTF-8\'\'it%27s%20%2850%20%25%29%20%2A%20done.pdf',
    'attachment; filename="download"; filename*=UTF-8\'\'%C3%9Cbergr%C3%B6%C3%9Fentr%C3%A4ger.pdf',
    `attachment; filename="${Buffer.from('Übergabe.pdf').toString('latin1')}"`,
    `attachment; filename="${Buffer.from('مستند.pdf').toString('latin1')}"`,
    null,
  ]);
});

test('hostile names reach the browser as they are', async ({ portal }) => {
  const named = async (index: number) =>
    (await fetchFile(portal, 'hostile names', index)).headers.get('content-disposition');
  expect(await named(0)).toBe('attachment; filename="../../climbing.pdf"');
  expect(await named(2)).toBe('attachment; filename="C:\\\\drive\\\\letter.pdf"');
  expect(await named(6)).toContain('bell%07%20and%0Aline.pdf');
  expect(await named(14)).toBe('attachment; filename=""');
});

test('a transfer that breaks off promises more than it sends, as often as it says', async ({ portal }) => {
  await expect((await fetchFile(portal, 'file cut off twice')).arrayBuffer()).rejects.toThrow();
  await expect((await fetchFile(portal, 'file cut off twice')).arrayBuffer()).rejects.toThrow();
  const third = await fetchFile(portal, 'file cut off twice');
  expect((await third.arrayBuffer()).byteLength).toBe(Number(third.headers.get('content-length')));
  const number = specialCase('file cut off twice').number;
  await expect
    .poll(() => Object.values(portal.stats.orders[number]!.files))
    .toMatchObject([{ requested: 3, sentWhole: 1 }]);
});

test('a file that stalls sends its first part and nothing more', async ({ portal }) => {
  const response = await fetchFile(portal, 'file stalls', 0, { signal: AbortSignal.timeout(500) });
  const reader = response.body!.getReader();
  let received = 0;
  const rest = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) received += part.value.length;
  })();
  await expect(rest).rejects.toThrow();
  expect(received).toBe(60_000);
});

test('a slow file trickles', async ({ portal }) => {
  const start = performance.now();
  expect((await (await fetchFile(portal, 'trickle')).arrayBuffer()).byteLength).toBe(20_000);
  expect(performance.now() - start).toBeGreaterThan(2_000);
});

test('a big file is streamed whole, and a browser that goes away ends it', async ({ portal }) => {
  const response = await fetchFile(portal, 'big file');
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  const { number } = specialCase('big file');
  await expect
    .poll(() => Object.values(portal.stats.orders[number]!.files))
    .toMatchObject([{ requested: 1, sentWhole: 0 }]);
});

test('errors and web pages in the place of files', async ({ portal }) => {
  expect((await fetchFile(portal, 'file 404')).status).toBe(404);
  expect((await fetchFile(portal, 'file 429 once')).headers.get('retry-after')).toBe('1');
  expect((await fetchFile(portal, 'file 429 once')).status).toBe(200);
  await expect(fetchFile(portal, 'file reset')).rejects.toThrow();
  const signIn = await fetchFile(portal, 'file is sign-in page');
  expect(signIn.status).toBe(200);
  expect(await signIn.text()).toContain('id="user_email"');
  expect(await (await fetchFile(portal, 'file is error page')).text()).toContain('File not available');
});

test('a file behind a form answers a POST only', async ({ portal }) => {
  expect((await fetchFile(portal, 'attachment: form-post')).status).toBe(405);
  expect((await fetchFile(portal, 'attachment: form-post', 0, { method: 'POST' })).status).toBe(200);
});

test('two of eighty files fail', async ({ portal }) => {
  const statuses = [];
  for (let i = 0; i < 80; i++) statuses.push((await fetchFile(portal, 'eighty files', i, { method: 'HEAD' })).status);
  expect(statuses.filter((status) => status === 500)).toHaveLength(2);
  expect(statuses.filter((status) => status === 200)).toHaveLength(78);
});
