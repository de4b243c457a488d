import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Configuration, PlaywrightCrawler } from '@crawlee/playwright';
import { parse } from 'csv-parse/sync';

const { PEER_BROWSER, PEER_LIST, PEER_OUT, PEER_PORTAL, PEER_WORKERS } = process.env;
const rows = parse(readFileSync(PEER_LIST), { columns: true, delimiter: ';', skip_empty_lines: true });

const crawler = new PlaywrightCrawler(
  {
    headless: true,
    launchContext: { launchOptions: { executablePath: PEER_BROWSER } },
    // Disguise is for strangers' sites, and costs time.
    browserPoolOptions: { useFingerprints: false },
    // From the start: by itself it begins with one page, and adds one every ten seconds.
    minConcurrency: Number(PEER_WORKERS),
    maxConcurrency: Number(PEER_WORKERS),
    async requestHandler({ page, request }) {
      for (const link of await page.getByRole('region', { name: 'Files' }).getByRole('link').all()) {
        const downloadPromise = page.waitForEvent('download');
        await link.click();
        const download = await downloadPromise;
        await download.saveAs(path.join(PEER_OUT, request.userData.po, download.suggestedFilename()));
      }
    },
  },
  new Configuration({ persistStorage: false }),
);

const { requestsFailed } = await crawler.run(
  rows.map(({ PO_NUMBER: po }) => ({
    url: `${PEER_PORTAL}/order_headers/${po.replace('PO', '')}`,
    userData: { po },
  })),
);
process.exitCode = requestsFailed > 0 ? 1 : 0;
