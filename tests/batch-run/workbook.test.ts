import path from 'node:path';
import fs from 'fs-extra';
import { readList } from '../support/run-batch';
import { workbook, type MadeCell } from '../support/workbook';
import { expect, order, test } from './batch-test';

test.describe.configure({ timeout: 120_000 });

// A workbook that cannot be read is one line: tests/batch/workbook/take-list.test.ts.
test('a workbook is the list: results go to a CSV beside it, later rows are added, the workbook stays', async ({
  portal,
  batch,
}) => {
  const its = await portal([order('15262984'), order('15262991')]);
  const project = await batch({ csv: '', portal: its });
  // As `po-batch init` leaves it, to be filled.
  await fs.writeFile(project.list, 'PO_NUMBER;STATUS;SUPPLIER\n');
  const book = path.join(project.dir, 'data', 'input.xlsx');
  const rows: MadeCell[][] = [['Export'], ['PO Number', 'Status', 'Ordered'], [15262984, 'Issued', { date: 46349 }]];
  const first = workbook({ Notes: [['read me']], Orders: rows });
  await fs.writeFile(book, first);

  await test.step('the first run makes the CSV', async () => {
    const { exitCode, output } = await project.run();
    expect(exitCode, output).toBe(0);
    expect(output).toContain(`📄 Processing input file: ${project.list} (CSV)`);
    expect(output).toContain(
      `📗 From workbook ${book}, sheet "Orders" (the first of 2 sheets with a PO column); results go to ` +
        `${project.list}, the workbook stays`,
    );
    const text = await fs.readFile(project.list, 'utf8');
    expect(text.split('\n')[0]).toBe(
      '\ufeffPO Number;STATUS;SUPPLIER;ATTACHMENTS_FOUND;ATTACHMENTS_DOWNLOADED;AttachmentName;LAST_PROCESSED;' +
        'ERROR_MESSAGE;DOWNLOAD_FOLDER;COUPA_URL;Status;Ordered',
    );
    expect(text.split('\n')[1]).toMatch(/^15262984;COMPLETED;.*;Issued;2026-11-23$/);
    expect((await fs.readFile(book)).equals(first)).toBe(true);
  });

  const second = workbook({ Orders: [...rows, [15262991, 'Issued', { date: 46350 }]] });
  await fs.writeFile(book, second);

  await test.step('--list shows what is new, and writes nothing', async () => {
    const before = await fs.readFile(project.list, 'utf8');
    const { output } = await project.run(['test', '--list']);
    expect(output).toMatch(/15262991/);
    expect(await fs.readFile(project.list, 'utf8')).toBe(before);
  });

  await test.step('the next run takes the CSV and what is new in the workbook', async () => {
    const { exitCode, output } = await project.run();
    expect(exitCode, output).toBe(0);
    expect(output).toContain('⏭️ Skipping 15262984 (already completed)');
    expect(output).toContain('➕ New in the workbook since the last run: 15262991');
    const list = await readList(project.list);
    expect(list.map(({ po, cell }) => [po, cell('STATUS')])).toEqual([
      ['15262984', 'COMPLETED'],
      ['15262991', 'COMPLETED'],
    ]);
    expect((await fs.readFile(book)).equals(second)).toBe(true);
  });
});
