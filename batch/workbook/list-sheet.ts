import { stringify } from 'csv-stringify/sync';
import { findColumns, HIERARCHY_SEPARATOR } from '../list';
import { BatchError } from '../errors/errors';
import { isBlank } from '../text/blank';
import type { Sheet } from './read-sheets';

/** The list that a workbook holds. */
export interface ListSheet {
  sheet: string;
  /** How many sheets the workbook has. */
  sheets: number;
  /** Header and rows as CSV text with `;`. */
  csv: string;
}

/** A title, a date and a logo may stand above the header; more rows than this are no list's head. */
const HEAD_ROWS = 20;

/** The first sheet with a PO column, and in it the first row that has one: the header. Throws BatchError (exit 2). */
export function listSheet(sheets: readonly Sheet[], file: string): ListSheet {
  for (const { name, rows } of sheets) {
    const at = rows.slice(0, HEAD_ROWS).findIndex((row) => findColumns(row).standard.has('PO_NUMBER'));
    if (at === -1) continue;
    const body = rows.slice(at + 1).filter((row) => !row.every(isBlank));
    const table = sameWidth([rows[at]!, ...body]);
    return { sheet: name, sheets: sheets.length, csv: stringify(table, CSV) };
  }
  const found = sheets.map(({ name, rows }) => `${name}: ${shown(rows.find((row) => !row.every(isBlank)))}`);
  throw new BatchError(
    'INPUT_NO_PO_NUMBER',
    `${file} has no sheet with a PO_NUMBER column; it has ${found.join('; ') || 'no sheet'}.`.slice(0, 400) +
      ' Give the column of the POs the header PO_NUMBER.',
    2,
  );
}

const CSV = { delimiter: ';', record_delimiter: '\n', quote_record_delimiter: true };

/**
 * Sheets end rows where their cells end. A note beside the table gets a header without a name, or its row would be
 * left out as one with too many cells; behind `<|>` it would become a level of folders, so there the row is left out.
 */
function sameWidth([header = [], ...body]: string[][]): string[][] {
  const own = filled(header);
  const table = [own, ...body.map(filled)];
  // Row by row: a call takes no more than about 120,000 arguments, and a sheet has up to a million rows.
  const widest = table.reduce((width, row) => Math.max(width, row.length), 0);
  const width = own.includes(HIERARCHY_SEPARATOR) ? own.length : widest;
  return table.map((row) => [...row, ...Array<string>(Math.max(0, width - row.length)).fill('')]);
}

const filled = (row: string[]) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1);

const shown = (row: string[] | undefined) => (row ? filled(row).join(', ').replace(/\s+/g, ' ').slice(0, 80) : 'empty');
