import { readFileSync } from 'node:fs';
import { decodeText, UndecodableText, type InputEncoding } from './csv-decode';
import { detectDelimiter, readRows, SEPARATOR_LINE, UnclosedQuote, type Delimiter, type RawRow } from './csv-rows';
import { BatchError } from '../errors/errors';
import { unguard } from './formula-guard';
import { isBlank } from '../text/blank';
import { withoutSurroundings } from './po-number';
import { findColumns, type Columns, type StandardColumn } from './input-columns';
import { isWorkbook } from './workbook-signature';

/** The list of POs as it is in the file. Cells are to the letter: nothing is trimmed, no number is one. */
export interface InputFile {
  path: string;
  delimiter: Delimiter;
  /** `sep=;` with its line end, where the file begins so; empty otherwise. */
  separatorLine: string;
  encoding: InputEncoding;
  /** Header cells as in the file. */
  header: string[];
  columns: Columns;
  rows: InputRow[];
}

/** One row of the list below its header, as it stands in the file. */
export interface InputRow {
  /** 1-based line of the file where the row starts. */
  line: number;
  /** One cell per header cell; cells that the row lacks are empty. */
  cells: string[];
  /** Cells beyond the header, kept for writing. */
  extra: string[];
  /** Why the row is not read as a row; it is still written back to the letter. */
  leftOut?: string;
}

/** Reads the list. Every failure is a BatchError with exit code 2 and one line: the path and what was expected. */
export function readInputFile(path: string): InputFile {
  return parseInput(readInputBytes(path), path);
}

/** As readInputFile, from the bytes of the file; `path` is for the messages. */
export function parseInput(bytes: Buffer, path: string): InputFile {
  if (isWorkbook(bytes))
    throw problem('INPUT_IS_WORKBOOK', path, `is an Excel workbook, not a CSV file. ${HOW_TO_SAVE}`);
  const { text, encoding } = decode(bytes, path);
  if (text.trim() === '') throw problem('INPUT_EMPTY', path, `is empty. ${EXPECTED}`);

  const delimiter = detectDelimiter(text);
  const separatorLine = SEPARATOR_LINE.exec(text)?.[0] ?? '';
  const [head, ...body] = rowsOf(text.slice(separatorLine.length), delimiter, path, separatorLine ? 1 : 0);
  const header = head?.cells ?? [];
  const columns = findColumns(header);
  if (!columns.standard.has('PO_NUMBER')) throw withoutPoColumn(header, path);

  const rows = body.map((row) => toInputRow(row, header.length));
  if (rows.every((row) => [...row.cells, ...row.extra].every(isBlank))) {
    throw problem('INPUT_HEADER_ONLY', path, `has a header but no rows. ${EXPECTED}`);
  }
  return { path, delimiter, separatorLine, encoding, header, columns, rows };
}

/** A row's cell of a standard column, without the guard against formulas; empty when the list lacks the column. */
export function cell(file: InputFile, row: InputRow, column: StandardColumn): string {
  const index = file.columns.standard.get(column);
  const written = index === undefined ? '' : (row.cells[index] ?? '');
  return column === 'PO_NUMBER' ? written : unguard(written);
}

/** The row's PO, without what is around it and nobody sees; undefined for a row without one. The cell stays. */
export function poOf(file: InputFile, row: InputRow): string | undefined {
  const po = withoutSurroundings(cell(file, row, 'PO_NUMBER'));
  return isBlank(po) ? undefined : po;
}

export function hierarchyCells(file: InputFile, row: InputRow): string[] {
  return file.columns.hierarchy.map((index) => row.cells[index] ?? '');
}

const HOW_TO_SAVE = 'In Excel choose File > Save As > "CSV UTF-8 (Comma delimited) (*.csv)" and use that file.';
const EXPECTED = 'Expected a CSV file with a header that has a PO_NUMBER column, and one row per PO.';

function problem(code: string, path: string, what: string, cause?: unknown): BatchError {
  return new BatchError(code, `${path} ${what}`, 2, { cause });
}

/** The bytes of a list. Every failure is a BatchError with exit code 2 and one line. */
export function readInputBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw problem('INPUT_MISSING', path, `does not exist. ${EXPECTED} INPUT_CSV says where it is.`, error);
    }
    if (code === 'EISDIR') throw problem('INPUT_IS_FOLDER', path, `is a folder, not a file. ${EXPECTED}`, error);
    throw problem('INPUT_UNREADABLE', path, `cannot be read (${code ?? String(error)}). ${EXPECTED}`, error);
  }
}

function decode(bytes: Buffer, path: string): { text: string; encoding: InputEncoding } {
  try {
    return decodeText(bytes);
  } catch (error) {
    if (!(error instanceof UndecodableText)) throw error;
    const where = error.line > 0 ? `in line ${error.line}` : 'in it';
    throw problem(
      'INPUT_ENCODING',
      path,
      `says it is ${error.encoding}, but bytes ${where} are not. ${HOW_TO_SAVE}`,
      error,
    );
  }
}

function rowsOf(text: string, delimiter: Delimiter, path: string, linesBefore: number): RawRow[] {
  try {
    return readRows(text, delimiter).map(({ line, cells }) => ({ line: line + linesBefore, cells }));
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    const what = `has a quote (") that opens in line ${error.line + linesBefore} and is not closed. Close or remove it.`;
    throw problem('INPUT_UNCLOSED_QUOTE', path, what, error);
  }
}

function withoutPoColumn(header: string[], path: string): BatchError {
  const behind = header.some((name) => name.trim().toUpperCase() === 'PO_NUMBER') ? ' It must stand before <|>.' : '';
  const found = header.map((name) => name.replace(/\s+/g, ' ').trim()).join(', ');
  const shown = found.length > 120 ? `${found.slice(0, 119)}…` : found;
  return problem('INPUT_NO_PO_NUMBER', path, `has no PO_NUMBER column; its header is: ${shown}.${behind} ${EXPECTED}`);
}

function toInputRow({ line, cells }: RawRow, width: number): InputRow {
  const row: InputRow = { line, cells: cells.slice(0, width), extra: cells.slice(width) };
  while (row.cells.length < width) row.cells.push('');
  // Spreadsheets end rows with empty cells that no header covers: nothing is misplaced then.
  if (row.extra.some((value) => value.trim() !== '')) {
    row.leftOut = `it has ${cells.length} cells, the header has ${width}`;
  }
  if (cells.some((value) => value.includes('\0'))) row.leftOut = 'it contains NUL bytes';
  return row;
}
