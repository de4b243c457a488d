import path from 'node:path';
import { mergeTests } from '@playwright/test';
import fs from 'fs-extra';
import { test as withServer } from '../support/postgres-server';
import { readList, tree } from '../support/run-batch';
import { expect, order, processed, requests, selected, test as withBatch, type Batch } from './batch-test';

// Two machines with a database in common and nothing else: each PO is done by one of them, and both lists say so. Three
// of them, one cut off from the others, are in tests/trials/three-hosts.test.ts.
const test = mergeTests(withBatch, withServer);
test.describe.configure({ timeout: 240_000 });

const numbers = Array.from({ length: 7 }, (_, index) => String(15_262_984 + index));
const pos = numbers.map((number) => `PO${number}`);

test('two machines with STORE_URL do every PO once, also when one is killed; lists and --last-failed of both know all results, and no file holds the password', async ({
  portal,
  batch,
  server,
}) => {
  // The last is not in Coupa yet. The file of the one before comes when the test says so: whichever machine has it is
  // killed with it, while the other one waits for it.
  const [known, bad] = [numbers.slice(0, -1), numbers.at(-1)!];
  const held = known.at(-1)!;
  const its = await portal(known.map((number) => order(number)));
  its.setLatency({ file: 600_000 }, held);
  const url = new URL(await server.database());
  const direct = url.href;
  // Servers that trust this machine take any password; it must not get anywhere all the same.
  url.password = 'not-for-any-log';
  const env = { STORE_URL: url.href, STORE_BATCH: 'night', DOWNLOAD_WAIT_TIMEOUT: '3600' };
  const machines = [await batch({ pos, portal: its, env }), await batch({ pos, portal: its, env })];
  const running = machines.map((machine) => machine.start(['test', '--workers=1', '--retries=0']));
  const waits = new RegExp(`⏳ PO${held} is being done by `);
  const first = await Promise.any(running.map((one, index) => one.shows(waits, 150_000).then(() => index)));
  const [killed, steady] = [1 - first, first];
  await expect.poll(() => requests(its, held), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
  running[killed]!.child.kill('SIGKILL');
  await running[killed]!.ended;
  its.setLatency({ file: 0 }, held);
  its.release();
  const rest = await running[steady]!.ended;
  expect(rest.exitCode, rest.output).toBe(1);
  const statuses = async ({ list }: Batch) => (await readList(list)).map((row) => row.cell('STATUS'));
  expect(await statuses(machines[steady]!)).toEqual([...known.map(() => 'COMPLETED'), 'PO_NOT_FOUND']);
  const opened = known.map((number) => its.stats.orders[number]!.opened);
  expect(opened, 'what the killed one had begun is opened once more').toEqual([1, 1, 1, 1, 1, 2]);

  // What ended badly on the one is taken by the other, whose own list knows nothing of it. The order is there by now.
  expect(await selected(machines[killed]!, '--last-failed')).toEqual([`PO${bad}`]);
  const later = await portal(numbers.map((number) => order(number)));
  const again = await machines[killed]!.run(['test', '--last-failed', '--workers=1'], { BASE_URL: later.url });
  expect(again.exitCode, again.output).toBe(0);
  expect(processed(again.output)).toEqual([`PO${bad}`]);
  expect(Object.keys(later.stats.orders)).toEqual([bad]);
  expect(await statuses(machines[killed]!)).toEqual(pos.map(() => 'COMPLETED'));
  const none = await machines[steady]!.run(['test', '--last-failed']);
  expect(none.exitCode, none.output).toBe(0);
  expect(none.output).toContain('✅ Nothing to do: no PO of the last run failed or was left unfinished.');

  const well = "select po from po_batch.outcomes where final and status = 'COMPLETED' order by po";
  expect((await server.sql<{ po: string }>(direct, well)).map(({ po }) => po)).toEqual(pos);
  expect(await server.sql(direct, 'select po from po_batch.due')).toEqual([]);
  const files = (await Promise.all(machines.map(({ downloads }) => tree(downloads)))).flat();
  expect(files.filter((file) => file.endsWith('.pdf')).sort()).toEqual(
    pos.map((po) => `Test_Supplier/${po}_COMPLETED/document.pdf`).sort(),
  );
  const outputs = [running[killed]!.output(), rest.output, again.output, none.output].join('\n');
  expect(outputs).not.toContain(url.password);
  for (const { dir, temp } of machines) {
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
