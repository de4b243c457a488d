import path from 'node:path';
import { mergeTests } from '@playwright/test';
import fs from 'fs-extra';
import { test as withServer } from '../support/postgres-server';
import { readList, tree } from '../support/run-batch';
import { expect, order, processed, test as withBatch } from './batch-test';

// Two machines with a database in common and nothing else: each PO is done by one of them, and both lists say so.
const test = mergeTests(withBatch, withServer);
test.describe.configure({ timeout: 240_000 });

const numbers = Array.from({ length: 8 }, (_, index) => String(15_262_984 + index));
const pos = numbers.map((number) => `PO${number}`);

test('two machines with STORE_URL do every PO once, both lists hold all results, and no file holds the password', async ({
  portal,
  batch,
  server,
}) => {
  const its = await portal(numbers.map((number) => ({ ...order(number), latency: { page: 0, file: 700 } })));
  const url = new URL(await server.database());
  // Servers that trust this machine take any password; it must not get anywhere all the same.
  url.password = 'not-for-any-log';
  const env = { STORE_URL: url.href, STORE_BATCH: 'night' };
  const machines = [await batch({ pos, portal: its, env }), await batch({ pos, portal: its, env })];
  const runs = await Promise.all(machines.map((machine) => machine.run(['test', '--workers=1', '--retries=0'])));
  for (const { exitCode, output } of runs) expect(exitCode, output).toBe(0);
  expect(numbers.map((number) => its.stats.orders[number]?.opened)).toEqual(numbers.map(() => 1));
  for (const { list } of machines)
    expect((await readList(list)).map((row) => row.cell('STATUS'))).toEqual(pos.map(() => 'COMPLETED'));
  const files = (await Promise.all(machines.map(({ downloads }) => tree(downloads)))).flat();
  expect(files.sort()).toEqual(pos.map((po) => `Test_Supplier/${po}_COMPLETED/document.pdf`).sort());
  // Each of them had some of the work, and says of the rest who did it.
  for (const { output } of runs) expect(processed(output).length, output).toBeGreaterThan(0);

  for (const [index, { dir, temp }] of machines.entries()) {
    expect(runs[index]!.output).not.toContain(url.password);
    for (const file of [...(await tree(dir)), ...(await tree(temp)).map((name) => path.join(temp, name))]) {
      if (file.endsWith('/') || path.basename(file) === '.env' || file.includes('node_modules')) continue;
      expect(await fs.readFile(path.resolve(dir, file), 'latin1'), file).not.toContain(url.password);
    }
  }
});

test('a database that is away when a run starts: exit code 6, one line without the password, nothing is done', async ({
  portal,
  batch,
  server,
}) => {
  const its = await portal([order('15262984')]);
  const url = new URL(await server.database());
  url.port = '9';
  url.password = 'not-for-any-log';
  const project = await batch({ pos: ['PO15262984'], portal: its, env: { STORE_URL: url.href } });
  const { exitCode, output } = await project.run();
  expect(exitCode, output).toBe(6);
  expect(output).not.toContain(url.password);
  expect((await readList(project.list)).map((row) => row.cell('STATUS'))).toEqual(['']);
  expect(its.stats.orders).toEqual({});
});
