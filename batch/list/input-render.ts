import { stringify } from 'csv-stringify/sync';
import { guard } from './formula-guard';
import { isBlank } from '../text/blank';
import { STANDARD_COLUMNS, type ResultColumn } from './input-columns';
import type { InputFile, InputRow } from './input-file';

/** New cells of one row, as plain text: the guard against formulas is put on here. */
export type RowUpdate = Partial<Record<ResultColumn, string>>;

/**
 * The whole list as it must be written: standard columns first, missing ones added, then the others in their order;
 * a BOM, `\n`, minimal quoting, the list's delimiter and its `sep=` line. Cells without an update keep their text.
 * Left-out rows keep every cell, counts included.
 */
export function renderInput(file: InputFile, updates: ReadonlyMap<InputRow, RowUpdate> = new Map()): string {
  const { standard } = file.columns;
  const taken = new Set(standard.values());
  const others = file.header.map((_, index) => index).filter((index) => !taken.has(index));

  const [, ...results] = STANDARD_COLUMNS;
  const header = [file.columns.poName ?? 'PO_NUMBER', ...results, ...others.map((index) => file.header[index]!)];
  const rows = file.rows.map((row) => {
    const update = updates.get(row) ?? {};
    const own = STANDARD_COLUMNS.map((column) => {
      const index = standard.get(column);
      const written = index === undefined ? '' : (row.cells[index] ?? '');
      if (column === 'PO_NUMBER') return written;
      const value = update[column];
      const text = value === undefined ? written : guard(value);
      return COUNTS.has(column) && row.leftOut === undefined ? asCount(text) : text;
    });
    return [...own, ...others.map((index) => row.cells[index] ?? ''), ...row.extra];
  });
  // Without quote_record_delimiter a lone CR would stand bare in the file and end the row for Excel.
  const options = { delimiter: file.delimiter, record_delimiter: '\n', quote_record_delimiter: true };
  // A bare comma in a header of semicolons would count when the list is read again and its delimiter is found.
  const headerLine = stringify([header], { ...options, quoted_match: /[;,\t]/ });
  return `\ufeff${file.separatorLine}${headerLine}${stringify(rows, options)}`;
}

/** The text as the list's bytes: UTF-16 stays UTF-16, everything else becomes UTF-8; each with its byte order mark. */
export function encodeInput(text: string, encoding: InputFile['encoding']): Buffer {
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return Buffer.from(text);
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

const COUNTS: ReadonlySet<string> = new Set<ResultColumn>(['ATTACHMENTS_FOUND', 'ATTACHMENTS_DOWNLOADED']);

/** Blank → `0`, `2.0` and `2,0` → `2`; what is no whole number stays, it is not ours to judge. */
function asCount(text: string): string {
  if (isBlank(text)) return '0';
  return /^0*([0-9]+)(?:[.,]0*)?$/.exec(text.trim())?.[1] ?? text;
}
