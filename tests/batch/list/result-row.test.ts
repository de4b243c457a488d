import { expect, test } from '@playwright/test';
import { parseInput } from '../../../batch/list/input-file';
import { renderInput, type RowUpdate } from '../../../batch/list/input-render';
import type { OutcomeRecord } from '../../../batch/outcome/outcome';
import { invalidCells, localTime, resultCells } from '../../../batch/list/result-row';

const now = new Date(2026, 10, 23, 20, 31, 43, 999);
const URL = 'https://acme.coupahost.com/order_headers/15262984';

const record = (change: Partial<OutcomeRecord> = {}): OutcomeRecord => ({
  po: 'PO15262984',
  status: 'COMPLETED',
  reason: 'ALL_ATTACHMENTS_DOWNLOADED',
  message: 'Downloaded 2 attachment(s) from PO page.',
  supplier: 'ACME, Inc',
  found: 2,
  downloaded: 2,
  coupaUrl: URL,
  attempt: 0,
  final: true,
  startedAt: 0,
  endedAt: 1,
  slot: 0,
  files: [
    { link: 'a', name: 'a.pdf', size: 1 },
    { link: 'b', name: 'b "q".msg', size: 2 },
  ],
  folder: '/d/PO15262984_COMPLETED',
  ...change,
});

const rewrite = (list: string, cells: RowUpdate) => {
  const input = parseInput(Buffer.from(list), 'input.csv');
  return renderInput(input, new Map([[input.rows[0]!, cells]]));
};

test('a row comes out to the letter', () => {
  const text = rewrite(
    'PO_NUMBER;STATUS;SUPPLIER;<|>;Priority;Supplier Segment\nPO15262984;;;;P6;\n',
    resultCells(record(), '', now),
  );
  expect(text).toBe(
    '\ufeffPO_NUMBER;STATUS;SUPPLIER;ATTACHMENTS_FOUND;ATTACHMENTS_DOWNLOADED;AttachmentName;LAST_PROCESSED;' +
      'ERROR_MESSAGE;DOWNLOAD_FOLDER;COUPA_URL;<|>;Priority;Supplier Segment\n' +
      `PO15262984;COMPLETED;ACME, Inc;2;2;"a.pdf;\nb ""q"".msg";2026-11-23 20:31:43;;/d/PO15262984_COMPLETED;${URL};;P6;\n`,
  );
});

test("the list's supplier stays when the page shows none", () => {
  expect(resultCells(record({ supplier: '' }), 'From the list', now).SUPPLIER).toBe('From the list');
});

test('names from the server cannot become formulas', () => {
  const files = [{ link: 'a', name: '=cmd.pdf', size: 1 }];
  const text = rewrite(
    'PO_NUMBER;X\nPO15262984;\n',
    resultCells(record({ files, supplier: '+ACME', folder: '-x' }), '', now),
  );
  expect(text).toContain(";'+ACME;");
  expect(text).toContain(";'=cmd.pdf;");
  expect(text).toContain(";'-x;");
});

const requisition = {
  trigger: 'po_without_attachments',
  linkSource: 'css via a.req',
  url: 'https://p/req/7',
  gaveFiles: true,
} as const;
const without = { files: [], found: 0, downloaded: 0 };

for (const [what, change, expected] of [
  ['COMPLETED without fallback', {}, ''],
  ['PARTIAL without fallback', { status: 'PARTIAL', message: 'Partial.' }, 'Partial.'],
  ['NO_ATTACHMENTS without fallback', { status: 'NO_ATTACHMENTS', message: 'None.', ...without }, 'None.'],
  [
    'COMPLETED with the PR',
    { requisition },
    'Downloaded 2 attachment(s) from PO page. — PO page did not expose attachments. — PR link source: css via ' +
      'a.req — PR URL: https://p/req/7',
  ],
  [
    'PARTIAL with the PR, PO without PDF',
    { status: 'PARTIAL', message: 'Partial.', requisition: { ...requisition, trigger: 'po_without_pdf' } },
    'Partial. — PO page did not expose PDF attachments. — PR link source: css via a.req — PR URL: https://p/req/7',
  ],
  [
    'NO_ATTACHMENTS on both pages',
    { status: 'NO_ATTACHMENTS', message: 'None.', requisition: { ...requisition, gaveFiles: false }, ...without },
    'None. — PO page did not expose attachments. — PR link source: css via a.req — PR URL: https://p/req/7',
  ],
  [
    'no PR link',
    {
      status: 'NO_ATTACHMENTS',
      message: 'None.',
      requisition: { trigger: 'po_without_attachments', gaveFiles: false },
      ...without,
    },
    'None.',
  ],
  [
    'COMPLETED by its own files, as the PR has none',
    { requisition: { ...requisition, trigger: 'po_without_pdf', gaveFiles: false } },
    '',
  ],
] as [string, Partial<OutcomeRecord>, string][]) {
  test(`ERROR_MESSAGE of ${what}`, () => {
    expect(resultCells(record(change), '', now).ERROR_MESSAGE).toBe(expected);
  });
}

test('an invalid row gets status, message and time; its other cells stay', () => {
  expect(invalidCells(now)).toEqual({
    STATUS: 'FAILED',
    ERROR_MESSAGE: 'Invalid PO format',
    LAST_PROCESSED: '2026-11-23 20:31:43',
  });
  expect(rewrite('PO_NUMBER;SUPPLIER\nBADPO;ACME\n', invalidCells(now))).toContain(
    '\nBADPO;FAILED;ACME;0;0;;2026-11-23 20:31:43;Invalid PO format;;\n',
  );
});

test('times are local and padded', () => {
  expect(localTime(new Date(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02 03:04:05');
});
