import { chromium, expect, test, type Page } from '@playwright/test';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chooseBrowser, isFileOnDisk } from '../../../batch/profile/browser-choice';
import { SummaryBuilder } from '../../../reporters/run-report/run-summary';
import { hrefTo, timelinePage } from '../../../reporters/run-report/timeline';
import { added, noTotals, samplePlan, sampleRecord, START } from '../sample-run';

const HOSTILE = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1"><!-- \u2028';

function hostileSummary() {
  const plan = samplePlan();
  plan.input.path = `/batch/${HOSTILE}.csv`;
  const builder = new SummaryBuilder(plan, 2, START, 4);
  let totals = noTotals(4);
  const finish = (...[status, change]: Parameters<typeof sampleRecord>) => {
    const record = sampleRecord(status, change);
    if (record.final) totals = added(totals, status);
    builder.finished(record, totals);
  };
  finish('COMPLETED', {
    po: 'PO1',
    supplier: HOSTILE,
    files: [{ link: 'l', name: `${HOSTILE}#?.pdf`, size: 5 }],
    folder: '/d/a b#/PO1_COMPLETED',
  });
  finish('PARTIAL', { po: 'PO2', slot: 1, final: false });
  finish('PARTIAL', { po: 'PO2', slot: 1, attempt: 1, startedAt: START + 9000, endedAt: START + 12_000 });
  finish('FAILED', {
    po: 'PO3',
    message: HOSTILE,
    coupaUrl: 'javascript:window.hacked=1',
    startedAt: START + 10_000,
    endedAt: START + 20_000,
  });
  return builder.build({ at: START + 20_000, unfinished: ['PO4'], stop: { code: 'interrupted', message: HOSTILE } });
}

test('a link leads from the page to a folder, whatever the folder is called', () => {
  expect(hrefTo('/b/report/run', '/b/data/a b#?/PO1', path.posix)).toBe('./../../data/a%20b%23%3F/PO1');
  expect(hrefTo('/b', '/b/javascript:x', path.posix)).toBe('./javascript%3Ax');
  expect(hrefTo('C:\\b\\run', 'C:\\d\\PO1', path.win32)).toBe('./../../d/PO1');
  expect(hrefTo('C:\\b', 'D:\\d', path.win32)).toMatch(/^file:\/\/\//);
});

test('nothing in the data can end its block', () => {
  const html = timelinePage(hostileSummary(), '/batch/batch-report/run');
  const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!;
  expect(data).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(data).pos[0].supplier).toBe(HOSTILE);
});

test('a run without a single PO makes a page too', () => {
  const builder = new SummaryBuilder(samplePlan({}, 0), 4, START, 0);
  expect(timelinePage(builder.build({ at: START }), '/r')).toContain('</html>');
});

test.describe('in a browser', () => {
  let page: Page;
  let problems: string[];
  let file: string;

  test.beforeEach(async () => {
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'po-timeline-')), 'timeline.html');
    fs.writeFileSync(file, timelinePage(hostileSummary(), path.dirname(file)));
    const choice = chooseBrowser({
      platform: process.platform,
      env: process.env,
      isFile: isFileOnDisk,
      playwrightChromium: chromium.executablePath(),
    });
    const browser = await chromium.launch({
      channel: choice?.channel,
      executablePath: choice?.executablePath,
      chromiumSandbox: false,
    });
    page = await browser.newPage();
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) problems.push(request.url());
    });
    await page.goto(`file://${file}`);
  });

  test.afterEach(async () => {
    expect(problems).toEqual([]);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    await page.context().browser()?.close();
    fs.rmSync(path.dirname(file), { recursive: true, force: true });
  });

  test('the page shows lanes, bars, counters and the table, and what is hostile as text', async () => {
    await expect(page.locator('.lane')).toHaveCount(2);
    await expect(page.locator('.b')).toHaveCount(4);
    await expect(page.locator('.b.again')).toHaveCount(1);
    await expect(page.locator('.chip')).toHaveText([/1✓ completed/, /1◐ partial/, /1✕ failed/, /1not processed/]);
    await expect(page.locator('tbody tr')).toHaveCount(3);
    await expect(page.locator('tbody')).toContainText('</script><script>window.hacked=1</script>');
    await expect(page.locator('#stop')).toContainText('Stopped before the end: </script>');
    await expect(page.locator('a[href^="javascript"]')).toHaveCount(0);
  });

  test('the table sorts, filters by words and by status', async () => {
    const first = page.locator('tbody tr').first();
    await page.getByRole('button', { name: 'Seconds' }).click();
    await page.getByRole('button', { name: 'Seconds' }).click();
    await expect(first).toContainText('PO2');
    await page.locator('#search').fill('po3');
    await expect(page.locator('#count')).toHaveText('1 of 3 shown');
    await page.locator('#search').fill('');
    await page.locator('.chip').first().click();
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await expect(page.locator('.b.off')).toHaveCount(3);
  });

  test('pointing at a bar tells what it was', async () => {
    await page.locator('.b', { hasText: 'PO3' }).hover();
    await expect(page.locator('#tip')).toContainText('FAILED / DOWNLOADS_FAILED');
    await expect(page.locator('#tip')).toContainText('10 s · worker 1');
  });
});
