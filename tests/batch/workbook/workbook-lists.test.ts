import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { parseInput, poOf, type InputFile } from '../../../batch/list/input-file';
import { addRows } from '../../../batch/workbook/add-rows';
import { cellText, type SheetCell } from '../../../batch/workbook/cell-text';
import { listSheet } from '../../../batch/workbook/list-sheet';
import type { Sheet } from '../../../batch/workbook/read-sheets';

test.describe('the text of a cell', () => {
  const cells: [what: string, cell: SheetCell, text: string][] = [
    ['text, to the letter', ' 00123 ', ' 00123 '],
    ['text that a CSV would make a formula', '=HYPERLINK("x")', `'=HYPERLINK("x")`],
    ['a number', { digits: '15262984' }, '15262984'],
    ['a number with decimals of nothing', { digits: '15262984.0' }, '15262984'],
    ['a number as Excel may write it', { digits: '1.5262984E7' }, '15262984'],
    ['a negative number, which is no formula', { digits: '-12.5' }, '-12.5'],
    ['a fraction that binary numbers miss', { digits: '0.10000000000000001' }, '0.1'],
    ['more digits than a number holds', { digits: '12345678901234567890' }, '12345678901234567890'],
    ['a day', new Date('2026-11-23T00:00:00Z'), '2026-11-23'],
    ['a day and a time', new Date('2026-11-23T20:31:43Z'), '2026-11-23 20:31:43'],
    ['true', true, 'TRUE'],
    ['nothing, or a formula that failed', null, ''],
  ];
  for (const [what, cell, text] of cells) test(what, () => expect(cellText(cell)).toBe(text));
});

test('a sheet with more rows than a call takes arguments is a list', () => {
  const rows = Array.from({ length: 130_000 }, (_, index) => [`PO${15_000_000 + index}`]);
  const { csv } = listSheet([{ name: 'S', rows: [['PO_NUMBER', 'STATUS'], ...rows] }], 'a.xlsx');
  expect(csv.slice(-12)).toBe('PO15129999;\n');
});

test.describe('the sheet that is the list', () => {
  const chosen: [what: string, sheets: Sheet[], sheet: string, csv: string][] = [
    ['the only one', [sheet('A', ['PO_NUMBER'], ['1'])], 'A', 'PO_NUMBER\n1\n'],
    [
      'the first with a PO column, by the header rules of every list',
      [sheet('Notes', ['hello']), sheet('Orders', ['PO #', 'X'], ['1', 'a']), sheet('Old', ['PO_NUMBER'], ['9'])],
      'Orders',
      'PO #;X\n1;a\n',
    ],
    [
      'below a title and an empty row',
      [sheet('A', ['Export of today'], [], ['PO_NUMBER', 'X'], ['1'])],
      'A',
      'PO_NUMBER;X\n1;\n',
    ],
    [
      'with empty rows and empty cells at the end',
      [sheet('A', ['PO_NUMBER', '', ''], ['1', '', ''], ['', ''], ['2'])],
      'A',
      'PO_NUMBER\n1\n2\n',
    ],
    [
      'with a note beside the table, which gets a column without a name',
      [sheet('A', ['PO_NUMBER'], ['1', '', 'ask Ana'], ['2'])],
      'A',
      'PO_NUMBER;;\n1;;ask Ana\n2;;\n',
    ],
    [
      'with a note behind the hierarchy, where a column would be a level of folders',
      [sheet('A', ['PO_NUMBER', '<|>', 'Priority'], ['1', '', 'P1', 'note'])],
      'A',
      'PO_NUMBER;<|>;Priority\n1;;P1;note\n',
    ],
  ];
  for (const [what, sheets, name, csv] of chosen)
    test(what, () => expect(listSheet(sheets, 'o.xlsx')).toEqual({ sheet: name, sheets: sheets.length, csv }));

  test('none with a PO column is one line that says what each sheet begins with', () => {
    const sheets = [sheet('Notes', [], ['Hello', 'you']), sheet('Empty')];
    expect(() => listSheet(sheets, '/lists/o.xlsx')).toThrow(
      '/lists/o.xlsx has no sheet with a PO_NUMBER column; it has Notes: Hello, you; Empty: empty. ' +
        'Give the column of the POs the header PO_NUMBER.',
    );
  });
});

test.describe('a workbook that got more rows than the list beside it', () => {
  const list = read('PO Number,STATUS,SUPPLIER,Status,Comment\n15262984,COMPLETED,Acme,Issued,mine\n');

  test('new POs are added below, each cell in its column; what the list says stays', () => {
    const workbook = read('Comment,PO Number,Status,Buyer\nx,15262984.0,Closed,Ana\ny,15262991,Issued,Ben\n');
    const { file, added, leftColumns } = addRows(list, workbook);
    expect(added).toEqual(['15262991']);
    expect(leftColumns).toEqual(['Buyer']);
    expect(file.rows.map(({ cells }) => cells)).toEqual([
      ['15262984', 'COMPLETED', 'Acme', 'Issued', 'mine'],
      ['15262991', '', '', 'Issued', 'y'],
    ]);
  });

  test('no row of the list is lost or changed, no PO of the workbook is missing, and nothing is added twice', () => {
    const po = fc.constantFrom('15262984', "'15262984", 'PO15262984', '15262991', ' 15262991', 'BADPO', '', 'nan');
    const rows = fc.array(fc.tuple(po, fc.constantFrom('', 'COMPLETED', 'a;b', '"')), { minLength: 1 });
    const made = (pairs: [string, string][]) =>
      parsed(pairs.map(([number, text]) => `${number},"${text.replaceAll('"', '""')}"`));
    fc.assert(
      fc.property(rows, rows, (ours, theirs) => {
        const [own, workbook] = [made(ours), made(theirs)];
        const { file } = addRows(own, workbook);
        expect(file.rows.slice(0, own.rows.length)).toEqual(own.rows);
        const there = new Set<unknown>([undefined, ...file.rows.map((row) => poOf(file, row))]);
        expect(workbook.rows.filter((row) => !there.has(poOf(workbook, row)))).toEqual([]);
        expect(addRows(file, workbook).added).toEqual([]);
      }),
    );
  });
});

function sheet(name: string, ...rows: string[][]): Sheet {
  return { name, rows };
}

function read(text: string): InputFile {
  return parseInput(Buffer.from(text), 'list.csv');
}

/** With one row that is never blank, since a list of blank rows is none. */
function parsed(rows: string[]): InputFile {
  return read(['PO_NUMBER,STATUS', '15000001,x', ...rows].join('\n'));
}
