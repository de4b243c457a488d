import path from 'node:path';
import fs from 'fs-extra';
import { expectedAfterRetry, expectedOrders, mendedByRetry, sampleRows } from '../../data/expected';
import { readList, tree } from '../support/run-batch';
import { expect, processed, selected, test, type Batch } from './batch-test';

// The sample is what a newcomer sees first, and it reaches every status and reason: if it comes out right, the parts
// fit.
test.describe.configure({ timeout: 600_000 });

const failing = expectedOrders.filter(({ status }) => status !== 'COMPLETED' && status !== 'NO_ATTACHMENTS');
const statusOf = (status: string) => expectedOrders.filter((order) => order.status === status);
/** Without latency, and with all workers however busy the machine is: four must really be four. */
const FAST = { PO_BATCH_SAMPLE_LATENCY: 'page=0,file=0', WORKER_SCALING: 'fixed' };

test('the sample batch ends with every expected status and tree, and its next runs take what is left', async ({
  sampleBatch,
}) => {
  const batch = await sampleBatch();

  await test.step('the first run, with four workers', async () => {
    const { exitCode, output } = await batch.run(['test', '--workers=4'], FAST);
    expect(output).toContain('📊 24 POs ready for processing');
    expect(output).toContain('🚀 Starting parallel processing with 24 POs...');
    expect(output).toContain('📊 Using 4 worker(s)');
    for (const po of sampleRows.alreadyCompleted) expect(output).toContain(`⏭️ Skipping ${po} (already completed)`);
    for (const po of sampleRows.invalid) expect(output).toContain(`❌ Invalid PO format: ${po}`);
    expect(exitCode, output).toBe(1);
    expectClosingLines(output, batch);
  });

  await test.step('the list has every status, message and count', () => expectList(batch));
  await test.step('the folders have every file under its status', () => expectTree(batch));
  await test.step('log, outcomes, summary and reports are written', () => expectReports(batch));

  await test.step('retry-failed, one worker, takes exactly the POs that failed; two are mended', async () => {
    // Without retries, which the first run has shown.
    const { exitCode, output } = await batch.run(['test', '--last-failed', '--workers=1', '--retries=0'], {
      ...FAST,
      EXECUTION_MODE: 'adaptive',
    });
    expect(exitCode, output).toBe(1);
    expect(output).toContain('📊 Using 1 worker(s)');
    expect(processed(output)).toEqual(failing.map(({ po }) => po).sort());
    expect(output).toContain(`✅ Successful: ${mendedByRetry.length}`);
    await expectList(batch, expectedAfterRetry);
    await expectTree(batch, expectedAfterRetry);
    expect(output).not.toContain('🔀');
  });

  await test.step('a second plain run takes every row but the COMPLETED ones', async () => {
    const left = expectedAfterRetry.filter(({ status }) => status !== 'COMPLETED').map(({ po }) => po);
    expect(await selected(batch)).toEqual(left.sort());
  });
});

// Every page both ways: tests/fixtures/pages/execution-modes.test.ts.
test('EXECUTION_MODE=adaptive ends its first POs the same, and says how their pages were read', async ({
  sampleBatch,
}) => {
  const batch = await sampleBatch();
  const orders = expectedOrders.slice(0, 9);
  // Without retries: they change no result of the sample, and each costs time.
  const { exitCode, output } = await batch.run(['test', '--workers=1', '--retries=0'], {
    ...FAST,
    EXECUTION_MODE: 'adaptive',
    PROCESS_MAX_POS: String(orders.length),
  });
  expect(exitCode, output).toBe(1);
  await expectList(batch, orders);
  await expectTree(batch, orders);
  const pages = /^📄 Pages: (\d+) read without rendering, \d+ opened, (\d+) compared$/m.exec(output);
  expect(Number(pages?.[1]), pages?.[0] ?? output).toBeGreaterThan(2);
  const run = (await fs.readdir(path.join(batch.dir, 'batch-report'))).sort()[0]!;
  const summary = await fs.readJson(path.join(batch.dir, 'batch-report', run, 'summary.json'));
  expect(summary.pages).toMatchObject({ unrendered: Number(pages![1]), compared: Number(pages![2]) });
  expect(output).not.toContain('🔀');
});

function expectClosingLines(output: string, { dir, list, downloads }: Batch) {
  const closing = output.slice(output.lastIndexOf('-'.repeat(60)));
  const successful = expectedOrders.length - failing.length;
  const lines = [
    '🎉 Processing complete!',
    `✅ Successful: ${successful}`,
    `❌ Failed: ${failing.length}`,
    `📊 Total: ${expectedOrders.length}`,
    'This was the sample batch: some of its POs fail on purpose',
    'Next:     npx playwright test',
    '--last-failed',
    path.join(dir, 'playwright-report', 'index.html'),
    list,
    downloads,
  ];
  let at = 0;
  for (const line of lines) {
    at = closing.indexOf(line, at);
    expect(at, `${line} in its place in\n${closing}`).toBeGreaterThanOrEqual(0);
  }
  // Nothing of Playwright's after it: the closing lines are the last that a person reads.
  expect(closing.trimEnd().split('\n').at(-1)).toContain(downloads);
}

