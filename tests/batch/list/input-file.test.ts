import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { BatchError } from '../../../batch/errors/errors';
import { cell, hierarchyCells, parseInput, poOf, readInputFile } from '../../../batch/list/input-file';
import { encodeInput, renderInput } from '../../../batch/list/input-render';

const read = (text: string | Buffer) => parseInput(Buffer.from(text as string), '/lists/input.csv');

function refusal(action: () => unknown): BatchError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(BatchError);
    const refused = error as BatchError;
    expect(refused.exitCode).toBe(2);
    expect(refused.message).not.toContain('\n');
    return refused;
  }
  throw new Error('was not refused');
}

test.describe('a list that is read', () => {
  test('semicolons win when the header has more of them, else commas', () => {
    expect(read('PO_NUMBER;A,B;C\nPO123456').delimiter).toBe(';');
    expect(read('PO_NUMBER,A;B\nPO123456').delimiter).toBe(',');
    expect(read('\n\nPO_NUMBER\nPO123456').delimiter).toBe(',');
    expect(read('\n"PO_NUMBER";"A,B,C\r\nD,E"\n"PO123456";x').delimiter).toBe(';');
    expect(read('PO_NUMBER;"A\t\t\t"\nPO123456;x').delimiter).toBe(';');
  });

  test('the PO_NUMBER column is found whatever its case, space and BOM', () => {
    for (const header of ['po_number', '  Po_Number ', '\ufeff\ufeffPO_NUMBER', '"PO_NUMBER"']) {
      const input = read(`${header};STATUS;X\n PO123456 ;;`);
      expect(poOf(input, input.rows[0]!)).toBe('PO123456');
    }
  });

  test('cells keep leading zeros, decimals and spaces', () => {
    expect(read('PO_NUMBER;A;B\n00123456; 1.50 ;1e3').rows[0]!.cells).toEqual(['00123456', ' 1.50 ', '1e3']);
  });

  test('CRLF, LF and blank lines are row ends, also mixed, and rows know their line', () => {
    const input = read('\r\nPO_NUMBER;A;B\r\nPO1;"x\r\ny";\r\n\r\n\nPO2;;\nPO3;;\r\n');
    expect(input.rows.map(({ line, cells }) => [line, cells])).toEqual([
      [3, ['PO1', 'x\r\ny', '']],
      [7, ['PO2', '', '']],
      [8, ['PO3', '', '']],
    ]);
  });

  test('a list with lone CRs has rows too', () => {
    expect(read('PO_NUMBER;A;B\rPO1;;\rPO2;;').rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [2, 'PO1'],
      [3, 'PO2'],
    ]);
  });

  test('a row with too few cells has empty ones in their place', () => {
    expect(read('PO_NUMBER;A;B\nPO1').rows[0]).toEqual({ line: 2, cells: ['PO1', '', ''], extra: [] });
  });

  test('a row with too many cells is left out with the reason, and kept', () => {
    expect(read('PO_NUMBER;A;B\nPO1;x;y;z;').rows[0]).toEqual({
      line: 2,
      cells: ['PO1', 'x', 'y'],
      extra: ['z', ''],
      leftOut: 'it has 5 cells, the header has 3',
    });
  });

  test('empty cells beyond the header do no harm', () => {
    expect(read('PO_NUMBER;A;B\nPO1;x;y;;').rows[0]).toEqual({ line: 2, cells: ['PO1', 'x', 'y'], extra: ['', ''] });
  });

  test('a row with NUL bytes is left out, its neighbours are not', () => {
    const rows = read('PO_NUMBER;A;B\nPO1;x\0;\nPO2;;').rows;
    expect(rows.map((row) => row.leftOut)).toEqual(['it contains NUL bytes', undefined]);
    expect(rows[0]!.cells[1]).toBe('x\0');
  });

  test('quotes in the middle of a cell are text', () => {
    expect(read('PO_NUMBER;A;B\nPO1;5" pipe;"a""b"x\nPO2;"in ""quotes""";').rows.map((row) => row.cells)).toEqual([
      ['PO1', '5" pipe', '"a""b"x'],
      ['PO2', 'in "quotes"', ''],
    ]);
  });

  test('two columns with one name stay two', () => {
    const input = read('PO_NUMBER;NOTE;NOTE;STATUS;status\nPO1;a;b;DONE;x');
    expect(input.rows[0]!.cells).toEqual(['PO1', 'a', 'b', 'DONE', 'x']);
    expect(cell(input, input.rows[0]!, 'STATUS')).toBe('DONE');
  });

  test('200 columns and a cell of 5 MB are read', () => {
    const header = ['PO_NUMBER', ...Array.from({ length: 199 }, (_, index) => `c${index}`)].join(';');
    const big = 'five megabytes of "text"\n'.repeat(200_000);
    const input = read(`${header}\nPO1;"${big.replaceAll('"', '""')}"${';'.repeat(198)}\nPO2`);
    expect(input.rows[0]!.cells[1] === big).toBe(true);
    expect(input.rows[0]!.cells).toHaveLength(200);
    expect(input.rows[1]!.line).toBe(200_003);
  });

  test('UTF-16, as Excel and PowerShell write it, is read', () => {
    const input = parseInput(Buffer.from('\ufeffPO_NUMBER;SUPPLIER\r\nPO1;Ação', 'utf16le'), 'x');
    expect(input.encoding).toBe('utf-16le');
    expect(cell(input, input.rows[0]!, 'SUPPLIER')).toBe('Ação');
  });

  test('every column after <|> is a hierarchy column, also one with a standard name', () => {
    const input = read('PO_NUMBER;SUPPLIER;<|>;Priority;Supplier\nPO1;ACME;;P6;Segment A');
    expect(hierarchyCells(input, input.rows[0]!)).toEqual(['P6', 'Segment A']);
    expect(cell(input, input.rows[0]!, 'SUPPLIER')).toBe('ACME');
  });

  test('the guard against formulas is undone in the columns of this tool only', () => {
    const input = read("PO_NUMBER;SUPPLIER;NOTE\n'=PO1;'=ACME;'=x");
    expect(cell(input, input.rows[0]!, 'SUPPLIER')).toBe('=ACME');
    expect(cell(input, input.rows[0]!, 'PO_NUMBER')).toBe("'=PO1");
    expect(input.rows[0]!.cells).toEqual(["'=PO1", "'=ACME", "'=x"]);
  });
});

