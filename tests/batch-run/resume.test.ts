import path from 'node:path';
import fs from 'fs-extra';
import { specialCase } from '../../data/portal/orders/special-cases';
import { readList, tree } from '../support/run-batch';
import { expect, order, requests, selected, test } from './batch-test';

// What a run takes, what it leaves alone, and what it finds again from earlier ones.
test.describe.configure({ timeout: 180_000 });

test.describe('one run of a list with three peculiar numbers', () => {
  const eighty = specialCase('eighty files, two late');
  const ROWS_OF_ONE = [
    '007;PO15262991;;;P6;first',
    '=1+1;PO15262991;FAILED;;P6;"second; with a ""quote"""',
    ';PO15262991;COMPLETED;;P6;third',
  ];
  const csv = [
    'Buyer;PO_NUMBER;STATUS;<|>;Priority;Note',
    ...['PO15262984', '15262984', 'PM15262984'].map((po) => `;${po};;;P1;spelling`),
    ...ROWS_OF_ONE,
    `;PO${eighty.number};;;P2;eighty`,
    '',
  ].join('\r\n');

  test('80 files of which two fail at first; two spellings of one number; a PO in several rows', async ({
    portal,
    batch,
  }) => {
    const its = await portal([
      eighty,
      { ...order('15262984'), latency: { page: 600, file: 200 } },
      { ...order('15262991', 'a.pdf', 'b "q".msg'), supplier: 'ACME; Inc' },
    ]);
    const project = await batch({ csv, portal: its });
    const { exitCode, output } = await project.run(['test', '--workers=3']);
    expect(exitCode, output).toBe(0);
    const files = await tree(project.downloads);

    await test.step('78 files are kept, and the retry fetches the two', async () => {
      // Each of the two fails three times, which is all that one attempt tries: the second attempt gets them.
      expect(output).toMatch(
        /🔁 PO\d+ is tried again – attempt 1 was PARTIAL: Partial download from PO page: 78 of 80 attachment\(s\)\. Issues: page-24\.pdf: HTTP 500; page-62\.pdf: HTTP 500/,
      );
      const asked = requests(its, eighty.number);
      expect(Object.keys(asked)).toHaveLength(80);
      expect(Object.entries(asked).filter(([, times]) => times !== 1)).toEqual([
        ['page-24.pdf', 4],
        ['page-62.pdf', 4],
      ]);
      expect(files.filter((file) => file.startsWith(`P2/eighty/PO${eighty.number}_COMPLETED/`))).toHaveLength(80);
      const row = (await readList(project.list)).at(-1)!;
      expect([row.cell('STATUS'), row.cell('ATTACHMENTS_FOUND'), row.cell('ATTACHMENTS_DOWNLOADED')]).toEqual([
        'COMPLETED',
        '80',
        '80',
      ]);
    });

    await test.step('spellings of one number are POs of their own that never run at the same time', async () => {
      expect(its.stats.orders['15262984']).toMatchObject({ opened: 3, openAtOnce: 1 });
      expect(files.filter((file) => file.startsWith('P1/'))).toEqual(
        ['PO15262984', 'PO_15262984', 'PO_PM15262984']
          .map((folder) => `P1/spelling/${folder}_COMPLETED/document.pdf`)
          .sort(),
      );
    });

    await test.step('the PO of several rows is processed once and written to all, and nothing else changes', async () => {
      expect(its.stats.orders['15262991']!.opened).toBe(1);
      const folder = path.join(project.downloads, 'P6', 'first', 'PO15262991_COMPLETED');
      const result = `PO15262991;COMPLETED;"ACME; Inc";2;2;"a.pdf;\nb _q_.msg";<time>;;${folder};${its.url}/order_headers/15262991`;
      const text = (await fs.readFile(project.list, 'utf8')).replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>');
      expect(text.slice(0, text.indexOf('\n'))).toBe(
        '\ufeffPO_NUMBER;STATUS;SUPPLIER;ATTACHMENTS_FOUND;ATTACHMENTS_DOWNLOADED;AttachmentName;LAST_PROCESSED;' +
          'ERROR_MESSAGE;DOWNLOAD_FOLDER;COUPA_URL;Buyer;<|>;Priority;Note',
      );
      expect(text).toContain(
        [
          '',
          `${result};007;;P6;first`,
          `${result};=1+1;;P6;"second; with a ""quote"""`,
          `${result};;;P6;third`,
          '',
        ].join('\n'),
      );
      const [backup] = await fs.readdir(path.join(project.dir, 'data', 'backups'));
      expect(await fs.readFile(path.join(project.dir, 'data', 'backups', backup!), 'utf8')).toBe(csv);
    });
  });
});

test('a folder that an earlier run left is taken over; -g runs one PO, downloads no file again and forgets nobody else', async ({
  portal,
  batch,
}) => {
  const late = {
    ...order('15262984', 'a.pdf', 'b.pdf'),
    attachments: [{ name: 'a.pdf' }, { name: 'b.pdf', trouble: { kind: 'status', code: 404, times: 1 } as const }],
  };
  const its = await portal([late, order('15262991'), order('15262992')]);
  const project = await batch({ pos: ['PO15262984', 'PO15262991', 'PO15262992', 'PO15999999'], portal: its });
  // As the older tool left it, without a journal: a file of the same name that is another.
  await fs.outputFile(path.join(project.downloads, 'Test_Supplier', 'PO15262991_FAILED', 'document.pdf'), 'older');
  const first = await project.run(['test', '--retries=0', '-g', 'PO15262984|PO15262991|PO15999999']);
  expect(first.exitCode, first.output).toBe(1);
  expect(first.output).toContain('🚀 Starting parallel processing with 3 POs...');
  expect(await tree(project.downloads)).toEqual([
    'Test_Supplier/PO15262984_PARTIAL/a.pdf',
    'Test_Supplier/PO15262991_COMPLETED/document (1).pdf',
    'Test_Supplier/PO15262991_COMPLETED/document.pdf',
    'Unknown_Supplier/PO15999999_PO_NOT_FOUND/',
  ]);

  await test.step('what is missing is fetched; with --reporter=line log and list are written all the same', async () => {
    const second = await project.run(['test', '-g', 'PO15262984', '--reporter=line']);
    expect(second.exitCode, second.output).toBe(0);
    expect(second.output).toContain('1 passed');
    expect(requests(its, '15262984')).toEqual({ 'a.pdf': 1, 'b.pdf': 2 });
    expect((await tree(project.downloads)).filter((file) => file.includes('15262984'))).toEqual([
      'Test_Supplier/PO15262984_COMPLETED/a.pdf',
      'Test_Supplier/PO15262984_COMPLETED/b.pdf',
    ]);
    const statuses = (await readList(project.list)).map((row) => row.cell('STATUS'));
    expect(statuses).toEqual(['COMPLETED', 'COMPLETED', '', 'PO_NOT_FOUND']);
    const runs = (await fs.readdir(path.join(project.dir, 'batch-report'))).sort();
    expect(await fs.readFile(path.join(project.dir, 'batch-report', runs[1]!, 'batch.log'), 'utf8')).toContain(
      '✅ PO15262984: ',
    );
  });

  await test.step('a failure outside the subset is still taken by --last-failed, what was not chosen is not', async () => {
    expect(await selected(project, '--last-failed')).toEqual(['PO15999999']);
    expect([its.stats.orders['15262991']!.opened, its.stats.orders['15262992']]).toEqual([1, undefined]);
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
