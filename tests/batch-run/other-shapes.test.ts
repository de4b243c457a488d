import path from 'node:path';
import type { JSONReport } from '@playwright/test/reporter';
import fs from 'fs-extra';
import { specialCase, type SpecialCaseName } from '../../data/portal/orders/special-cases';
import { specsOf } from '../support/json-report';
import { readList } from '../support/run-batch';
import { expect, test } from './batch-test';

// A page of another shape than a list of links is not "without attachments": nobody examines a success again.
test.describe.configure({ timeout: 240_000 });

const ALL = 'first.pdf;\nsecond.docx;\nthird.msg';
const INSPECT = (number: string) => `see what the batch sees with \`npx po-batch inspect ${number}\``;

const CASES: [SpecialCaseName, status: string, files: string, message?: string][] = [
  ['panel: frame', 'COMPLETED', ALL],
  ['panel: nested-frame', 'COMPLETED', ALL],
  ['panel: shadow', 'COMPLETED', ALL],
  ['panel: nested-shadow', 'COMPLETED', ALL],
  ['panel: loading-words', 'COMPLETED', ALL],
  ['panel: show-more', 'COMPLETED', ALL],
  ['panel: pages', 'COMPLETED', ALL],
  ['panel: tab', 'COMPLETED', ALL],
  ['panel: details', 'COMPLETED', ALL],
  ['panel: scroll', 'COMPLETED', ALL],
  ['panel: table-with-delete', 'COMPLETED', ALL],
  ['panel: among-other-links', 'COMPLETED', ALL],
  ['panel: claims-more', 'PARTIAL', ALL, 'The PO page says "Attachments (4)", 3 attachment(s) found: '],
  ['panel: other-address', 'PARTIAL', ALL, 'The PO page shows more behind "Next page", 3 attachment(s) found: '],
  ['panel on the requisition', 'COMPLETED', 'requisition.pdf'],
  ['attachment: labelled-blob-button', 'COMPLETED', 'document.pdf'],
  ['names that browsers lose', 'COMPLETED', 'Angebot München.pdf;\noffer.pdf;\nContract.docx'],
];

test('files are found wherever a person would find them, and what cannot be found is no success', async ({
  portal,
  batch,
}) => {
  const orders = CASES.map(([name]) => specialCase(name));
  const its = await portal(orders);
  const project = await batch({ pos: orders.map(({ number }) => number), portal: its });
  const { exitCode, output } = await project.run(['test', '--workers=2', '--retries=0', '--reporter=json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(project.dir, 'report.json'),
  });
  expect(exitCode, output).toBe(1);
  const rows = await readList(project.list);
  for (const [index, [name, status, files, message]] of CASES.entries()) {
    const row = rows[index]!;
    expect.soft([row.cell('STATUS'), row.cell('AttachmentName')], name).toEqual([status, files]);
    if (message) expect.soft(row.cell('ERROR_MESSAGE'), name).toBe(`${message}${INSPECT(row.po)}.`);
  }
  const { number } = specialCase('panel: claims-more');
  const specs = specsOf((await fs.readJson(path.join(project.dir, 'report.json'))) as JSONReport);
  const evidence = specs.find(({ title }) => title === number)!.tests[0]!.results[0]!.attachments;
  const picture = evidence.find(({ name }) => name === 'page as it was')!;
  expect(picture.contentType).toBe('image/jpeg');
  const body = ({ body: base64 }: { body?: string }) => Buffer.from(base64!, 'base64');
  expect(body(picture).length).toBeLessThanOrEqual(80 * 1024);
  const facts = evidence.find(({ name }) => name === 'what the pages showed.json')!;
  expect(JSON.parse(String(body(facts)))).toMatchObject([
    { page: 'PO page', claims: [{ count: 4, shown: 3 }], unclear: { found: 3, claimed: 4 } },
  ]);
  const { orders: seen } = its.stats;
  expect(Object.values(seen).map(({ deletions }) => deletions)).toEqual(CASES.map(() => 0));
});
