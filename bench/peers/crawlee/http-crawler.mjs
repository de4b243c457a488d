import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CheerioCrawler, Configuration } from '@crawlee/cheerio';
import { parse } from 'csv-parse/sync';

const { PEER_LIST, PEER_OUT, PEER_PORTAL, PEER_WORKERS } = process.env;
const rows = parse(readFileSync(PEER_LIST), { columns: true, delimiter: ';', skip_empty_lines: true });

const crawler = new CheerioCrawler(
  {
    // From the start: by itself it begins with one page, and adds one every ten seconds.
    minConcurrency: Number(PEER_WORKERS),
    maxConcurrency: Number(PEER_WORKERS),
    async requestHandler({ $, request, sendRequest }) {
      const folder = path.join(PEER_OUT, request.userData.po);
      await mkdir(folder, { recursive: true });
      const addresses = $('[aria-label="Files"] a').map((_, link) => $(link).prop('href'));
      await Promise.all(
        addresses.get().map(async (address) => {
          const url = new URL(address, request.loadedUrl).href;
          const { body, headers, statusCode } = await sendRequest({ url, responseType: 'buffer' });
          if (statusCode !== 200) throw new Error(`${url}: HTTP ${statusCode}`);
          const [, name] = /filename="([^"]+)"/.exec(headers['content-disposition']);
          await writeFile(path.join(folder, name), body);
        }),
      );
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
