import path from 'node:path';
import { expect } from '@playwright/test';
import fs from 'fs-extra';
import { Database } from '../../../../session/store/postgres/database';
import { upgrade, versionOf, STEPS } from '../../../../session/store/postgres/schema';
import { Statements, type Member } from '../../../../session/store/postgres/statements';
import { connectPostgres } from '../../../../session/store/postgres';
import { test } from '../../../support/postgres-server';
import { byPostgres, order, result } from '../store-in-test';

const memberOf = (run: string): Member => ({
  run,
  batch: 'b',
  list: 'l',
  user: `user-${run}`,
  host: `host-${run}`,
  pid: 1,
  startedAt: 1,
});

test('an outcome is written only with the current token, and the token grows with each take-over', async ({
  server,
}) => {
  const url = await server.database();
  const database = await Database.of(url);
  await upgrade(database);
  const [a, b] = ['a', 'b'].map((run) => new Statements(database, memberOf(run), 90)) as [Statements, Statements];
  await a.beat();
  await b.beat();
  expect(await a.take('batch:b', '1', 'PO1')).toEqual({ token: '1' });
  expect(await a.take('batch:b', '1', 'PO1'), 'its own').toEqual({ token: '1' });
  await server.sql(url, `update po_batch.runs set beat = beat - interval '1 hour' where run = 'a'`);
  expect(await b.take('batch:b', '1', 'PO1')).toEqual({ token: '2' });
  await b.release('1', ['batch:b']);
  await a.beat();
  expect(await a.take('batch:b', '1', 'PO1')).toEqual({ token: '3' });
  const told = (batchToken: string, id: string) =>
    a.record({
      type: 'outcome',
      run: 'a',
      id,
      ...result('PO1'),
      holding: { number: '1', batch: 'b', folder: 'f', batchToken, folderToken: '1' },
    });
  const [stale, current] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  // The run has the PO, but this outcome is of the time before another one had it.
  expect(await told('1', stale)).toBe(false);
  expect(await server.sql(url, 'select 1 from po_batch.outcomes')).toEqual([]);
  expect(await told('3', current)).toBe(true);
  expect(await told('3', current), 'sent again, since its answer got lost').toBe(true);
  expect(await server.sql(url, 'select id, token::int, seq::int from po_batch.outcomes')).toEqual([
    { id: current, token: 3, seq: 1 },
  ]);
  expect(await server.sql(url, 'select run, token::int from po_batch.claims')).toEqual([{ run: null, token: 3 }]);
  await database.close();
});

test('what the server cannot keep of one PO stops no other, and no later run', async ({ server }, testInfo) => {
  const url = await server.database();
  const together = byPostgres(testInfo.outputPath('runs'), server, url);
  const a = await together.join('a', { machine: 'm' });
  const told = async (number: string, text: string) => {
    expect(await a.store.take(order(number))).toEqual({ is: 'ours' });
    const outcome = result(`PO${number}`);
    outcome.record.message = text;
    await a.store.record(order(number), outcome);
  };
  // A page's emoji that was cut, and what no text of a database holds.
  await told('100001', 'says "Angebot \ud83d"');
  await told('100002', 'NUL \u0000');
  await server.sql(url, "alter table po_batch.outcomes add constraint odd check (po <> 'PO100003')");
  await told('100003', 'of any other cause');
  await told('100004', 'like all others');
  expect(a.notices).toEqual([expect.stringMatching(/^PO100003: .* cannot keep its result .* in the list here/)]);
  await a.store.catchUp();
  await a.store.close();
  a.crashed = true;
  const b = await together.join('b', { machine: 'm' });
  expect(await together.outcomes()).toEqual(['PO100001 a', 'PO100002 a', 'PO100004 a']);
  expect((await b.store.owed()).map(({ record }) => record.po)).toContain('PO100003');
  await b.store.close();
});

test('a PO that is done frees what a killed run holds of it in that folder, and nothing of a living run', async ({
  server,
}) => {
  const url = await server.database();
  const database = await Database.of(url);
  await upgrade(database);
  const [killed, living, own] = ['killed', 'living', 'own'].map(
    (run) => new Statements(database, memberOf(run), 90),
  ) as [Statements, Statements, Statements];
  for (const each of [killed, living, own]) await each.beat();
  await killed.take('folder:f', '1', 'PO1');
  await killed.take('folder:other', '1', 'PO1');
  await living.take('folder:f', '2', 'PO2');
  await server.sql(url, `update po_batch.runs set beat = beat - interval '1 hour' where run = 'killed'`);
  for (const number of ['1', '2']) {
    await own.take('batch:b', number, `PO${number}`);
    await own.yieldDone(number, ['batch:b', 'folder:f'], true);
  }
  expect(
    await server.sql(url, 'select place, number, run from po_batch.claims where run is not null order by place'),
  ).toEqual([
    { place: 'folder:f', number: '2', run: 'living' },
    { place: 'folder:other', number: '1', run: 'killed' },
  ]);
  await database.close();
});

test('runs that start at the same time make the tables once; steps are added, a newer version is refused', async ({
  server,
}) => {
  const url = await server.database();
  const databases = await Promise.all(Array.from({ length: 4 }, () => Database.of(url)));
  await Promise.all(databases.map((database) => upgrade(database)));
  const [database] = databases as [Database];
  const version = () => versionOf((text) => database.rows(text));
  expect(await version()).toBe(STEPS.length);
  const next = [...STEPS, 'alter table po_batch.runs add column region text'];
  await Promise.all(databases.map((one) => upgrade(one, next)));
  expect(await version()).toBe(STEPS.length + 1);
  await expect(upgrade(database)).rejects.toMatchObject({ code: 'STORE_NEWER', exitCode: 2 });
  await Promise.all(databases.map((one) => one.close()));
});

