import path from 'node:path';
import fs from 'fs-extra';
import { specialCase } from '../../data/portal/orders/special-cases';
import { readList, tree } from '../support/run-batch';
import { expect, listOf, order, processed, requests, test } from './batch-test';

test.describe.configure({ timeout: 180_000 });

test('what a run takes, what it leaves alone, and what it finds again from earlier ones', async ({ portal, batch }) => {
  // Each of its two late files fails three times, which is all that one attempt tries: the second attempt gets them.
  const eighty = specialCase('eighty files, two late');
  const late = {
    ...order('15262991', 'a.pdf', 'b.pdf'),
    attachments: [{ name: 'a.pdf' }, { name: 'b.pdf', trouble: { kind: 'status', code: 404, times: 1 } as const }],
  };
  const its = await portal([
    eighty,
    { ...order('15262984', 'a.pdf', 'b "q".msg'), supplier: 'ACME; Inc' },
    { ...order('15262985'), latency: { page: 600, file: 200 } },
    late,
    order('15262992'),
    { ...order('15262993'), trouble: { kind: 'status', code: 404, empty: true, times: 1 } },
    order('15262994'),
    { ...order('15262995'), trouble: { kind: 'status', code: 404, empty: true, times: 1 } },
  ]);
  const spellings = ['PO15262985', '15262985', 'PM15262985'];
  const others = [
    `PO${eighty.number}`,
    ...spellings,
    'PO15262991',
    'PO15262992',
    'PO15262993',
    'PO15262994',
    'PO15262995',
  ];
  const csv =
    'Buyer;PO_NUMBER;STATUS;<|>;Priority;Note\r\n007;PO15262984;;;P6;first\r\n' +
    '=1+1;PO15262984;FAILED;;P6;"second; with a ""quote"""\r\n;PO15262984;COMPLETED;;P6;third\r\n' +
    others.map((po) => `;${po};;;P5;n\r\n`).join('');
  const project = await batch({ csv, portal: its });
  const { downloads } = project;
  const filesOf = async (number: string) => (await tree(downloads)).filter((file) => file.includes(number));
  // As the older tool left it, without a journal: a file of the same name that is another.
  await fs.outputFile(path.join(downloads, 'P5', 'n', 'PO15262992_FAILED', 'document.pdf'), 'older');

  await test.step('-g runs what it names; with --reporter=line the log and the list are written all the same', async () => {
    const { exitCode, output } = await project.run([
      'test',
      '-g',
      'PO15262993|PO15262995',
      '--workers=1',
      '--reporter=line',
      '--retries=0',
    ]);
    expect(exitCode, output).toBe(1);
    expect(output).toContain('2 failed');
    const done = (await readList(project.list)).filter((row) => row.cell('LAST_PROCESSED') !== '');
    expect(done.map((row) => [row.po, row.cell('STATUS')])).toEqual([
      ['PO15262993', 'FAILED'],
      ['PO15262995', 'FAILED'],
    ]);
    const [run] = (await fs.readdir(path.join(project.dir, 'batch-report'))).sort();
    const log = await fs.readFile(path.join(project.dir, 'batch-report', run!, 'batch.log'), 'utf8');
    expect(log).toContain('🚀 Starting parallel processing with 2 POs...');
    expect(log).toContain('❌ PO15262993: The portal answered 404 Not Found.');
  });

  const taken = ['15262984', '15262985', '15262991', '15262992', eighty.number];
  const { exitCode, output } = await project.run(['test', '--workers=2', '-g', taken.join('|')]);
  expect(exitCode, output).toBe(1);
  const rows = await readList(project.list);
  const rowOf = (po: string) => rows.find((row) => row.po === po)!;

  await test.step('a PO of 80 files of which two fail keeps 78, and its retry fetches the two', async () => {
    expect(output).toMatch(
      /🔁 PO\d+ is tried again – attempt 1 was PARTIAL: Partial download from PO page: 78 of 80 attachment\(s\)\. Issues: page-24\.pdf: HTTP 500; page-62\.pdf: HTTP 500/,
    );
    const asked = requests(its, eighty.number);
    expect(Object.keys(asked)).toHaveLength(80);
    expect(Object.entries(asked).filter(([, times]) => times !== 1)).toEqual([
      ['page-24.pdf', 4],
      ['page-62.pdf', 4],
    ]);
    const files = await filesOf(eighty.number);
    expect(files).toHaveLength(80);
    expect(files.every((file) => file.includes(`/PO${eighty.number}_COMPLETED/`))).toBe(true);
    const row = rowOf(`PO${eighty.number}`);
    expect([row.cell('STATUS'), row.cell('ATTACHMENTS_FOUND'), row.cell('ATTACHMENTS_DOWNLOADED')]).toEqual([
      'COMPLETED',
      '80',
      '80',
    ]);
  });

  await test.step('spellings of one number are POs that never run at the same time', async () => {
    expect(its.stats.orders['15262985']).toMatchObject({ opened: 3, openAtOnce: 1, overlapped: 0 });
    expect(await filesOf('15262985')).toEqual(
      ['PM15262985', 'PO15262985', '15262985']
        .map((po) => `P5/n/${po.startsWith('PO') ? po : `PO_${po}`}_COMPLETED/document.pdf`)
        .sort(),
    );
  });

  await test.step('a PO in several rows is processed once and written to all of them; nothing else in the list changes', async () => {
    expect(its.stats.orders['15262984']!.opened).toBe(1);
    const folder = path.join(downloads, 'P6', 'first', 'PO15262984_COMPLETED');
    const result = `PO15262984;COMPLETED;"ACME; Inc";2;2;"a.pdf;\nb _q_.msg";<time>;;${folder};${its.url}/order_headers/15262984`;
    const text = (await fs.readFile(project.list, 'utf8')).replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>');
    const expected = [
      '\ufeffPO_NUMBER;STATUS;SUPPLIER;ATTACHMENTS_FOUND;ATTACHMENTS_DOWNLOADED;AttachmentName;LAST_PROCESSED;' +
        'ERROR_MESSAGE;DOWNLOAD_FOLDER;COUPA_URL;Buyer;<|>;Priority;Note',
      `${result};007;;P6;first`,
      `${result};=1+1;;P6;"second; with a ""quote"""`,
      `${result};;;P6;third`,
      '',
    ].join('\n');
    expect(text.slice(0, expected.length)).toBe(expected);
    expect(text).toMatch(/^PO15262994;;;0;0;{8}P5;n$/m);
    const backups = path.join(project.dir, 'data', 'backups');
    const [first] = (await fs.readdir(backups)).sort();
    expect(await fs.readFile(path.join(backups, first!), 'utf8')).toBe(csv);
  });

  await test.step('a folder that an earlier run left is taken over with what is in it', async () => {
    expect(await filesOf('15262992')).toEqual([
      'P5/n/PO15262992_COMPLETED/document (1).pdf',
      'P5/n/PO15262992_COMPLETED/document.pdf',
    ]);
    expect(await filesOf('15262991')).toEqual(['P5/n/PO15262991_PARTIAL/a.pdf']);
  });

  await test.step('--last-failed takes what failed, also outside the last subset, and downloads no file again', async () => {
    const before = await fs.readFile(project.list, 'utf8');
    its.setLatency({ file: 600_000 }, '15262993');
    const running = project.start(['test', '--last-failed', '--workers=1']);
    await expect.poll(() => requests(its, '15262993'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
    expect(its.stats.orders['15262995']!.opened, 'not yet again').toBe(1);
    // A person saves what he opened before the run: one row is his own by now and comes first, another is gone.
    const [own] = /^PO15262993;.*\n/m.exec(before)!;
    const byHand = before
      .replace(own, '')
      .replace(/^PO15262995;.*\n/m, '')
      .replace('\n', `\n${own.replace(/FAILED;[^;]*;/, 'ON HOLD;by hand;')}`);
    await fs.writeFile(`${project.list}.new`, byHand);
    await fs.rename(`${project.list}.new`, project.list);
    its.release();
    const next = await running.ended;
    expect(next.exitCode, next.output).toBe(0);
    expect(processed(next.output)).toEqual(['PO15262991', 'PO15262993', 'PO15262995']);
    expect(its.stats.orders['15262994']).toBeUndefined();
    expect(requests(its, '15262991')).toEqual({ 'a.pdf': 1, 'b.pdf': 2 });
    expect(await filesOf('15262991')).toEqual(['P5/n/PO15262991_COMPLETED/a.pdf', 'P5/n/PO15262991_COMPLETED/b.pdf']);

    await test.step('rows that somebody changed or removed during the run are reported and never restored', async () => {
      const left = await readList(project.list);
      expect(next.output).toContain(
        'PO15262993: row 2 of input.csv was changed by somebody during the run and stays as it is',
      );
      expect(next.output).toContain('PO15262995 was removed from input.csv during the run and is not put back');
      const his = left.filter(({ po }) => po === 'PO15262993');
      expect(his.map((row) => [row.cell('STATUS'), row.cell('SUPPLIER')])).toEqual([['ON HOLD', 'by hand']]);
      const others = rows.map(({ po }) => po).filter((po) => !['PO15262993', 'PO15262995'].includes(po));
      expect(left.map(({ po }) => po)).toEqual(['PO15262993', ...others]);
      expect(left.find(({ po }) => po === 'PO15262991')!.cell('STATUS')).toMatch(/^(PARTIAL|COMPLETED)$/);
    });
  });

  await test.step('--last-failed with nothing failed says so, and that is no error', async () => {
    const nothing = await project.run(['test', '--last-failed']);
    expect(nothing).toMatchObject({ exitCode: 0 });
    expect(nothing.output.trim()).toBe('✅ Nothing to do: no PO of the last run failed or was left unfinished.');
  });

  await test.step('with every row COMPLETED there is nothing to do, and that is no error', async () => {
    await fs.writeFile(project.list, 'PO_NUMBER;STATUS\nPO15262992;COMPLETED\nPO15262984;COMPLETED\n');
    const nothing = await project.run();
    expect(nothing.exitCode, nothing.output).toBe(0);
    expect(nothing.output).toContain(`✅ Nothing to do: all 2 POs of ${project.list} are COMPLETED.`);
    expect(its.stats.orders['15262992']!.opened).toBe(1);
  });

  await test.step('--last-failed is nothing to do either when what failed was set to COMPLETED since', async () => {
    const state = path.join(path.dirname(project.list), '.po-batch', 'input.csv', 'last-run.json');
    await fs.writeJson(state, { status: 'failed', failedTests: ['a'], orders: { a: 'PO15262992' } });
    const reports = await fs.readdir(path.join(project.dir, 'batch-report'));
    const nothing = await project.run(['test', '--last-failed']);
    expect(nothing.exitCode, nothing.output).toBe(0);
    expect(nothing.output.trim()).toBe(
      '✅ Nothing to do: no PO that failed or was left unfinished is still to be done.',
    );
    expect(await fs.readdir(path.join(project.dir, 'batch-report'))).toEqual(reports);
  });
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
