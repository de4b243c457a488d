import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'csv-parse/sync';

const rows = parse(readFileSync(process.env.PEER_LIST), { columns: true, delimiter: ';', skip_empty_lines: true });

for (const { PO_NUMBER: po } of rows) {
  test(`files of ${po}`, async ({ page }) => {
    const number = po.replace('PO', '');
    await page.goto(`/order_headers/${number}`);
    await expect(page.getByRole('heading', { name: `Purchase Order #${number}` })).toBeVisible();
    for (const link of await page.getByRole('region', { name: 'Files' }).getByRole('link').all()) {
      const downloadPromise = page.waitForEvent('download');
      await link.click();
      const download = await downloadPromise;
      await download.saveAs(path.join(process.env.PEER_OUT, po, download.suggestedFilename()));
    }
  });
}
