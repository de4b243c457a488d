import path from 'node:path';
import { expect } from '@playwright/test';
import fs from 'fs-extra';
import { fingerprintOf } from '../../../batch/list';
import { results } from '../../../cli/merge';
import { findProject } from '../../../cli/common/project';
import { test } from '../../support/postgres-server';
import { readList } from '../../support/run-batch';
import { byPostgres, order, result } from '../../session/store/store-in-test';

test('results of two machines come into a list once; what a person changed, and what is newer, stays', async ({
  server,
}, testInfo) => {
  const root = testInfo.outputDir;
  const url = new URL(await server.database());
  url.password = 'Goldfish';
  const at = byPostgres(root, server, url.href);
  const [a, b] = [await at.join('a'), await at.join('b')];
  const untouched = fingerprintOf({ STATUS: '', ERROR_MESSAGE: '' });
  const end = async ({ store, name }: typeof a, number: string, status: string, endedAt: number) => {
    await store.take(order(number));
    const told = result(`PO${number}`, { status, run: status === 'COMPLETED' ? '' : name });
    await store.record(order(number), {
      ...told,
      record: { ...told.record, endedAt },
      // As a run knows them: the row as it was, and as another run wrote it.
      baselines: [untouched, ...store.marksOf(`PO${number}`)],
    });
  };
  await end(a, '15262984', 'FAILED', 10);
  await end(a, '15262985', 'COMPLETED', 20);
  await end(a, '15262986', 'COMPLETED', 25);
  await end(b, '15262984', 'COMPLETED', 30);
  await end(b, '15262987', 'TIMEOUT', 40);
  for (const { store } of [a, b]) await store.close();

  const list = path.join(root, 'input.csv');
  const row = (number: string, status = '') => `PO${number};${status};Acme`;
  const rows = [row('15262984'), row('15262985', 'mine'), row('15262986'), row('15262987'), row('15262988')];
  await fs.outputFile(list, ['PO_NUMBER;STATUS;SUPPLIER', ...rows, ''].join('\n'));
  const environment = { STORE_URL: url.href, STORE_BATCH: 'input.csv', BASE_URL: 'https://acme.coupahost.com' };
  const said = async (...args: string[]) => {
    const lines: string[] = [];
    Object.assign(process.env, environment);
    try {
      const code = await results({
        ...findProject(root),
        args,
        say: (line) => lines.push(line),
        stop: new AbortController().signal,
      });
      return { code, text: lines.join('\n') };
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
    }
  };
  const once = await said('--into', list);
  expect(once.code).toBe(0);
  expect(once.text).toContain('results of 2 run(s) from 127.0.0.1:');
  expect(once.text).toContain('📊 4 POs: 3 COMPLETED, 1 TIMEOUT');
  expect(once.text).toContain('⏸️ 1 PO(s) of the list have no result: PO15262988');
  expect(once.text).toContain('🔁 --last-failed takes 1 PO(s)');
  expect(once.text).toMatch(/PO15262985: row 3 of input\.csv was changed by somebody/);
  expect(once.text).not.toContain('Goldfish');
  const statuses = async () => (await readList(list)).map((one) => one.cell('STATUS'));
  expect(await statuses()).toEqual(['COMPLETED', 'mine', 'COMPLETED', 'TIMEOUT', '']);
  const text = await fs.readFile(list, 'utf8');
  expect((await said('--into', list)).text).toContain('Nothing new');
  expect(await fs.readFile(list, 'utf8')).toBe(text);

  await expect(said()).rejects.toThrow('it takes po-batch results --into input.csv');
});
