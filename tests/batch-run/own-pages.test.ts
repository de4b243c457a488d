import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { JSONReport } from '@playwright/test/reporter';
import fs from 'fs-extra';
import { specsOf } from '../support/json-report';
import { readList, REPOSITORY, tree } from '../support/run-batch';
import { expect, test } from './batch-test';

test.describe.configure({ timeout: 240_000 });

/** A portal that has little in common with Coupa's own pages. */
async function companyPortal() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://portal');
    const html = (title: string, body: string) =>
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(`<!doctype html><title>${title}</title><h1>${title}</h1>${body}`);
    const number = /^\/purchase_orders\/(\d+)$/.exec(pathname)?.[1];
    if (number === '15000002') return html('Order 15000002', '<h2>This order is not available to you</h2>');
    if (number)
      return html(
        `Order ${number}`,
        '<b id="vendor">ACME Ltd</b><ul><li><i class="document-title">Offer 7</i> ' +
          '<a data-file-id="7" href="/blob/7">get</a></li></ul>',
      );
    if (pathname !== '/blob/7') return response.writeHead(404).end();
    const headers = { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="download.pdf"' };
    return response.writeHead(200, headers).end('%PDF-1.4 offer %%EOF');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => (server.close(), server.closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

const SPEC = `import { mergeTests, test as base } from '@playwright/test';
import { purchaseOrders, test as batch } from ${JSON.stringify(path.join(REPOSITORY, 'index'))};

const wrapped = batch.extend({
  purchaseOrder: async ({ purchaseOrder }, use) => {
    await use({
      process: async (order) => {
        console.log('before ' + order.po);
        await purchaseOrder.process(order);
        console.log('after ' + order.po);
      },
    });
  },
});
const own = base.extend<{ archive: (po: string) => void }>({
  archive: async ({}, use) => use((po) => console.log('archived ' + po)),
});
const test = mergeTests(wrapped, own);

for (const { order, details } of purchaseOrders()) {
  test(order.po, details, async ({ purchaseOrder, archive }) => {
    await purchaseOrder.process(order);
    archive(order.po);
  });
}
`;

test("a company's pages, a spec with fixtures of its own, and columns of the list in the reports", async ({
  batch,
}) => {
  const portal = await companyPortal();
  try {
    const project = await batch({
      csv: 'PO_NUMBER;STATUS;SUPPLIER;Buyer;Ticket;Amount\nPO15000001;;;Ana;T-1;12 EUR\nPO15000002;;;;;\n',
      env: { BASE_URL: portal.url },
      options: `{
        portal: {
          orderUrl: '/purchase_orders/{number}', attachments: '[data-file-id]', supplier: ['#vendor'],
          errorMarkers: 'This order is not available to you', fileName: '.document-title',
        },
        columns: {
          labels: [{ column: 'buyer', name: 'owner' }], parameters: ['Amount'],
          links: [{ column: 'Ticket', url: 'https://tracker.acme.com/{value}', type: 'issue' }],
        },
      }`,
      config: `{ testDir: 'specs', testMatch: '*.spec.ts' }`,
    });
    await fs.outputFile(path.join(project.dir, 'specs', 'orders.spec.ts'), SPEC);
    const report = path.join(project.dir, 'report.json');
    const arguments_ = ['test', '--workers=1', '--reporter=json,allure-playwright'];
    const environment = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ALLURE_RESULTS_DIR: path.join(project.dir, 'allure') };
    const { exitCode, output } = await project.run(arguments_, environment);
    expect(exitCode, output).toBe(1);

    const rows = await readList(project.list);
    expect(rows.map(({ cell }) => [cell('STATUS'), cell('COUPA_URL')])).toEqual([
      ['COMPLETED', `${portal.url}/purchase_orders/15000001`],
      ['PO_NOT_FOUND', `${portal.url}/purchase_orders/15000002`],
    ]);
    expect((await tree(project.downloads))[0]).toBe('ACME_Ltd/PO15000001_COMPLETED/Offer 7.pdf');

    const [first, second] = specsOf((await fs.readJson(report)) as JSONReport).map(({ tests, tags }) => {
      const [result] = tests[0]!.results;
      return {
        tags,
        said: result!.stdout.map((line) => ('text' in line ? line.text.trim() : '')),
        annotations: tests[0]!.annotations,
      };
    });
    expect(first!.said).toEqual(['before PO15000001', 'after PO15000001', 'archived PO15000001']);
    expect(second!.said).toEqual(['before PO15000002']);
    expect(first!.tags).toContain('Ana');
    expect(first!.annotations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'issue', description: 'https://tracker.acme.com/T-1' }),
        expect.objectContaining({ type: 'Amount', description: '12 EUR' }),
      ]),
    );
    const allure = await allureResult(project.dir, 'PO15000001');
    expect(allure.labels).toContainEqual({ name: 'owner', value: 'Ana' });
    expect(allure.links).toContainEqual(
      expect.objectContaining({ type: 'issue', url: 'https://tracker.acme.com/T-1' }),
    );
    expect(allure.parameters).toContainEqual(expect.objectContaining({ name: 'Amount', value: '12 EUR' }));
  } finally {
    portal.close();
  }
});

interface AllureResult {
  name: string;
  labels: { name: string; value: string }[];
  links: { type?: string; url: string }[];
  parameters: { name: string; value: string }[];
}

async function allureResult(dir: string, po: string): Promise<AllureResult> {
  const files = (await tree(dir)).filter((file) => /(^|\/)allure[^/]*\/.*-result\.json$/.test(file));
  const results = await Promise.all(files.map((file) => fs.readJson(path.join(dir, file)) as Promise<AllureResult>));
  return results.find(({ name }) => name === po)!;
}
