import { expect, test } from '@playwright/test';
import { missingColumns, reportColumns, reportedCells } from '../../../batch/settings/report-columns';
import { resolveSettings } from '../../../batch/settings/settings';

const refusal = (options: Record<string, unknown>) => {
  try {
    resolveSettings({ environment: {}, options });
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};
const AT = '(playwright.config.ts)';

for (const [what, options, message] of [
  ['a part that does not exist', { portal: { suplier: '.x' } }, `portal.suplier ${AT} is not an option: portal takes `],
  ['a portal that is no object', { portal: '.x' }, `portal ${AT} is not allowed: it takes an object with orderUrl, `],
  ['an order address without a number', { portal: { orderUrl: '/po' } }, `portal.orderUrl="/po" ${AT} is not allowed`],
  ['one on another host', { portal: { orderUrl: '//evil.com/{number}' } }, 'portal.orderUrl="//evil.com/{number}" '],
  ['a whole address', { portal: { orderUrl: 'https://a.com/{number}' } }, 'portal.orderUrl="https://a.com/{number}" '],
  ['a regular expression', { portal: { fileName: /a.pdf/ } }, `portal.fileName=/a.pdf/ ${AT} is not allowed: it takes`],
  ['a function', { portal: { supplier: () => 'x' } }, `portal.supplier=() => 'x' ${AT} is not allowed: it takes a CSS`],
  ['an empty selector', { portal: { attachments: ['a', ' '] } }, `portal.attachments=["a"," "] ${AT} is not allowed`],
  [
    'a marker of any page',
    { portal: { errorMarkers: 'Order' } },
    `portal.errorMarkers="Order" ${AT} is not allowed: it`,
  ],
  [
    'a column that is no text',
    { columns: { labels: [7] } },
    `columns.labels=[7] ${AT} is not allowed: it takes a list`,
  ],
  ['a link without its cell', { columns: { links: [{ column: 'A', url: 'https://a' }] } }, 'columns.links=[{"column":'],
] as [string, Record<string, unknown>, string][]) {
  test(`${what} is refused in one line that says what is taken`, () => {
    expect(refusal(options)).toContain(message);
    expect(refusal(options)).not.toContain('\n');
  });
}

test('one selector is a list of one, and what is left out adds nothing', () => {
  const { portal } = resolveSettings({ environment: {}, options: { portal: { supplier: '.vendor' } } });
  const none = { attachments: [], notAttachments: [], requisition: [], errorMarkers: [], fileName: [] };
  expect(portal).toEqual({ ...none, supplier: ['.vendor'] });
  expect(resolveSettings({ environment: {} })).not.toHaveProperty('portal');
});

const WANTED = reportColumns({
  labels: ['Cost Center', { column: 'Buyer', name: 'owner' }],
  links: ['Web', { column: 'Ticket', url: 'https://tracker.acme.com/browse/{value}', type: 'issue' }],
  parameters: ['Amount'],
})!;

test('filled cells become labels, links and parameters', () => {
  const row: Record<string, string> = { 'Cost Center': ' 4711 ', Buyer: 'Ana', Ticket: 'A/1 $&', Amount: '12\n EUR' };
  expect(reportedCells(WANTED, (column) => row[column] ?? '')).toEqual({
    labels: [
      { name: 'Cost Center', value: '4711' },
      { name: 'owner', value: 'Ana', exact: true },
    ],
    links: [{ type: 'issue', url: 'https://tracker.acme.com/browse/A%2F1%20%24%26' }],
    parameters: [{ name: 'Amount', value: '12 EUR' }],
  });
});

test('a cell that is no web address gives no link', () => {
  const links = (value: string) => reportedCells(WANTED, (column) => (column === 'Web' ? value : '')).links;
  expect(links('https://acme.com/x')).toEqual([{ type: 'tms', url: 'https://acme.com/x' }]);
  for (const value of ['javascript:alert(1)', 'file:///etc/passwd', 'n/a', 'https://a b'])
    expect(links(value)).toEqual([]);
});

test('columns are found whatever their letter case, and those that are not there are named', () => {
  expect(missingColumns(WANTED, ['PO_NUMBER', 'cost  center ', 'WEB', 'ticket', 'Amount'])).toEqual(['Buyer']);
});
