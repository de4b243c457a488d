import { expect } from '@playwright/test';
import { Database } from '../../../../session/store/postgres/database';
import { lookAtStore } from '../../../../session/store/postgres';
import { STEPS, upgrade } from '../../../../session/store/postgres/schema';
import { ASKED, test } from '../../../support/postgres-server';

async function made(url: string): Promise<void> {
  const database = await Database.of(url);
  await upgrade(database);
  await database.close();
}

const as = (url: string, user: string, password = '') => Object.assign(new URL(url), { username: user, password }).href;

test('an empty database, one with tables, one of a newer version: told as they are, and nothing is made', async ({
  server,
}) => {
  const url = await server.database();
  const { place, found } = await lookAtStore(url);
  expect(place).toMatch(/^127\.0\.0\.1:\d+\/po\w+$/);
  expect(found).toMatchObject({ version: 0, knows: STEPS.length, closed: [], mayMake: true, user: 'admin' });
  expect(found).toMatchObject({ tls: undefined, checked: false, local: true });
  expect(Math.abs(found!.ahead)).toBeLessThanOrEqual(found!.within + 1_000);
  expect(await server.sql(url, `select 1 from pg_namespace where nspname = 'po_batch'`)).toEqual([]);
  await made(url);
  expect((await lookAtStore(url)).found).toMatchObject({ version: STEPS.length, closed: [] });
  await server.sql(url, 'insert into po_batch.schema_version (version) values (99)');
  expect((await lookAtStore(url)).found).toMatchObject({ version: 99, knows: STEPS.length });
});

test('rights: none to make a schema, none to look into it, none to write one of its tables', async ({ server }) => {
  const url = await server.database();
  await server.sql(url, 'create role clerk login');
  const look = async () => (await lookAtStore(as(url, 'clerk'))).found;
  expect(await look()).toMatchObject({ version: 0, mayMake: false, user: 'clerk' });
  await made(url);
  expect(await look()).toMatchObject({ version: undefined, mayMake: false });
  await server.sql(url, 'grant usage on schema po_batch to clerk');
  await server.sql(url, 'grant select, insert, update, delete on all tables in schema po_batch to clerk');
  await server.sql(url, 'revoke update on po_batch.claims from clerk');
  await server.sql(url, 'revoke delete on po_batch.runs from clerk');
  expect(await look()).toMatchObject({ version: STEPS.length, closed: ['claims', 'runs'] });
});

test('no server, a wrong password: one line, and no password in it', async ({ server }) => {
  const url = await server.database();
  await server.sql(url, `create role ${ASKED} login password 'right'`);
  expect((await lookAtStore(as(url, ASKED, 'right'))).found).toMatchObject({ user: ASKED });
  const wrong = await lookAtStore(as(url, ASKED, 'Gold%20fish'));
  expect(wrong.refused).toEqual({
    away: false,
    text: expect.stringMatching(/refuses this run: .*Check user and password\.$/),
  });
  const away = await lookAtStore(Object.assign(new URL(as(url, ASKED, 'Gold%20fish')), { port: '1' }).href);
  expect(away.refused).toEqual({ away: true, text: expect.stringMatching(/cannot be reached: .*ECONNREFUSED/) });
  for (const { refused } of [wrong, away]) expect(refused!.text).not.toMatch(/Gold|fish|\n/);
});
