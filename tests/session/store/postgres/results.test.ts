import { expect } from '@playwright/test';
import { readDue, readResults } from '../../../../session/store/postgres';
import { Database } from '../../../../session/store/postgres/database';
import { STEPS, upgrade } from '../../../../session/store/postgres/schema';
import { test } from '../../../support/postgres-server';
import { byPostgres, order, result, type TestRun } from '../store-in-test';

const BATCH = 'input.csv';

test('what --last-failed takes: chosen and not ended well since, on whichever machine', async ({
  server,
}, testInfo) => {
  const url = await server.database();
  expect(await readDue(url, BATCH), 'no tables yet').toEqual([]);
  const at = byPostgres(testInfo.outputDir, server, url);
  const [a, b] = [await at.join('a'), await at.join('b')];
  await a.store.choose(['1', '2', '3'].map((number) => order(number)));
  const end = async ({ store }: typeof a, number: string, status: string) => {
    await store.take(order(number));
    await store.record(order(number), result(`PO${number}`, { status }));
  };
  await end(a, '1', 'COMPLETED');
  await end(a, '2', 'FAILED');
  expect(await readDue(url, BATCH)).toEqual(['2', '3']);
  expect(await readDue(url, 'another')).toEqual([]);
  await end(b, '3', 'NO_ATTACHMENTS');
  await end(b, '4', 'TIMEOUT');
  expect(await readDue(url, BATCH)).toEqual(['2', '4']);
  // The other machine's list does not say yet that it is done.
  await b.store.choose([order('1')]);
  expect((await b.store.take(order('1'))).is).toBe('done');
  await end(b, '2', 'COMPLETED');
  expect(await readDue(url, BATCH)).toEqual(['4']);
  for (const { store } of [a, b]) await store.close();
});

test('results as they came, the last of each PO with the highest revision; an unknown batch is named with those there are', async ({
  server,
}, testInfo) => {
  const url = await server.database();
  await expect(readResults(url, BATCH)).rejects.toThrow(/no results of a batch "input\.csv" \(it has none at all\)/);
  const at = byPostgres(testInfo.outputDir, server, url);
  const [a, b] = [await at.join('a'), await at.join('b')];
  for (const [{ store }, status] of [
    [a, 'FAILED'],
    [b, 'COMPLETED'],
  ] as const) {
    await store.take(order('1'));
    await store.record(order('1'), result('PO1', { status }));
  }
  const { runs, records, due } = await readResults(url, BATCH);
  expect([runs, due]).toEqual([2, []]);
  expect(records).toMatchObject([
    { type: 'outcome', run: 'a', revision: 1, record: { status: 'FAILED' } },
    { type: 'outcome', run: 'b', revision: 2, record: { status: 'COMPLETED' } },
  ]);
  expect(JSON.stringify(records)).not.toContain('holding');
  await expect(readResults(url, 'other.csv')).rejects.toThrow(/it has input\.csv/);
  for (const { store } of [a, b]) await store.close();
});

test('tables of the version before know what failed once they are brought up to date', async ({ server }) => {
  const url = await server.database();
  const database = await Database.of(url);
  await upgrade(database, STEPS.slice(0, 1));
  const ended = (seq: number, number: string, status: string) =>
    server.sql(
      url,
      `insert into po_batch.outcomes (batch, seq, id, run, user_name, host, list, number, po, status, final, token, entry)
       values ($1, $2, gen_random_uuid(), 'r', 'u', 'h', 'l', $3, 'PO' || $3, $4, true, 1, '{}')`,
      [BATCH, seq, number, status],
    );
  await ended(1, '1', 'FAILED');
  await ended(2, '1', 'COMPLETED');
  await ended(3, '2', 'COMPLETED');
  await ended(4, '2', 'TIMEOUT');
  await database.close();
  expect(await readDue(url, BATCH)).toEqual(['2']);
});

test('of many outcomes that are read at once none is passed over, whatever the number of digits of their places', async ({
  server,
}, testInfo) => {
  const url = await server.database();
  const at = byPostgres(testInfo.outputDir, server, url);
  const [a, b] = [await at.join('a'), await at.join('b')];
  const numbers = Array.from({ length: 12 }, (_, index) => String(index + 1));
  for (const number of numbers) {
    await a.store.take(order(number));
    await a.store.record(order(number), result(`PO${number}`, { run: 'a' }));
  }
  for (const number of numbers) expect((await b.store.take(order(number))).is, number).toBe('done');
  const { records } = await readResults(url, BATCH);
  expect(records.map((record) => record.type === 'outcome' && record.revision)).toEqual(numbers.map(Number));
  for (const { store } of [a, b]) await store.close();
});

test('a result that is older than what a run on this copy of the list did since is never brought into it', async ({
  server,
}, testInfo) => {
  const url = await server.database();
  const at = byPostgres(testInfo.outputDir, server, url);
  const ends = async ({ store }: Pick<TestRun, 'store'>, number: string, status: string) => {
    await store.take(order(number));
    await store.record(order(number), result(`PO${number}`, { status }));
  };
  const a = await at.join('a');
  await ends(a, '1', 'FAILED');
  await ends(a, '2', 'FAILED');
  // Read as it joins, and handed out with its next heartbeat: by then it has done one of the two itself.
  const b = await at.join('b');
  await ends(b, '1', 'COMPLETED');
  await b.store.catchUp();
  const brought = ({ elsewhere }: TestRun) => elsewhere.map(({ record }) => `${record.po} ${record.status}`);
  expect(brought(b)).toEqual(['PO2 FAILED']);
  // It was killed before that was settled; the next run on this list reads all of it again.
  const [c, d] = [await at.join('c', { machine: 'b' }), await at.join('d', { machine: 'b' })];
  await c.store.catchUp();
  expect(brought(c)).toEqual(['PO2 FAILED']);
  // A person there wants it done once more.
  expect((await a.store.take(order('1'))).is).toBe('done');
  await ends(a, '1', 'TIMEOUT');
  await c.store.catchUp();
  expect(brought(c)).toEqual(['PO2 FAILED', 'PO1 TIMEOUT']);
  await ends(d, '2', 'COMPLETED');
  await d.store.catchUp();
  expect(brought(d)).toEqual(['PO1 TIMEOUT']);
  for (const { store } of [a, b, c, d]) await store.close();
});
