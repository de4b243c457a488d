import { mergeTests } from '@playwright/test';
import { test as withServer } from '../support/postgres-server';
import { readList } from '../support/run-batch';
import { expect, order, test as withBatch } from './batch-test';

const test = mergeTests(withBatch, withServer);
test.describe.configure({ timeout: 500_000 });

test('the database goes away in the middle: POs under way end; a run that does not wait ends with code 6, one that does goes on', async ({
  portal,
  batch,
  server,
}) => {
  const numbers = ['15262984', '15262985', '15262986'];
  const pos = numbers.map((number) => `PO${number}`);
  const slow = () => portal(numbers.map((number) => ({ ...order(number), latency: { page: 0, file: 4_000 } })));
  const portals = [await slow(), await slow()] as const;
  const url = await server.database();
  const made = (index: 0 | 1, patience: string) =>
    batch({
      pos,
      portal: portals[index],
      env: { STORE_URL: url, STORE_BATCH: `batch ${index}`, OFFLINE_WAIT: patience },
    });
  const [hasty, patient] = [await made(0, '0'), await made(1, '10')];
  const runs = [hasty.start(['test', '--workers=1']), patient.start(['test', '--workers=1'])] as const;
  // Each has a PO whose file is on its way.
  const asked = (index: 0 | 1) =>
    Object.values(portals[index].stats.orders).flatMap(({ files }) => Object.values(files)).length;
  await expect.poll(() => Math.min(asked(0), asked(1)), { timeout: 240_000, intervals: [50] }).toBeGreaterThan(0);
  await server.stop();
  const away = await runs[0].ended;
  expect(away.exitCode, away.output).toBe(6);
  expect(away.output).toMatch(
    /❌ The database 127\.0\.0\.1:\d+\/\w+ is not reachable \(OFFLINE_WAIT=0: not waited for\)/,
  );
  const statuses = async ({ list }: typeof hasty) => (await readList(list)).map((row) => row.cell('STATUS')).sort();
  const ended = (await statuses(hasty)).filter((status) => status === 'COMPLETED').length;
  expect(ended, 'what was under way').toBeGreaterThan(0);
  await runs[1].shows(/⏸️ The database .* is not reachable, waiting since/, 60_000);

  await server.start();
  const on = await runs[1].ended;
  expect(on.exitCode, on.output).toBe(0);
  expect(on.output).toMatch(/▶️ The database answers again after /);
  expect(await statuses(patient)).toEqual(pos.map(() => 'COMPLETED'));
  const again = await hasty.run(['test', '--workers=1']);
  expect(again.exitCode, again.output).toBe(0);
  expect(await statuses(hasty)).toEqual(pos.map(() => 'COMPLETED'));
  for (const { stats } of portals)
    expect(numbers.map((number) => stats.orders[number]?.opened)).toEqual(numbers.map(() => 1));
  // What the hasty one could not tell at its end, its next run told.
  expect(
    await server.sql(
      url,
      'select batch, count(*)::int from po_batch.outcomes where final group by batch order by batch',
    ),
  ).toEqual([0, 1].map((index) => ({ batch: `batch ${index}`, count: numbers.length })));
});
