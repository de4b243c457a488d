import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { definitionOf, expectedAfterRetry, expectedOrders, expectedWithoutFallback } from '../../data/expected';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'sample-batch.md'), 'utf8');

/** The table as it must stand in docs/sample-batch.md. */
function table(): string {
  const rows = expectedOrders.map(({ po, supplier, status, reason }) => [
    po,
    supplier,
    definitionOf(po).shows,
    status,
    reason,
  ]);
  return [['PO', 'supplier', 'what it shows', 'status', 'reason'], Array<string>(5).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

test("the page's table says what the sample batch comes to", () => {
  const written = /^\| PO \|[\s\S]*?(?=\n\n)/m.exec(page)?.[0];
  expect(written).toBe(table());
});

test('the page counts right', () => {
  const well = expectedOrders.filter(({ status }) => ['COMPLETED', 'NO_ATTACHMENTS'].includes(status)).length;
  expect([well, expectedOrders.length - well]).toEqual([16, 8]);
  expect(expectedAfterRetry.filter(({ status }) => ['COMPLETED', 'NO_ATTACHMENTS'].includes(status))).toHaveLength(18);
  expect(expectedWithoutFallback.filter(({ reason }) => reason === 'FALLBACK_DISABLED')).toHaveLength(6);
});