test('a server that is away in the middle: no PO is taken, those held go on, and all is told when it is back', async ({
  server,
}, testInfo) => {
  test.setTimeout(120_000);
  const url = await server.database();
  const at = byPostgres(testInfo.outputDir, server, url);
  const [a, b] = [await at.join('a'), await at.join('b')];
  await a.store.take(order('1'));
  await a.store.take(order('2'));
  await server.stop();
  try {
    const asked = a.store.take(order('3'));
    await expect
      .poll(() => a.notices)
      .toEqual([expect.stringMatching(/^⏸️ The database 127\.0\.0\.1:\d+\/po\d+_\d+ is/)]);
    expect(await a.store.fenced(order('1'), async () => 'moved')).toBe('moved');
    await a.store.record(order('1'), result('PO1', { status: 'FAILED', final: false }));
    expect(await a.store.take(order('1')), 'its retry').toEqual({ is: 'ours' });
    await a.store.record(order('1'), result('PO1', { run: 'a' }));
    expect(await Promise.race([asked, Promise.resolve('waits')])).toBe('waits');
    await server.start();
    expect(await asked).toEqual({ is: 'ours' });
  } finally {
    await server.start().catch(() => undefined);
  }
  expect(a.notices.at(-1)).toMatch(/^▶️ The database answers again after \d+ s: going on$/);
  expect(await at.outcomes()).toEqual(['PO1 a']);
  expect((await b.store.take(order('1'))).is).toBe('done');
  expect((await b.store.take(order('2'))).is, 'it held that all the time').toBe('held');
  for (const one of [a, b]) await one.store.close();
});

test('what a run could not tell before it ended, the next run on its list tells; too late, it counts for nothing', async ({
  server,
}, testInfo) => {
  test.setTimeout(120_000);
  const url = await server.database();
  const at = byPostgres(testInfo.outputDir, server, url);
  const a = await at.join('a');
  await a.store.take(order('1'));
  await a.store.take(order('2'));
  await server.stop();
  await a.store.record(order('1'), result('PO1', { run: 'a' }));
  await a.store.record(order('2'), result('PO2', { run: 'a' }));
  await a.store.close();
  expect(a.notices.at(-1)).toMatch(/^2 result\(s\) could not be told to the database /);
  await server.start();
  const b = await at.join('b');
  await at.watch(b);
  expect(await b.store.take(order('2')), 'a is gone by now').toEqual({ is: 'ours' });
  // A run on the same copy of the list: the journal lies there.
  await fs.copy(path.join(testInfo.outputDir, 'a'), path.join(testInfo.outputDir, 'c'));
  const c = await at.join('c');
  expect(await at.outcomes()).toEqual(['PO1 a']);
  expect(c.notices).toEqual([expect.stringMatching(/^PO2: its result \(COMPLETED\) came too late/)]);
  for (const one of [b, c]) await one.store.close();
});

test('rows of POs that other machines did come to this copy of the list, once', async ({ server }, testInfo) => {
  const at = byPostgres(testInfo.outputDir, server, await server.database());
  const [a, b] = [await at.join('a'), await at.join('b')];
  await a.store.take(order('1'));
  const { id } = await a.store.record(order('1'), result('PO1', { run: 'a' }));
  await b.store.catchUp();
  expect(b.elsewhere.map((entry) => entry.id)).toEqual([id]);
  await a.store.catchUp();
  expect(a.elsewhere).toEqual([]);
  await b.store.settled([id]);
  await b.store.close();
  await fs.copy(path.join(testInfo.outputDir, 'b'), path.join(testInfo.outputDir, 'c'));
  const c = await at.join('c');
  await c.store.catchUp();
  expect(c.elsewhere, 'the list has it').toEqual([]);
  expect(await c.store.take(order('1')), 'whoever wants it again gets it').toEqual({ is: 'ours' });
  for (const one of [a, c]) await one.store.close();
});

for (const [what, change, code, exitCode, text] of [
  [
    'no server',
    (url: URL) => (url.port = '1'),
    'STORE_AWAY',
    6,
    /127\.0\.0\.1:1\/po\S+\) cannot be reached: .*ECONNREFUSED/,
  ],
  ['no such database', (url: URL) => (url.pathname = '/none'), 'STORE_REFUSED', 2, /refuses this run: .*"none"/],
  ['no such user', (url: URL) => (url.username = 'nobody'), 'STORE_REFUSED', 2, /Check user and password\.$/],
  ['no TLS there', (url: URL) => (url.search = 'sslmode=require'), 'STORE_REFUSED', 2, /does not support SSL/],
] as const) {
  test(`${what}: one line, exit code ${exitCode}, without the password`, async ({ server }, testInfo) => {
    const url = new URL(await server.database());
    url.password = 'Gold%20fish';
    change(url);
    const refused = await connectPostgres({
      ...({} as Parameters<typeof connectPostgres>[0]),
      url: url.href,
      member: memberOf('a'),
      folder: testInfo.outputDir,
      tools: { lease: 1 } as never,
    }).then(
      () => undefined,
      (error: Error & { code: string; exitCode: number }) => error,
    );
    expect(refused).toMatchObject({ code, exitCode, message: expect.stringMatching(text) });
    expect(refused!.message).not.toMatch(/Gold|\n/);
  });
}
