import { expect, test } from '@playwright/test';
import { parentFolders, poFolderName, statusName } from '../../batch/names/folders';
import { readInputFile } from '../../batch/list/input-file';
import { STATUSES, type Reason, type Status } from '../../batch/outcome/outcome';
import { selectOrders } from '../../batch/list/selection';
import { definitionOf, expectedOrders, expectedWithoutFallback, sampleRows } from '../../data/expected';
import { catalogue } from '../../data/portal/orders/catalogue';
import { SAMPLE_INPUT } from '../../data/prepare-sample';

const input = readInputFile(SAMPLE_INPUT);
const { orders, report } = selectOrders(input);
const columnOf = (name: string) => input.rows.map((row) => row.cells[input.header.indexOf(name)]!);

test('the list is read as the batch reads any list', () => {
  expect(input.delimiter).toBe(';');
  expect(input.encoding).toBe('utf-8-sig');
  expect(report.hierarchyColumns).toEqual(['Priority', 'Supplier Segment', 'Spend Type']);
  expect(report.leftOut).toEqual([]);
});

test('24 POs of at least six suppliers, and the rows that are none of them', () => {
  expect(orders.map(({ po }) => po)).toEqual(expectedOrders.map(({ po }) => po));
  expect(orders).toHaveLength(24);
  expect(new Set(expectedOrders.map(({ supplier }) => supplier)).size).toBeGreaterThanOrEqual(6);
  const numbers = columnOf('PO_NUMBER');
  expect(numbers).toHaveLength(sampleRows.total);
  expect(numbers.filter((po) => po === '')).toHaveLength(sampleRows.blank);
  expect(numbers.filter((po, i) => po !== '' && numbers.indexOf(po) !== i)).toEqual(sampleRows.repeated);
  expect(report.invalid.map(({ po }) => po)).toEqual(sampleRows.invalid);
  expect(report.skipped).toEqual(sampleRows.alreadyCompleted);
});

test('every spelling of a PO is there', () => {
  for (const spelling of [/^PO\d/, /^PM\d/, /^\d/]) expect(orders.some(({ po }) => spelling.test(po))).toBe(true);
});

test('most POs go well', () => {
  const well = expectedOrders.filter(({ status }) => ['COMPLETED', 'NO_ATTACHMENTS'].includes(status));
  expect(well).toHaveLength(16);
});

test('every status and reason is reached but a passed limit and unclear pages; FALLBACK_DISABLED by a setting', () => {
  const reasons: Record<Exclude<Reason, 'LIMIT_PASSED' | 'ATTACHMENTS_UNCLEAR'>, true> = {
    ALL_ATTACHMENTS_DOWNLOADED: true,
    PARTIAL_DOWNLOAD: true,
    DOWNLOADS_FAILED: true,
    PR_FALLBACK_COMPLETED: true,
    PR_FALLBACK_PARTIAL: true,
    PR_FALLBACK_FAILED: true,
    PO_AND_PR_WITHOUT_ATTACHMENTS: true,
    PR_LINK_NOT_FOUND: true,
    FALLBACK_DISABLED: true,
    COUPA_ERROR_PAGE: true,
    PR_FALLBACK_ERROR_PAGE: true,
    UNEXPECTED_ERROR: true,
  };
  const reached = new Set(expectedOrders.map(({ reason }) => reason));
  expect([...reached, 'FALLBACK_DISABLED'].sort()).toEqual(Object.keys(reasons).sort());
  expect(new Set(expectedWithoutFallback.map(({ reason }) => reason))).toContain('FALLBACK_DISABLED');
  const statuses = new Set(expectedOrders.map(({ status }) => status));
  expect([...statuses].sort()).toEqual(STATUSES.filter((status) => status !== 'TIMEOUT').sort());
});

test("folders are where the list's hierarchy puts them", () => {
  for (const order of orders) {
    const { folder, status, supplier } = expectedOrders.find(({ po }) => po === order.po)!;
    const name = statusName(poFolderName(order.po), status as Status);
    expect(folder).toBe([...parentFolders(order, supplier, true), name].join('/'));
  }
});

test('the supplier of an order whose page shows none stands in the list', () => {
  for (const { po, supplier } of expectedOrders) {
    const { error, trouble, supplierForm } = definitionOf(po);
    if (!error && supplierForm !== 'absent' && trouble?.times !== undefined) continue;
    if (!error && supplierForm !== 'absent' && !trouble) continue;
    expect(orders.find((order) => order.po === po)!.supplier, po).toBe(supplier);
  }
});

test('names of two files that are one get a number, and files that never come are not expected', () => {
  const filesOf = (name: string) => expectedOrders.find(({ po }) => po === name)!.files;
  expect(filesOf('PO15276603')).toEqual(['invoice (1).pdf', 'invoice.pdf', 'warranty.docx']);
  expect(filesOf('PO15422209')).toEqual(['rate-card.pdf', 'route-plan.xlsx']);
  expect(filesOf('15351268')).toEqual(['orçamento.xlsx', 'proposta assinada.pdf']);
  expect(filesOf('PM15511004')).toEqual([]);
});

test("COUPA_URL is the requisition's where that lists files, under the address of its link", () => {
  const pageOf = (name: string) => expectedOrders.find(({ po }) => po === name)!.page;
  expect(pageOf('PO15340025')).toBe('/requisition_headers/40211');
  expect(pageOf('15351268')).toBe('/pr/40218');
  expect(pageOf('PO15266418')).toBe('/order_headers/15266418');
  expect(pageOf('PO15466093')).toBe('/order_headers/15466093');
});

test('troubles that pass are part of the sample', () => {
  const sample = expectedOrders.map(({ po }) => definitionOf(po));
  expect(sample.some(({ trouble }) => trouble?.kind === 'status' && trouble.code === 503 && trouble.times === 1)).toBe(
    true,
  );
  expect(sample.some(({ attachments = [] }) => attachments.some(({ trouble }) => trouble?.times === 1))).toBe(true);
});

test('orders and requisitions of the whole catalogue have numbers of their own', () => {
  const numbers = catalogue.flatMap(({ number, requisition }) => [
    `po${number}`,
    ...(requisition ? [`pr${requisition.number}`] : []),
  ]);
  expect(new Set(numbers).size).toBe(numbers.length);
});
