import path from 'node:path';
import { mergeTests } from '@playwright/test';
import type { JSONReport, JSONReportSuite } from '@playwright/test/reporter';
import fs from 'fs-extra';
import { test as withServer } from '../support/postgres-server';
import { readList, tree } from '../support/run-batch';
import { expect, order, processed, test as withBatch } from './batch-test';

const test = mergeTests(withBatch, withServer);
test.describe.configure({ timeout: 300_000 });

const outcomes = ({ suites = [], specs }: JSONReportSuite): string[] => [
  ...specs.map(({ title, tests }) => `${title} ${tests.map(({ status }) => status).join()}`),
  ...suites.flatMap(outcomes),
];

test('with STORE_URL a shard that is done early does the end of a late one; each PO is done once and shows once', async ({
  portal,
  batch,
  server,
}) => {
  const numbers = Array.from({ length: 8 }, (_, index) => String(15_262_984 + index));
  const pos = numbers.map((number) => `PO${number}`);
  // Of POs of which nothing is known every second is the first shard's, and the last one of these its tail.
  const late = numbers.filter((_, index) => index % 2 === 0);
  const taken = late.at(-1)!;
  const slow = new Set(late.slice(0, -1));
  const its = await portal(
    numbers
      // Not in Coupa: what the helper says of it counts, and nobody asks the portal once more.
      .filter((number) => number !== taken)
      .map((number) => ({ ...order(number), latency: { page: 0, file: slow.has(number) ? 4_000 : 0 } })),
  );
  const env = { STORE_URL: await server.database(), STORE_BATCH: 'night' };
  const machines = [await batch({ pos, portal: its, env }), await batch({ pos, portal: its, env })];
  const runs = await Promise.all(
    machines.map((machine, index) => machine.run(['test', `--shard=${index + 1}/2`, '--workers=1'])),
  );
  const [first, second] = runs.map(({ output }) => output) as [string, string];
  expect(second).toMatch(/🧩 Shard 2 of 2: 4 of 8 POs, .*; up to 1 of other shards when those are late/);
  expect(processed(second)).toContain(`PO${taken}`);
  expect(
    runs.map(({ exitCode }) => exitCode),
    first + second,
  ).toEqual([1, 1]);
  expect(first).toMatch(new RegExp(`PO${taken}: .*Done by `));
  for (const number of numbers.filter((one) => one !== taken)) expect(its.stats.orders[number]!.opened).toBe(1);
  // The late one ended last: its list has what both did.
  expect((await readList(machines[0]!.list)).map((row) => row.cell('STATUS'))).toEqual(
    numbers.map((number) => (number === taken ? 'PO_NOT_FOUND' : 'COMPLETED')),
  );

  // Playwright's merged report, and the Allure results of both, have each PO once.
  const [central] = machines as [(typeof machines)[0]];
  const blobs = path.join(central.dir, 'blobs');
  for (const [index, { dir }] of machines.entries())
    await fs.copy(path.join(dir, 'blob-report'), path.join(blobs, `${index}`));
  await Promise.all(
    [0, 1].map((at) => fs.move(path.join(blobs, `${at}`, `report-${at + 1}-of-2.zip`), path.join(blobs, `${at}.zip`))),
  );
  const json = await central.run(['merge-reports', '-c', 'playwright.config.ts', '--reporter=json', blobs], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(central.dir, 'merged.json'),
  });
  expect(json.exitCode, json.output).toBe(0);
  const merged = (await fs.readJson(path.join(central.dir, 'merged.json'))) as JSONReport;
  expect(merged.suites.flatMap(outcomes).sort()).toEqual(
    numbers.map((number) => `PO${number} ${number === taken ? 'unexpected' : 'expected'}`),
  );
  const results = (
    await Promise.all(
      machines.map(async ({ dir }) =>
        (await tree(path.join(dir, 'batch-report'))).map((file) => path.join(dir, 'batch-report', file)),
      ),
    )
  )
    .flat()
    .filter((file) => file.endsWith('-result.json'));
  const names = await Promise.all(results.map(async (file) => ((await fs.readJson(file)) as { name: string }).name));
  expect(names.sort()).toEqual(pos);
});