test.describe('a list that is refused', () => {
  for (const [what, text, message] of [
    ['empty', '', 'is empty'],
    ['nothing but white space', '\ufeff \r\n\r\n', 'is empty'],
    ['a header only', 'PO_NUMBER;STATUS\n', 'has a header but no rows'],
    ['a header and rows without a value', 'PO_NUMBER;STATUS;X\n;;\n;nan;\n', 'has a header but no rows'],
    [
      'without PO_NUMBER',
      'Reference;STATUS\nPO1;',
      'has no PO_NUMBER column; its header is: Reference, STATUS. Expected',
    ],
    ['with PO_NUMBER behind <|>', '<|>;PO_NUMBER\n;PO1', 'It must stand before <|>'],
    ['an .xlsx', 'PK\x03\x04rest', 'is an Excel workbook, not a CSV file. In Excel choose File > Save As > "CSV UTF-8'],
  ] as const) {
    test(`${what}: one line with the path and what was expected`, () => {
      const { message: line } = refusal(() => read(text));
      expect(line).toContain('/lists/input.csv ');
      expect(line).toContain(message);
    });
  }

  test('an old .xls', () => {
    expect(refusal(() => read(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).code).toBe('INPUT_IS_WORKBOOK');
  });

  for (const [what, text, line] of [
    ['at the end of the list', 'PO_NUMBER;A;B\nPO1;x;\nPO2;y;"open\nPO3;;\n', 3],
    ['in the first cell of a row', 'PO_NUMBER;A;B\n\n"PO1;x;\nPO2;;\n', 3],
    ['that meets a quote of a later row', 'PO_NUMBER;A;B\nPO1;x;\nPO2;"y;z\nPO3;"a";b\n', 3],
    ['after a cell of several lines', 'PO_NUMBER;A;B\nPO1;"x\ny";"z\nPO3;"a";b\n', 3],
    ['in the header', 'PO_NUMBER;"A;B\nPO1;x;\n', 1],
  ] as const) {
    test(`an unclosed quote ${what} is refused with the line where it opens`, () => {
      const refused = refusal(() => read(text));
      expect(refused.code).toBe('INPUT_UNCLOSED_QUOTE');
      expect(refused.message).toContain(`opens in line ${line} `);
    });
  }

  test('a missing file, a folder, a file that cannot be read', ({}, info) => {
    const missing = info.outputPath('none', 'input.csv');
    expect(refusal(() => readInputFile(missing)).message).toContain(`${missing} does not exist. Expected a CSV file`);
    const folder = info.outputPath('folder.csv');
    mkdirSync(folder, { recursive: true });
    expect(refusal(() => readInputFile(folder)).message).toContain(`${folder} is a folder, not a file. Expected`);
    const behindFile = path.join(info.outputPath('file'), 'input.csv');
    writeFileSync(info.outputPath('file'), 'x');
    expect(refusal(() => readInputFile(behindFile)).code).toBe('INPUT_MISSING');
    if (process.platform === 'win32') return;
    const circle = info.outputPath('circle.csv');
    symlinkSync('circle.csv', circle);
    expect(refusal(() => readInputFile(circle)).message).toContain(`${circle} cannot be read (ELOOP). Expected a CSV`);
  });

  test('bytes that are not the encoding the file claims', () => {
    const bytes = Buffer.concat([Buffer.from('\ufeffPO_NUMBER;A;B\nPO1;'), Buffer.from([0xe7]), Buffer.from(';\n')]);
    expect(refusal(() => read(bytes)).message).toContain('bytes in line 2 are not');
  });
});

test.describe('lists as other programs write them', () => {
  for (const [header, name] of [
    ['PO Number;Supplier', 'PO Number'],
    ['Order #;Status', 'Order #'],
    ['Created;po #', 'po #'],
    ['Order\u00a0Number;x', 'Order\u00a0Number'],
    ['Purchase Order No.;x', undefined],
    ['PO Number;PO_NUMBER', undefined],
  ] as const) {
    test(`${header}: ${name ? `"${name}" is the PO's column` : 'no column is taken for PO_NUMBER'}`, () => {
      const text = `${header}\nPO15262984;PO15262984\n`;
      if (header.startsWith('Purchase')) return expect(() => read(text)).toThrow('has no PO_NUMBER column');
      expect(read(text).columns.poName).toBe(name);
    });
  }

  test("an export's own Status is no result, its Supplier is the supplier", () => {
    const list = read('PO Number,Status,Supplier\nPO15262984,Issued,Acme\n');
    expect([cell(list, list.rows[0]!, 'STATUS'), cell(list, list.rows[0]!, 'SUPPLIER')]).toEqual(['', 'Acme']);
    expect(renderInput(list)).toBe(
      '\ufeffPO Number,STATUS,SUPPLIER,ATTACHMENTS_FOUND,ATTACHMENTS_DOWNLOADED,AttachmentName,LAST_PROCESSED,' +
        'ERROR_MESSAGE,DOWNLOAD_FOLDER,COUPA_URL,Status\nPO15262984,,Acme,0,0,,,,,,Issued\n',
    );
    const again = read(renderInput(list));
    expect([again.columns.poName, again.columns.standard.get('STATUS')]).toEqual(['PO Number', 1]);
  });

  test('sep= in the first line says the delimiter, is no row, and stays', () => {
    const list = read('sep=;\r\nPO_NUMBER;A,B\r\nPO15262984;x,y\r\n');
    expect([list.delimiter, list.header, list.rows[0]!.line]).toEqual([';', ['PO_NUMBER', 'A,B'], 3]);
    expect(renderInput(list)).toMatch(/^\ufeffsep=;\r\nPO_NUMBER;STATUS;/);
    expect(read(renderInput(list)).separatorLine).toBe('sep=;\r\n');
  });

  test('tabs separate, and UTF-16 stays UTF-16', () => {
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const bytes = encodeInput('\ufeffPO_NUMBER\tNote\nPO15262984\tAção; 1,5\n', encoding);
      const list = parseInput(bytes, '/lists/input.csv');
      expect([list.delimiter, list.encoding]).toEqual(['\t', encoding]);
      const written = parseInput(encodeInput(renderInput(list), list.encoding), '/lists/input.csv');
      expect([written.delimiter, written.encoding, written.rows[0]!.cells.at(-1)]).toEqual([
        '\t',
        encoding,
        'Ação; 1,5',
      ]);
    }
  });

  test('what nobody sees around a PO is no part of it, and stays in the cell', () => {
    for (const written of ['\u00a0PO15262984\u200b', "'PO15262984", '\u2060PO15262984\u00ad ', 'PO15262984\ufeff']) {
      const list = read(`PO_NUMBER;A\n${written};1\n`);
      expect(poOf(list, list.rows[0]!), JSON.stringify(written)).toBe('PO15262984');
      expect(renderInput(list)).toContain(`\n${written};`);
    }
    const numbers = read('PO_NUMBER;A\n15262984.0;1\n');
    expect(poOf(numbers, numbers.rows[0]!)).toBe('15262984');
  });
});
