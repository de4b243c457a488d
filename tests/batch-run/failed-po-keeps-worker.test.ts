import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { JSONReport } from '@playwright/test/reporter';
import fs from 'fs-extra';
import { sampleBatch } from '../../data/portal/orders';
import { specialCase } from '../../data/portal/orders/special-cases';
import { specsOf } from '../support/json-report';
import { REPOSITORY } from '../support/run-batch';
import { expect, test, type Batch } from './batch-test';

// A PO that ended badly says nothing about its worker. Its process stays, and every reporter counts it all the same.
test.describe.configure({ timeout: 240_000 });

const GOOD = sampleBatch.slice(0, 3).map(({ number }) => number);
const BAD = [
  ...['19000001', '19000002'], // not found
  specialCase('file 404').number,
];
const orders = [...sampleBatch, specialCase('file 404')];

/** Good and bad in turn, so that a process that ended would show as another worker index. */
const pos = GOOD.flatMap((number, index) => [number, BAD[index]!]);

const REPORTERS = ['list', 'dot', 'line', 'json', 'junit', 'blob'] as const;
const file = (project: Batch, name: string) => path.join(project.dir, name);
const FILES = (project: Batch) => ({
  PLAYWRIGHT_JSON_OUTPUT_FILE: file(project, 'report.json'),
  PLAYWRIGHT_JUNIT_OUTPUT_FILE: file(project, 'junit.xml'),
  PLAYWRIGHT_BLOB_OUTPUT_FILE: file(project, 'blob/report.zip'),
});

const jsonOf = async (project: Batch) => (await fs.readJson(file(project, 'report.json'))) as JSONReport;
const processesOf = (report: JSONReport) =>
  new Set(specsOf(report).flatMap(({ tests }) => tests[0]!.results.map(({ workerIndex }) => workerIndex)));
const statusesOf = (report: JSONReport) =>
  Object.fromEntries(specsOf(report).map(({ title, tests }) => [title, tests[0]!.status]));
const EXPECTED = Object.fromEntries(pos.map((number) => [number, BAD.includes(number) ? 'unexpected' : 'expected']));

test('every reporter counts a failed PO whose process stays; where another comes first it costs its process, and nothing else', async ({
  portal,
  batch,
}) => {
  const project = await batch({
    pos,
    portal: await portal(orders),
    config: `{ reporter: [...purchaseOrderBatch().reporter, ${REPORTERS.map((name) => `['${name}']`).join(', ')}] }`,
  });
  const { exitCode, output } = await project.run(['test', '--workers=2'], FILES(project));
  expect(exitCode, output).toBe(1);
  const report = await jsonOf(project);
  expect(statusesOf(report)).toEqual(EXPECTED);
  expect(report.stats).toMatchObject({ expected: 3, unexpected: 3, flaky: 0, skipped: 0 });
  expect(processesOf(report).size, 'no process was replaced').toBeLessThanOrEqual(2);
  for (const { title, tests } of specsOf(report)) {
    const { results } = tests[0]!;
    expect(results, title).toHaveLength(1);
    expect(JSON.stringify(tests[0]!), title).not.toContain('keeps worker');
    expect(results[0]!.status, title).toBe(BAD.includes(title) ? 'failed' : 'passed');
  }
  expect(output, 'list, line and dot').toMatch(/3 failed[\s\S]*3 passed/);
  for (const number of BAD) expect(output, 'list').toMatch(new RegExp(`✘ .*${number}`));
  expect(await fs.readFile(file(project, 'junit.xml'), 'utf8')).toMatch(
    /<testsuites[^>]* tests="6" failures="0" skipped="0" errors="3"/,
  );
  expect(await htmlStats(project)).toMatchObject({ total: 6, expected: 3, unexpected: 3, ok: false });
  expect(await allureStatuses(project)).toEqual({ passed: 3, failed: 3 });

  const merged = await project.run(['merge-reports', '--reporter=json', path.join(project.dir, 'blob')], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file(project, 'report.json'),
  });
  expect(merged.exitCode, merged.output).toBe(0);
  expect(statusesOf(await jsonOf(project)), 'merged').toEqual(EXPECTED);

  const again = await project.run(['test', '--workers=1', '--last-failed', '--reporter=json'], FILES(project));
  expect(again.exitCode, again.output).toBe(1);
  const second = await jsonOf(project);
  expect(statusesOf(second), '--last-failed').toEqual(Object.fromEntries(BAD.map((number) => [number, 'unexpected'])));
  expect(processesOf(second).size, 'one for each').toBe(BAD.length);
});

