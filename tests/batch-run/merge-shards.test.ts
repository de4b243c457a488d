import { execFile } from 'node:child_process';
import path from 'node:path';
import fs from 'fs-extra';
import type { JSONReport, JSONReportSuite } from '@playwright/test/reporter';
import { cleanEnvironment, makeProject, readList, REPOSITORY, tree } from '../support/run-batch';
import { expect, listOf, order, processed, selected, test, type Batch } from './batch-test';

test.describe.configure({ timeout: 300_000 });

const poBatch = (cwd: string, ...args: string[]) =>
  new Promise<{ code: number; output: string }>((resolve) =>
    execFile(
      process.execPath,
      [path.join(REPOSITORY, 'cli', 'po-batch.js'), ...args],
      { cwd, env: cleanEnvironment() },
      (failure, out, error) => resolve({ code: failure ? Number(failure.code) : 0, output: out + error }),
    ),
  );
const titlesOf = ({ suites = [], specs }: JSONReportSuite): string[] => [
  ...specs.map(({ title }) => title),
  ...suites.flatMap(titlesOf),
];
const told = async (list: string) =>
  (await readList(list)).map((row) => [row.po, row.cell('STATUS'), row.cell('AttachmentName')]);

test('two shards in two folders become one list, one report and one tree, from their folders or their blob reports', async ({
  portal,
  batch,
}) => {
  const numbers = ['15262984', '15262985', '15262986', '15262987', '15262988'];
  const pos = numbers.map((number) => `PO${number}`);
  const missing = '15262987';
  const its = await portal(numbers.filter((number) => number !== missing).map((number) => order(number, 'a.pdf')));
  const shards: Batch[] = [];
  for (const shard of [1, 2]) {
    const one = await batch({ pos, portal: its });
    shards.push(one);
    const { exitCode, output } = await one.run(['test', `--shard=${shard}/2`, '--workers=1']);
    expect(exitCode, output).toBe(shard === 1 ? 0 : 1);
    expect(processed(output)).toEqual(pos.filter((_, index) => index % 2 === shard - 1));
  }
  const [first, second] = shards as [Batch, Batch];

  // Playwright's own report of both.
  const central = await batch({ pos, portal: its });
  const blobs = path.join(central.dir, 'blobs');
  for (const [index, { dir }] of shards.entries()) {
    const name = `report-${index + 1}-of-2.zip`;
    await fs.copy(path.join(dir, 'blob-report', name), path.join(blobs, name));
  }
  const reports = await central.run(['merge-reports', '-c', 'playwright.config.ts', '--reporter=json,html', blobs], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(central.dir, 'merged.json'),
  });
  expect(reports.exitCode, reports.output).toBe(0);
  const merged = (await fs.readJson(path.join(central.dir, 'merged.json'))) as JSONReport;
  expect(merged.suites.flatMap(titlesOf).sort()).toEqual(pos);
  const split = (shard: number) => /split (\w+)$/.exec(String(merged.config.metadata[`shard ${shard} of 2`]))?.[1];
  expect(split(1)).toMatch(/^[0-9a-f]{12}$/);
  expect(split(2)).toBe(split(1));
  expect(await fs.pathExists(path.join(central.dir, 'playwright-report', 'index.html'))).toBe(true);

  // List, batch report and last-failed, from the folders.
  const folders = shards.map(({ dir }) => dir);
  const collected = path.join(central.dir, 'collected');
  const into = ['--into', central.list, '--collect', collected, '--copy'];
  const once = await poBatch(central.dir, 'merge', ...folders, ...into);
  expect(once.code, once.output).toBe(0);
  expect(await told(central.list)).toEqual(
    pos.map((po) => (po === `PO${missing}` ? [po, 'PO_NOT_FOUND', ''] : [po, 'COMPLETED', 'a.pdf'])),
  );
  expect(once.output).toContain('📊 5 POs: 4 COMPLETED, 1 PO_NOT_FOUND');
  expect(await selected(central, '--last-failed')).toEqual([`PO${missing}`]);
  expect((await tree(collected)).filter((file) => file.endsWith('.pdf'))).toEqual(
    pos.filter((po) => po !== `PO${missing}`).map((po) => `Test_Supplier/${po}_COMPLETED/a.pdf`),
  );
  const [row] = await readList(central.list);
  expect(row!.cell('DOWNLOAD_FOLDER')).toBe(path.join(collected, 'Test_Supplier', `${pos[0]}_COMPLETED`));
  const report = (await fs.readdir(path.join(central.dir, 'batch-report'))).find((name) => /^\d/.test(name));
  const summary = await fs.readJson(path.join(central.dir, 'batch-report', report!, 'summary.json'));
  expect(summary).toMatchObject({ workers: 2, totals: { total: 5, done: 5, successful: 4, failed: 1 } });

  // Once more changes nothing: neither the list nor what a person did to it meanwhile.
  const text = (await fs.readFile(central.list, 'utf8')).replace(`${pos[0]};COMPLETED`, `${pos[0]};`);
  await fs.writeFile(central.list, text);
  const again = await poBatch(central.dir, 'merge', ...folders, blobs, ...into);
  expect(again.output).toContain('Nothing new');
  expect(await fs.readFile(central.list, 'utf8')).toBe(text);

  // The blob reports alone say as much; a row that a person wrote stays.
  const other = await makeProject(path.join(central.dir, 'other'), {
    csv: listOf(pos).replace(`${pos[1]};`, `${pos[1]};done by hand`),
    env: { BASE_URL: its.url },
  });
  const byBlobs = await poBatch(other.dir, 'merge', blobs, '--into', other.list);
  expect(byBlobs.code, byBlobs.output).toBe(0);
  expect(byBlobs.output).toContain(`${pos[1]}: row 3 of input.csv was changed by somebody`);
  expect(await told(other.list)).toEqual(
    (await told(central.list)).map(([po, status, name], index) =>
      index === 0 ? [po, 'COMPLETED', 'a.pdf'] : index === 1 ? [po, 'done by hand', ''] : [po, status, name],
    ),
  );
  expect([first.list, second.list].every((list) => fs.existsSync(list))).toBe(true);
});
