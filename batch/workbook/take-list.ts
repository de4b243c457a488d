import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { isWorkbook, parseInput, readInputBytes, type InputFile } from '../list';
import { BatchError } from '../errors/errors';
import { addRows } from './add-rows';
import { listSheet } from './list-sheet';
import { readSheets } from './read-sheets';

/** Where a list came from that a workbook holds. */
export interface WorkbookSource {
  path: string;
  sheet: string;
  /** How many sheets the workbook has. */
  sheets: number;
  /** The workbook's list as CSV text. */
  csv: string;
  /** True when there is no CSV beside it yet. */
  first: boolean;
  /** POs that the workbook has and the CSV beside it did not have. */
  added: string[];
  /** Columns of the workbook that the CSV lacks. */
  leftColumns: string[];
}

export interface TakenList {
  /** Its path is that of the CSV, which for a workbook need not be there yet. */
  input: InputFile;
  workbook?: WorkbookSource;
}

/**
 * The list at `file`: a CSV, or a workbook with what the CSV beside it says. Synchronous, writes nothing. Every failure
 * is a BatchError with exit code 2 and one line.
 */
export function takeList(file: string): TakenList {
  const bytes = readInputBytes(file);
  return isWorkbook(bytes) ? takeWorkbook(bytes, file) : { input: parseInput(bytes, file) };
}

/** The file that results go to: the list itself, or the CSV beside a workbook. */
export function resultsPath(file: string): string {
  return isWorkbook(firstBytes(file)) ? csvBeside(file) : file;
}

/** As takeList, of a workbook's bytes. */
export function takeWorkbook(bytes: Buffer, file: string): TakenList {
  const csvFile = csvBeside(file);
  if (csvFile === file) {
    const line = `${file} is an Excel workbook, not a CSV file: rename it to ${path.parse(file).name}.xlsx and name that.`;
    throw new BatchError('INPUT_IS_WORKBOOK', line, 2);
  }
  const { sheet, sheets, csv } = listSheet(readSheets(bytes, file), file);
  const source = { path: file, sheet, sheets, csv };
  const own = parseInput(Buffer.from(csv), file);
  const present = existsSync(csvFile) ? listBeside(readInputBytes(csvFile), csvFile) : undefined;
  if (!present)
    return { input: { ...own, path: csvFile }, workbook: { ...source, first: true, added: [], leftColumns: [] } };
  const { file: input, added, leftColumns } = addRows(present, own);
  return { input, workbook: { ...source, first: false, added, leftColumns } };
}

/** The CSV beside a workbook; undefined where it has no row, as `po-batch init` leaves it to be filled. */
export function listBeside(bytes: Buffer, csvFile: string): InputFile | undefined {
  try {
    return parseInput(bytes, csvFile);
  } catch (error) {
    if (error instanceof BatchError && ['INPUT_EMPTY', 'INPUT_HEADER_ONLY'].includes(error.code)) return undefined;
    throw error;
  }
}

function csvBeside(file: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, `${name}.csv`);
}

/** Nothing of what cannot be read: takeList says what is wrong with it. */
function firstBytes(file: string): Buffer {
  const start = Buffer.alloc(8);
  try {
    const handle = openSync(file, 'r');
    try {
      readSync(handle, start);
    } finally {
      closeSync(handle);
    }
  } catch {
    return Buffer.alloc(0);
  }
  return start;
}
