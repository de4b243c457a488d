import path from 'node:path';
import fs from 'fs-extra';
import { specialCase } from '../../data/portal/orders/special-cases';
import { readList, tree } from '../support/run-batch';
import { expect, listOf, order, processed, requests, test } from './batch-test';

// What a run takes, what it leaves alone, and what it finds again from earlier ones.
test.describe.configure({ timeout: 180_000 });

test('a PO of 80 files of which two fail keeps 78, and its retry fetches the two', async ({ portal, batch }) => {
  // Each of the two fails three times, which is all that one attempt tries: the second attempt gets them.
  const eighty = specialCase('eighty files, two late');
  const its = await portal([eighty]);
  const project = await batch({ pos: [`PO${eighty.number}`], portal: its });
  const { exitCode, output } = await project.run();
  expect(exitCode, output).toBe(0);
  expect(output).toMatch(
    /🔁 PO\d+ is tried again – attempt 1 was PARTIAL: Partial download from PO page: 78 of 80 attachment\(s\)\. Issues: page-24\.pdf: HTTP 500; page-62\.pdf: HTTP 500/,
  );
  const asked = requests(its, eighty.number);
  expect(Object.keys(asked)).toHaveLength(80);
  expect(Object.entries(asked).filter(([, times]) => times !== 1)).toEqual([
    ['page-24.pdf', 4],
    ['page-62.pdf', 4],
  ]);
  const files = await tree(project.downloads);
  expect(files).toHaveLength(80);
  expect(files.every((file) => file.includes(`/PO${eighty.number}_COMPLETED/`))).toBe(true);
  const [row] = await readList(project.list);
  expect([row!.cell('STATUS'), row!.cell('ATTACHMENTS_FOUND'), row!.cell('ATTACHMENTS_DOWNLOADED')]).toEqual([
    'COMPLETED',
    '80',
    '80',
  ]);
});

test('two spellings of one number are two POs that never run at the same time', async ({ portal, batch }) => {
  const its = await portal([{ ...order('15262984'), latency: { page: 600, file: 200 } }, order('15262991')]);
  const project = await batch({ pos: ['PO15262984', '15262984', 'PM15262984'], portal: its });
  const { exitCode, output } = await project.run(['test', '--workers=3']);
  expect(exitCode, output).toBe(0);
  expect(its.stats.orders['15262984']).toMatchObject({ opened: 3, openAtOnce: 1 });
  expect(its.stats.filesAtOnce).toBe(1);
  expect(await tree(project.downloads)).toEqual(
    ['PM15262984', 'PO15262984', '15262984']
      .map((po) => `Test_Supplier/${po.startsWith('PO') ? po : `PO_${po}`}_COMPLETED/document.pdf`)
      .sort(),
  );
});

test('a PO that stands in several rows is processed once and written to all of them, and nothing else in the list changes', async ({
  portal,
  batch,
}) => {
  const its = await portal([{ ...order('15262984', 'a.pdf', 'b "q".msg'), supplier: 'ACME; Inc' }]);
  const csv =
    'Buyer;PO_NUMBER;STATUS;<|>;Priority;Note\r\n007;PO15262984;;;P6;first\r\n' +
    '=1+1;PO15262984;FAILED;;P6;"second; with a ""quote"""\r\n;PO15262984;COMPLETED;;P6;third\r\n';
  const project = await batch({ csv, portal: its });
  const { exitCode, output } = await project.run();
  expect(exitCode, output).toBe(0);
  expect(its.stats.orders['15262984']!.opened).toBe(1);
  const folder = path.join(project.downloads, 'P6', 'first', 'PO15262984_COMPLETED');
  const result = `PO15262984;COMPLETED;"ACME; Inc";2;2;"a.pdf;\nb _q_.msg";<time>;;${folder};${its.url}/order_headers/15262984`;
  expect((await fs.readFile(project.list, 'utf8')).replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')).toBe(
    [
      '\ufeffPO_NUMBER;STATUS;SUPPLIER;ATTACHMENTS_FOUND;ATTACHMENTS_DOWNLOADED;AttachmentName;LAST_PROCESSED;' +
        'ERROR_MESSAGE;DOWNLOAD_FOLDER;COUPA_URL;Buyer;<|>;Priority;Note',
      `${result};007;;P6;first`,
      `${result};=1+1;;P6;"second; with a ""quote"""`,
      `${result};;;P6;third`,
      '',
    ].join('\n'),
  );
  const [backup] = await fs.readdir(path.join(project.dir, 'data', 'backups'));
  expect(await fs.readFile(path.join(project.dir, 'data', 'backups', backup!), 'utf8')).toBe(csv);
});

