import { readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import puppeteer from 'puppeteer';
import { Cluster } from 'puppeteer-cluster';

const { PEER_BROWSER, PEER_LIST, PEER_OUT, PEER_PORTAL, PEER_WORKERS } = process.env;
const rows = parse(readFileSync(PEER_LIST), { columns: true, delimiter: ';', skip_empty_lines: true });
const arriving = `${PEER_OUT}-arriving`;

const cluster = await Cluster.launch({
  puppeteer,
  // Pages of one browser, so that they share its sign-in and its cache.
  concurrency: Cluster.CONCURRENCY_PAGE,
  maxConcurrency: Number(PEER_WORKERS),
  puppeteerOptions: {
    executablePath: PEER_BROWSER,
    args: ['--no-sandbox'],
    // For the whole browser: what one page asks for ends with that page, and others' files go to the user's folder.
    downloadBehavior: { policy: 'allowAndName', downloadPath: arriving },
  },
});

let failed = 0;
cluster.on('taskerror', (error, po) => {
  failed++;
  console.error(`${po}: ${error.stack}`);
});

/** Puppeteer has no event for a download: the browser's own are listened to. Resolves with its name and its file. */
async function downloadOf(client, click) {
  const download = new Promise((resolve, reject) => {
    let begun;
    const onBegin = (event) => (begun = event);
    const onProgress = ({ guid, state }) => {
      if (guid !== begun?.guid || state === 'inProgress') return;
      client.off('Page.downloadWillBegin', onBegin);
      client.off('Page.downloadProgress', onProgress);
      if (state === 'completed') resolve({ name: begun.suggestedFilename, file: path.join(arriving, guid) });
      else reject(new Error(`The download of ${begun.url} was ${state}.`));
    };
    client.on('Page.downloadWillBegin', onBegin);
    client.on('Page.downloadProgress', onProgress);
  });
  await click();
  return download;
}

await cluster.task(async ({ page, data: po }) => {
  const client = await page.createCDPSession();
  await client.send('Page.enable');
  await page.goto(`${PEER_PORTAL}/order_headers/${po.replace('PO', '')}`);
  const folder = path.join(PEER_OUT, po);
  await mkdir(folder, { recursive: true });
  for (const link of await page.$$('[aria-label="Files"] a')) {
    const { name, file } = await downloadOf(client, () => link.click());
    await rename(file, path.join(folder, name));
  }
});

for (const { PO_NUMBER: po } of rows) cluster.queue(po);
await cluster.idle();
await cluster.close();
process.exitCode = failed > 0 ? 1 : 0;