async function expectList(batch: Batch, orders = expectedOrders) {
  const rows = await readList(batch.list);
  expect(rows).toHaveLength(sampleRows.total);
  const repeated = rows.filter(({ po }) => sampleRows.repeated.includes(po));
  expect(repeated).toHaveLength(2 * sampleRows.repeated.length);
  for (const expected of orders) {
    for (const row of rows.filter(({ po }) => po === expected.po)) {
      const url = row.cell('COUPA_URL');
      const error = row.cell('ERROR_MESSAGE');
      expect
        .soft(
          {
            status: row.cell('STATUS'),
            supplier: row.cell('SUPPLIER'),
            found: row.cell('ATTACHMENTS_FOUND'),
            downloaded: row.cell('ATTACHMENTS_DOWNLOADED'),
            names: row.cell('AttachmentName').split(';\n').filter(Boolean).sort(),
            folder: row.cell('DOWNLOAD_FOLDER'),
            page: new URL(url).pathname + new URL(url).search,
          },
          expected.po,
        )
        .toEqual({
          status: expected.status,
          supplier: expected.supplier,
          found: String(expected.found),
          downloaded: String(expected.files.length),
          names: expected.files,
          folder: path.join(batch.downloads, ...expected.folder.split('/')),
          page: expected.page,
        });
      expect.soft(row.cell('LAST_PROCESSED'), expected.po).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      if (error === '')
        expect
          .soft([expected.status, expected.reason], expected.po)
          .toEqual(['COMPLETED', 'ALL_ATTACHMENTS_DOWNLOADED']);
      else expect.soft(error.split(' — ')[0], expected.po).toMatch(textOf(expected.message));
    }
  }
  const invalid = rows.find(({ po }) => po === sampleRows.invalid[0])!;
  expect([invalid.cell('STATUS'), invalid.cell('ERROR_MESSAGE')]).toEqual(['FAILED', 'Invalid PO format']);
  const done = rows.find(({ po }) => po === sampleRows.alreadyCompleted[0])!;
  expect(done.cell('LAST_PROCESSED')).toBe('2026-09-11 22:04:17');
}

async function expectTree(batch: Batch, orders = expectedOrders) {
  const expected = orders.flatMap(({ folder, files }) =>
    files.length > 0 ? files.map((file) => `${folder}/${file}`) : [`${folder}/`],
  );
  expect(await tree(batch.downloads)).toEqual(expected.sort());
}

async function expectReports(batch: Batch) {
  const [run, ...others] = await fs.readdir(path.join(batch.dir, 'batch-report'));
  expect(others.sort()).toEqual(['history.jsonl', 'latest.html']);
  const report = path.join(batch.dir, 'batch-report', run!);
  const log = await fs.readFile(path.join(report, 'batch.log'), 'utf8');
  expect(log).toContain('📊 24 POs ready for processing');
  expect(log).toContain(`📊 Total: ${expectedOrders.length}`);
  const outcomes = (await fs.readFile(path.join(report, 'outcomes.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { po: string; status: string; reason: string; message: string });
  expect(outcomes.map(({ po }) => po).sort()).toEqual(expectedOrders.map(({ po }) => po).sort());
  for (const { po, status, reason, message } of expectedOrders) {
    const outcome = outcomes.find((candidate) => candidate.po === po)!;
    expect.soft({ status: outcome.status, reason: outcome.reason }, po).toEqual({ status, reason });
    expect.soft(outcome.message, po).toMatch(textOf(message));
  }
  const summary = (await fs.readJson(path.join(report, 'summary.json'))) as {
    totals: { byStatus: Record<string, number> };
  };
  for (const status of new Set(expectedOrders.map((order) => order.status)))
    expect(summary.totals.byStatus[status]).toBe(statusOf(status).length);
  expect(await fs.pathExists(path.join(batch.dir, 'playwright-report', 'index.html'))).toBe(true);
  const allure = await fs.readdir(path.join(report, 'allure-results'));
  expect(allure.filter((name) => name.endsWith('-result.json')).length).toBeGreaterThanOrEqual(expectedOrders.length);
  // The suppliers' files stay in their folders: a report is passed around.
  expect(allure.filter((name) => /\.(pdf|docx|xlsx|eml|msg|zip|csv)$/.test(name))).toEqual([]);
}

const textOf = (message: string | RegExp) =>
  typeof message === 'string' ? new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : message;
