import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import fs from 'fs-extra';
import { leanSwitches } from '../batch/profile';
import { historyLine, pastRuns, runPage } from '../reporters/run-page';
import { installedBrowser, thisSystem } from '../cli/common';
import { largeRun } from '../tests/reporters/large-run';

/**
 * `npm run bench:report`: how long the page of a run takes to be made and to open, and how smoothly it zooms, by number
 * of POs. With `--pictures` it takes the pictures of docs/ as well.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pos: { type: 'string', default: '24,5000,50000' },
      pictures: { type: 'boolean', default: false },
      keep: { type: 'string' },
    },
  });
  const folder = values.keep ? path.resolve(values.keep) : await fs.mkdtemp(path.join(os.tmpdir(), 'pob-page-'));
  await fs.ensureDir(folder);
  const { channel, executablePath } = installedBrowser(thisSystem());
  const browser = await chromium.launch({ channel, executablePath, chromiumSandbox: false, args: leanSwitches(true) });
  console.log(`${os.availableParallelism()} cores, ${browser.version()}\n`);
  console.log('| POs | MB | made, ms | opens, ms | of it processor, ms | a step of zoom, ms | of it processor, ms |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  try {
    for (const count of values.pos.split(',').map(Number)) {
      const file = path.join(folder, `${count}.html`);
      const made = await makePage(file, count);
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await settled(page, file);
      page.on('pageerror', (error) => console.error(error));
      const opening = await measured(page, 1, () => openPage(page, file));
      const zooming = await measured(page, STEPS, () => zoom(page));
      const size = (await fs.stat(file)).size / 1e6;
      console.log(`| ${[count, size.toFixed(1), made, ...opening, ...zooming].join(' | ')} |`);
      if (values.pictures && count <= 5_000) await takePictures(page, file, count);
      await page.close();
    }
  } finally {
    await browser.close();
    if (!values.keep) await fs.remove(folder);
  }
}

/** Milliseconds. */
async function makePage(file: string, count: number): Promise<number> {
  const { summary, load, plan } = largeRun(count, count > 1_000 ? 8 : 4);
  const own = historyLine(summary);
  const history = Array.from({ length: 14 }, (_, index) => ({
    ...own,
    run: `earlier-${index}`,
    at: own.at - (14 - index) * 86_400_000,
    pace: own.pace * (0.7 + 0.035 * ((index * 7) % 11)),
    failed: Math.round(own.done * (0.03 + 0.012 * ((index * 5) % 7))),
    portal: own.portal && own.portal * (0.9 + 0.06 * ((index * 3) % 8)),
  }));
  const runs = pastRuns(history.map((line) => JSON.stringify(line)).join('\n'), own);
  const began = performance.now();
  await fs.writeFile(
    file,
    runPage(summary, {
      folder: path.dirname(file),
      delimiter: plan.input.delimiter,
      commands: plan.commands,
      load,
      runs,
    }),
  );
  return Math.round(performance.now() - began);
}

/** Steps of a wheel, half of them in and half of them out. */
const STEPS = 40;

/**
 * Milliseconds by the clock, and of the page's main thread: on a busy computer the first says little. Divided by
 * `times`.
 */
async function measured(page: Page, times: number, work: () => Promise<void>): Promise<[string, string]> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const [began, before] = [performance.now(), await taskTime(client)];
  await work();
  const clock = performance.now() - began;
  const after = await taskTime(client);
  await client.detach();
  // A navigation counts from zero again.
  const thread = after >= before ? after - before : after;
  return [(clock / times).toFixed(0), (thread / times).toFixed(0)];
}

async function taskTime(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
}

/**
 * A person's browser runs already. One that has just been started loads pages and pictures of its own for seconds,
 * beside which everything takes twice its time.
 */
async function settled(page: Page, file: string): Promise<void> {
  const empty = path.join(path.dirname(file), 'empty.html');
  await fs.writeFile(empty, '<!doctype html><title>Empty</title>');
  await openPage(page, empty);
  await page.waitForTimeout(5_000);
}

/** Until the second picture is on the screen. */
async function openPage(page: Page, file: string): Promise<void> {
  await page.goto(`file://${file}`, { timeout: 120_000 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function zoom(page: Page): Promise<void> {
  await page.evaluate(async (steps) => {
    const over = document.querySelector('#lanes .u-over')!;
    const { left, top, width } = over.getBoundingClientRect();
    for (let step = 0; step < steps; step++) {
      const by = { bubbles: true, cancelable: true, ctrlKey: true, deltaY: step < steps / 2 ? -60 : 60 };
      over.dispatchEvent(new WheelEvent('wheel', { ...by, clientX: left + width / 3, clientY: top + 20 }));
      await new Promise((done) => requestAnimationFrame(done));
    }
  }, STEPS);
}

/** Of many POs the lanes are worth seeing, of few all of it. The whole page would be too large a file. */
async function takePictures(page: Page, file: string, count: number): Promise<void> {
  const folder = path.resolve(__dirname, '../docs/pictures');
  const colorScheme = count > 100 ? 'dark' : 'light';
  await fs.ensureDir(folder);
  await page.emulateMedia({ colorScheme });
  await openPage(page, file);
  if (count > 100) await page.locator('#timeline').evaluate((node) => node.scrollIntoView({ behavior: 'instant' }));
  const all = { fullPage: true, clip: { x: 0, y: 0, width: 1280, height: 1480 } };
  const picture = path.join(folder, `report-${count}-${colorScheme}.png`);
  await page.screenshot({ path: picture, ...(count <= 100 && all) });
}

void main();
