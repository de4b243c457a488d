import { expect, test } from '@playwright/test';
import { completedLine } from '../../plugin/grep-of-completed';

const order = (po: string, supplier: string) => ({ po, number: po.slice(2), supplier, hierarchy: [] });
const plan = {
  orders: [order('PO15262991', 'Acme')],
  selection: { entries: 3, skipped: ['PO15262984', 'PO15262985'], invalid: [], leftOut: [], hierarchyColumns: [] },
  input: { path: '/data/input.csv', delimiter: ';', encoding: 'utf-8' },
} as const;
const line = (pattern: string) => completedLine(pattern, plan as never);

for (const [pattern, said] of [
  [
    'PO15262984',
    '✅ PO15262984 is COMPLETED already: nothing to do. To do it again, clear its STATUS in /data/input.csv.',
  ],
  [
    'po1526298[45]',
    '✅ 2 POs that match are COMPLETED already (PO15262984, PO15262985): nothing to do. To do one again, clear ' +
      'its STATUS in /data/input.csv.',
  ],
  [
    '/PO15262984$/',
    '✅ PO15262984 is COMPLETED already: nothing to do. To do it again, clear its STATUS in /data/input.csv.',
  ],
  ['/po15262984/', undefined],
  ['PO152629', undefined],
  ['@Acme', undefined],
  ['purchase-orders', undefined],
  ['PO99999999', undefined],
  ['PO(', undefined],
] as const) {
  test(`-g ${pattern}: ${said ? 'says so' : 'is Playwright’s'}`, () => expect(line(pattern)).toBe(said));
}