test('a folder that an earlier run left is taken over, and files in it are not downloaded again', async ({
  portal,
  batch,
}) => {
  const late = {
    ...order('15262984', 'a.pdf', 'b.pdf'),
    attachments: [{ name: 'a.pdf' }, { name: 'b.pdf', trouble: { kind: 'status', code: 404, times: 1 } as const }],
  };
  const its = await portal([late, order('15262991')]);
  const project = await batch({ pos: ['PO15262984', 'PO15262991'], portal: its });
  // As the older tool left it, without a journal: a file of the same name that is another.
  await fs.outputFile(path.join(project.downloads, 'Test_Supplier', 'PO15262991_FAILED', 'document.pdf'), 'older');
  const first = await project.run(['test', '--retries=0']);
  expect(first.exitCode, first.output).toBe(1);
  expect(await tree(project.downloads)).toEqual([
    'Test_Supplier/PO15262984_PARTIAL/a.pdf',
    'Test_Supplier/PO15262991_COMPLETED/document (1).pdf',
    'Test_Supplier/PO15262991_COMPLETED/document.pdf',
  ]);
  const second = await project.run(['test', '--retries=0']);
  expect(second.exitCode, second.output).toBe(0);
  expect(processed(second.output)).toEqual(['PO15262984']);
  expect(requests(its, '15262984')).toEqual({ 'a.pdf': 1, 'b.pdf': 2 });
  expect((await tree(project.downloads)).filter((file) => file.includes('15262984'))).toEqual([
    'Test_Supplier/PO15262984_COMPLETED/a.pdf',
    'Test_Supplier/PO15262984_COMPLETED/b.pdf',
  ]);

  await test.step('with every row COMPLETED there is nothing to do, and that is no error', async () => {
    const third = await project.run();
    expect(third.exitCode, third.output).toBe(0);
    expect(third.output).toContain(`✅ Nothing to do: all 2 POs of ${project.list} are COMPLETED.`);
    expect(its.stats.orders['15262991']!.opened).toBe(1);
  });

  await test.step('--last-failed with nothing failed says so, and that is no error', async () => {
    const fourth = await project.run(['test', '--last-failed']);
    expect(fourth).toMatchObject({ exitCode: 0 });
    expect(fourth.output.trim()).toBe('✅ Nothing to do: no PO of the last run failed or was left unfinished.');
  });
});

test('-g runs one PO and forgets nobody else, whatever the reporter', async ({ portal, batch }) => {
  const its = await portal([order('15262984'), order('15262991')]);
  const project = await batch({ pos: ['PO15262984', 'PO15262991', 'PO15999999'], portal: its });
  const first = await project.run(['test', '-g', 'PO15999999']);
  expect(first.exitCode, first.output).toBe(1);
  expect(first.output).toContain('🚀 Starting parallel processing with 1 POs...');

  await test.step('with --reporter=line the log and the list are written all the same', async () => {
    const second = await project.run(['test', '-g', 'PO15262984', '--reporter=line']);
    expect(second.exitCode, second.output).toBe(0);
    expect(second.output).toContain('1 passed');
    const statuses = (await readList(project.list)).map((row) => row.cell('STATUS'));
    expect(statuses).toEqual(['COMPLETED', '', 'PO_NOT_FOUND']);
    const runs = (await fs.readdir(path.join(project.dir, 'batch-report'))).sort();
    expect(await fs.readFile(path.join(project.dir, 'batch-report', runs[1]!, 'batch.log'), 'utf8')).toContain(
      '✅ PO15262984: Downloaded 1 attachment(s) from PO page.',
    );
  });

  await test.step('a failure outside the subset is still taken by --last-failed', async () => {
    const third = await project.run(['test', '--last-failed']);
    expect(processed(third.output)).toEqual(['PO15999999']);
    expect(its.stats.orders['15262991']).toBeUndefined();
  });
});

test('rows that somebody changed or removed during the run are reported and never restored', async ({
  portal,
  batch,
}) => {
  const slow = { ...order('15262991'), latency: { page: 0, file: 1_500 } };
  const its = await portal([order('15262984'), slow, { ...slow, number: '15262992' }]);
  const project = await batch({ pos: ['PO15262984', 'PO15262991', 'PO15262992'], portal: its });
  const running = project.start(['test', '--workers=1']);
  await running.shows(/✅ PO15262984/);
  await fs.writeFile(`${project.list}.new`, `PO_NUMBER;STATUS;SUPPLIER\nPO15262984;;\nPO15262991;ON HOLD;by hand\n`);
  await fs.rename(`${project.list}.new`, project.list);
  const { output } = await running.ended;
  expect(output).toContain('PO15262991: row 3 of input.csv was changed by somebody during the run and stays as it is');
  expect(output).toContain('PO15262992 was removed from input.csv during the run and is not put back');
  const rows = await readList(project.list);
  expect(rows.map((row) => [row.po, row.cell('STATUS'), row.cell('SUPPLIER')])).toEqual([
    ['PO15262984', expect.stringMatching(/^(COMPLETED)?$/), expect.anything()],
    ['PO15262991', 'ON HOLD', 'by hand'],
  ]);
});

test("a list of one's own is never run against the sample", async ({ batch }) => {
  const project = await batch({ csv: listOf(['PO15262984']), env: {} });
  await fs.remove(path.join(project.dir, '.env'));
  const { exitCode, output } = await project.run();
  expect(exitCode).toBe(2);
  expect(output.trim()).toBe(
    'BASE_URL is not set: this is your list, not the sample; put BASE_URL=https://<company>.coupahost.com in .env',
  );
  expect(await tree(path.join(project.dir, 'data'))).toEqual(['input.csv']);
});
