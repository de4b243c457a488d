import { AxeBuilder } from '@axe-core/playwright';
import { chromium, expect, test, type Browser, type Page } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import type { Status } from '../../../batch/outcome/outcome';
import { hrefTo } from '../../../reporters/run-page/href';
import { runPage } from '../../../reporters/run-page/page';
import { historyLine, pastRuns } from '../../../reporters/run-page/past-runs';
import { SummaryBuilder, type RunSummary } from '../../../reporters/summary/run-summary';
import { launchOptions } from '../../data/browser';
import { added, noTotals, samplePlan, sampleRecord, START } from '../sample-run';

const HOSTILE = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u2028${`';

/** Three POs: one completed, one that needed two attempts, one failed; a fourth was not taken. */
function hostileSummary(): RunSummary {
  const builder = new SummaryBuilder(samplePlan({}, 4), 2, START, 4);
  let totals = noTotals(4);
  const finish = (status: Status, change: Parameters<typeof sampleRecord>[1], spent?: object) => {
    const record = sampleRecord(status, change);
    if (record.final) totals = added(totals, status);
    builder.finished(record, totals, spent);
  };
  finish(
    'COMPLETED',
    {
      po: 'PO1',
      supplier: HOSTILE,
      message: '=1+1',
      files: [{ link: 'x', name: `${HOSTILE}.pdf`, size: 1_500_000 }],
      startedAt: START + 1000,
      endedAt: START + 9000,
    },
    { permit: 500, portal: 5_000, files: 2_000 },
  );
  finish('TIMEOUT', { po: 'PO2', slot: 1, final: false, startedAt: START + 2000, endedAt: START + 8000 });
  finish('PARTIAL', { po: 'PO2', slot: 1, attempt: 1, startedAt: START + 9000, endedAt: START + 12_000 });
  finish('FAILED', {
    po: 'PO3',
    message: HOSTILE,
    coupaUrl: 'javascript:window.hacked=1',
    startedAt: START + 10_000,
    endedAt: START + 20_000,
  });
  const stop = { code: 'interrupted', message: HOSTILE } as const;
  const built = builder.build({ at: START + 20_000, unfinished: ['PO4'], stop });
  return { ...built, repeatedFiles: [{ name: HOSTILE, pos: 6 }] };
}

function pageOf(summary: RunSummary, folder: string): string {
  const own = historyLine(summary);
  const before = { ...own, run: 'before', at: own.at - 1_000, pace: own.pace / 2 };
  const load = Array.from({ length: 20 }, (_, second) => ({
    time: new Date(START + second * 1_000).toISOString(),
    cpu: 0.5,
    memory: 0.6,
    limit: 2,
    running: 2,
  }));
  return runPage(summary, {
    folder,
    delimiter: ';',
    commands: samplePlan().commands,
    load,
    runs: pastRuns(JSON.stringify(before), own),
  });
}

test('a link leads from the page to a folder, whatever the folder is called', () => {
  expect(hrefTo('/b/report/run', '/b/data/a b#?/PO1', path.posix)).toBe('./../../data/a%20b%23%3F/PO1');
  expect(hrefTo('/b', '/b/javascript:x', path.posix)).toBe('./javascript%3Ax');
  expect(hrefTo('C:\\b\\run', 'C:\\d\\PO1', path.win32)).toBe('./../../d/PO1');
  expect(hrefTo('C:\\b', 'D:\\d', path.win32)).toMatch(/^file:\/\/\//);
});

test('nothing in the data can end its block, and only the page’s own scripts may run', () => {
  const html = pageOf(hostileSummary(), '/batch/batch-report/run');
  const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!;
  expect(data).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(data).pos.words).toContain(HOSTILE);
  expect(html).not.toContain('unsafe-inline');
});

test('a run without a single PO makes a page too', () => {
  const summary = new SummaryBuilder(samplePlan({}, 0), 4, START, 0).build({ at: START });
  expect(pageOf(summary, '/r')).toContain('</html>');
});

test.describe('in a browser', () => {
  let browser: Browser;
  let page: Page;
  let problems: string[];

  test.beforeAll(async () => {
    browser = await chromium.launch(launchOptions);
  });
  test.afterAll(() => browser.close());

  test.beforeEach(async ({}, testInfo) => {
    const file = testInfo.outputPath('index.html');
    fs.writeFileSync(file, pageOf(hostileSummary(), path.dirname(file)));
    page = await (await browser.newContext()).newPage();
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
    });
    await page.goto(`file://${file}`);
  });

  test.afterEach(async () => {
    expect(problems).toEqual([]);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    await page.context().close();
  });

  const rows = () => page.locator('#rows tr[data-row]');

  test('files that came with most POs are named under the totals, as text', async () => {
    await expect(page.locator('#hint')).toBeVisible();
    await expect(page.locator('#hint')).toContainText('1 file came with most POs');
    await expect(page.locator('#hint')).toContainText('<img src=x');
  });

  test('on paper every chart is whole, and on the screen it is as wide as before', async () => {
    const widths = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('canvas')].map((canvas) => canvas.getBoundingClientRect().width),
      );
    const onScreen = await widths();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    // A4, without its margins.
    await page.setViewportSize({ width: 703, height: 1000 });
    await expect.poll(async () => Math.max(...(await widths()))).toBe(700);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(703);
    // With a box in it Chromium would print the table's head on its first page only.
    await expect(page.locator('#head button').first()).toHaveCSS('display', 'contents');
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect.poll(widths).toEqual(onScreen);
  });

  test('lanes, curves, counters, failures and the table are there, and what is hostile is text', async () => {
    await expect(page.locator('#charts canvas')).toHaveCount(6);
    await expect(page.locator('#compare canvas')).toHaveCount(3);
    await expect(page.locator('.chip')).toHaveText([/1✓ completed/, /1◐ partial/, /1✕ failed/, /1– not processed/]);
    await expect(rows()).toHaveCount(4);
    await expect(page.locator('#rows')).toContainText('</script><script>window.hacked=1</script>');
    await expect(page.locator('#stop')).toContainText('Stopped before the end: </script>');
    await expect(page.locator('#failures > li')).toHaveCount(2);
    await expect(page.locator('a[href^="javascript"]')).toHaveCount(0);
    await expect(page.locator('#time p')).toContainText(/^Of the 2 workers’ 28 s with POs, .* % went into /);
    await expect(page.locator('#compare')).toContainText('the run before');
  });

  test('the table sorts, searches, and filters by status and supplier', async () => {
    await page.getByRole('button', { name: 'Time', exact: true }).click();
    await page.getByRole('button', { name: 'Time', exact: true }).click();
    await expect(rows().first()).toContainText('PO3');
    await page.locator('#search').fill('po3');
    await expect(page.locator('#count')).toHaveText('1 of 4');
    await page.locator('#search').fill('');
    await expect(page.locator('#count')).toHaveText('4');
    await page.locator('.chip').first().click();
    await expect(rows()).toHaveCount(1);
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    await expect(page.locator('#search'), 'the button has gone').toBeFocused();
    await page.locator('#supplier').selectOption({ value: 'ACME, Inc' });
    await expect(page.locator('#count')).toHaveText('2 of 4');
  });

  test('a row opens by the keyboard and says where its time went', async () => {
    await page.locator('#search').focus();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'PO1' }).press('Enter');
    await expect(page.getByRole('button', { name: 'PO1' })).toBeFocused();
    const details = page.locator('tr.details');
    await expect(details).toContainText(
      '8.5 s: 5.0 s the portal’s pages, 2.0 s files, 0.5 s waiting for a permit, 1.0 s all else.',
    );
    await expect(details.locator('a', { hasText: '.pdf' })).toHaveCount(1);
  });

  test('what is filtered is exported, and no cell begins a formula', async () => {
    await page.locator('.chip').first().click();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const text = fs.readFileSync(await (await saving).path(), 'utf8');
    expect(text.startsWith('\ufeffPO_NUMBER;STATUS;SUPPLIER;')).toBe(true);
    expect(text.match(/PO\d/g)).toContain('PO1');
    expect(text).not.toContain('PO2');
    await page.getByRole('button', { name: 'Show all' }).press('Enter');
    await expect(page.locator('#search'), 'the button has gone').toBeFocused();
    const all = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    expect(fs.readFileSync(await (await all).path(), 'utf8')).toContain('"</script><script>window.hacked=1</script>');
  });

  test('numbers and commands go into the clipboard', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy PO numbers' }).click();
    await expect(page.locator('#live')).toHaveText('The numbers copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('PO1\nPO2\nPO3\nPO4');
  });

  test('pointing at a bar tells what it was, and a click opens its row', async () => {
    const over = page.locator('#lanes .u-over');
    const { width, height } = (await over.boundingBox())!;
    // PO3 is 10 to 20 s of 20 on the first worker's lane.
    const position = { x: width * 0.75, y: height * 0.25 };
    await over.hover({ position });
    await expect(page.locator('#tip')).toContainText('FAILED / DOWNLOADS_FAILED');
    await expect(page.locator('#tip')).toContainText('10 s, worker 1');
    await over.click({ position });
    await expect(page.locator('tr.on')).toContainText('PO3');
    await expect(page.locator('tr.details')).toHaveCount(1);
  });

  test('keys and buttons zoom and move', async () => {
    const range = page.locator('#range');
    await expect(range).toHaveText('all of it, 20 s');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect(range).toContainText('20:31:48 to 20:31:58');
    await page.locator('#charts').press('ArrowRight');
    await expect(range).toContainText('20:31:50 to 20:32:00');
    await page.locator('#charts').press('0');
    await expect(range).toHaveText('all of it, 20 s');
  });

  test('Tab reaches every control in the order of the page, shows where it is, and leads out again', async () => {
    const controls = 'a[href],button,input,select,summary,[tabindex="0"]';
    const wanted = await page
      .locator(controls)
      .evaluateAll((all) => all.filter((node) => node.checkVisibility() && !node.matches(':disabled')).length);
    const stops: number[] = [];
    for (let press = 0; press <= wanted; press++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate((all) => {
        const node = document.activeElement!;
        const seen = node === document.body || getComputedStyle(node).outlineStyle === 'solid';
        return { place: [...document.querySelectorAll(all)].indexOf(node), seen };
      }, controls);
      expect(stop.seen, `stop ${press}`).toBe(true);
      if (stop.place < 0) break;
      stops.push(stop.place);
    }
    expect(stops).toHaveLength(wanted);
    expect(stops).toEqual([...stops].sort((a, b) => a - b));
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      await page.getByRole('button', { name: 'PO1' }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  }
});
