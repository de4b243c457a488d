import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { poOf } from '../../../batch/list/input-file';
import { resultsPath, takeList } from '../../../batch/workbook';
import { protectedWorkbook, workbook } from '../../support/workbook';

// The real reader, in its own program.

test('a workbook is read: numbers, dates, formulas by their values, the first sheet that has POs', ({}, info) => {
  const bytes = workbook({
    Notes: [['read me']],
    Orders: [
      ['Export of Monday'],
      ['PO Number', 'Ordered', 'Item', 'Urgent', 'Check'],
      [15262984, { date: 46349 }, '=not a formula', true, { error: '#N/A' }],
      [],
      [{ number: '15262991.0' }, { date: 46349.5 }, '00123', false],
      [{ formula: 'A3+8', value: 15262992 }, null, { formula: '"a"&1', value: 'Ação' }],
      [{ number: '1.5327452E7' }],
    ],
  });
  const file = written(info.outputPath('orders.xlsx'), bytes);
  const { input, workbook: source } = takeList(file);
  expect(source).toMatchObject({ path: file, sheet: 'Orders', sheets: 2, first: true, added: [] });
  expect(input.path).toBe(info.outputPath('orders.csv'));
  expect(resultsPath(file)).toBe(input.path);
  expect(input.columns.poName).toBe('PO Number');
  expect(input.rows.map(({ cells }) => cells)).toEqual([
    ['15262984', '2026-11-23', "'=not a formula", 'TRUE', ''],
    ['15262991', '2026-11-23 12:00:00', '00123', 'FALSE', ''],
    ['15262992', '', 'Ação', '', ''],
    ['15327452', '', '', '', ''],
  ]);
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test('with a CSV beside it, that is the list, and the rows that only the workbook has are added', ({}, info) => {
  const file = written(info.outputPath('o.xlsx'), workbook({ A: [['PO_NUMBER'], [15262984], [15262991]] }));
  written(info.outputPath('o.csv'), Buffer.from('PO_NUMBER;STATUS\nPO15000001;\n15262984;COMPLETED\n'));
  const { input, workbook: source } = takeList(file);
  expect(input.rows.map((row) => poOf(input, row))).toEqual(['PO15000001', '15262984', '15262991']);
  expect(source).toMatchObject({ first: false, added: ['15262991'] });
});

test('a CSV beside it that has no row, as init leaves it, is not the list', ({}, info) => {
  const file = written(info.outputPath('o.xlsx'), workbook({ A: [['PO Number'], [15262984]] }));
  for (const text of ['PO_NUMBER;STATUS;SUPPLIER\n', '']) {
    written(info.outputPath('o.csv'), Buffer.from(text));
    expect(takeList(file)).toMatchObject({ input: { columns: { poName: 'PO Number' } }, workbook: { first: true } });
  }
  written(info.outputPath('o.csv'), Buffer.from('Supplier\nAcme\n'));
  expect(() => takeList(file)).toThrow(/o\.csv has no PO_NUMBER column/);
});

const whole = workbook({ A: [['PO_NUMBER'], [15262984]] });
for (const [what, name, bytes, line] of [
  ['with a password', 'o.xlsx', protectedWorkbook(), /o\.xlsx is protected with a password: remove it/],
  [
    'in the old format',
    'o.xls',
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    /o\.xls is a workbook in the old format \.xls/,
  ],
  ['cut short', 'o.xlsx', whole.subarray(0, 900), /o\.xlsx cannot be read as a workbook \(.+\): open it in Excel/],
  ['that is another ZIP', 'o.xlsx', Buffer.from('PK\x03\x04rest'), /o\.xlsx cannot be read as a workbook/],
  ['called .csv', 'o.csv', whole, /o\.csv is an Excel workbook, not a CSV file: rename it to o\.xlsx/],
] as const) {
  test(`a workbook ${what} is refused in one line`, ({}, info) => {
    const file = written(info.outputPath(name), bytes);
    expect(() => takeList(file)).toThrow(line);
    expect(() => takeList(file)).toThrow(/^[^\n]+$/);
  });
}

function written(file: string, bytes: Buffer): string {
  writeFileSync(file, bytes);
  return file;
}