test('what a spec of the project expects to fail, beside the POs, stays expected', async ({ portal, batch }) => {
  const project = await batch({
    pos: [GOOD[0]!],
    portal: await portal(orders),
    config: `{ testDir: '.', testMatch: '*.spec.ts', reporter: [...purchaseOrderBatch().reporter, ['json']] }`,
  });
  await fs.writeFile(
    file(project, 'pos.spec.ts'),
    `import { purchaseOrders, test } from ${JSON.stringify(path.join(REPOSITORY, 'index'))};
     for (const { order, details } of purchaseOrders())
       test(order.po, details, ({ purchaseOrder }) => purchaseOrder.process(order));`,
  );
  await fs.writeFile(
    file(project, 'own.spec.ts'),
    `import { test } from '@playwright/test';
     test.fail('declared', () => { throw new Error('as expected'); });
     test('said within', () => { test.fail(); throw new Error('as expected'); });`,
  );
  const { exitCode, output } = await project.run(['test', '--workers=1'], FILES(project));
  expect(exitCode, output).toBe(0);
  expect(statusesOf(await jsonOf(project))).toEqual({
    [GOOD[0]!]: 'expected',
    declared: 'expected',
    'said within': 'expected',
  });
});

test('-x ends the run at the first failed PO', async ({ portal, batch }) => {
  const project = await batch({ pos, portal: await portal(orders) });
  const { exitCode, output } = await project.run(['test', '--workers=1', '-x']);
  expect(exitCode, output).toBe(1);
  expect(await htmlStats(project)).toMatchObject({ expected: 1, unexpected: 1 });
});

/** What Playwright's HTML report counts: its data is a ZIP in the page, with stored or deflated entries. */
async function htmlStats(project: Batch): Promise<object> {
  const page = await fs.readFile(path.join(project.dir, 'playwright-report', 'index.html'), 'utf8');
  const zip = Buffer.from(/data:application\/zip;base64,([A-Za-z0-9+/=]+)/.exec(page)![1]!, 'base64');
  return (JSON.parse(String(entryOf(zip, 'report.json'))) as { stats: object }).stats;
}

function entryOf(zip: Buffer, name: string): Buffer {
  // From the central directory: local headers of a streamed ZIP have no sizes.
  for (let at = 0; (at = zip.indexOf('PK\x01\x02', at, 'latin1')) >= 0; at += 46) {
    const length = zip.readUInt16LE(at + 28);
    if (zip.toString('utf8', at + 46, at + 46 + length) !== name) continue;
    const local = zip.readUInt32LE(at + 42);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(begin, begin + zip.readUInt32LE(at + 20));
    return zip.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data);
  }
  throw new Error(`${name} is not in the report.`);
}

async function allureStatuses(project: Batch): Promise<Record<string, number>> {
  const runs = await fs.readdir(path.join(project.dir, 'batch-report'));
  const folder = path.join(project.dir, 'batch-report', runs.sort()[0]!, 'allure-results');
  const counts: Record<string, number> = {};
  for (const name of await fs.readdir(folder)) {
    if (!name.endsWith('-result.json')) continue;
    const { status } = (await fs.readJson(path.join(folder, name))) as { status: string };
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
