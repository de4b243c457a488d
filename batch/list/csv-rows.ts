import { parse, type CastingContext, type Options } from 'csv-parse/sync';

/** CSV text as rows of cells, each cell to the letter, with the line it starts in. */

export type Delimiter = ';' | ',' | '\t';

export interface RawRow {
  /** 1-based line where the row starts. */
  line: number;
  cells: string[];
}

/** A quote that opens and is never closed, or closed lines further down in the middle of a cell. */
export class UnclosedQuote extends Error {
  override readonly name = 'UnclosedQuote';
  constructor(readonly line: number) {
    super(`a quote opens in line ${line} and is not closed`);
  }
}

/**
 * What `sep=;` in the first line names, which is Excel's word for it; else what the header has most of outside its
 * quoted cells, of `,`, `;` and tab, and `,` where it has none.
 */
export function detectDelimiter(text: string): Delimiter {
  const named = SEPARATOR_LINE.exec(text)?.[1];
  if (named !== undefined) return named as Delimiter;
  const header = (FIRST_ROW.exec(text)?.[0] ?? '').replace(QUOTED_CELL, '');
  const count = (delimiter: Delimiter) => header.split(delimiter).length;
  return ([';', '\t'] as const).reduce<Delimiter>((most, one) => (count(one) > count(most) ? one : most), ',');
}

const QUOTED_CELL = /(?<=^|[;,\t\r\n])"(?:[^"]|"")*"(?=[;,\t\r\n]|$)/g;
/** A quoted cell may hold line breaks. */
const FIRST_ROW = new RegExp(`(?:${QUOTED_CELL.source}|[^\\r\\n])+`);

/** Excel's first line, which says what separates the columns and is no row. Its end belongs to it. */
export const SEPARATOR_LINE = /^"?sep=([;,\t])"?[;,\t]*(?:\r\n|\n|\r)/i;

/**
 * Rows of `text` without its blank lines. A cell with quotes in its middle is taken as it stands (`5" pipe`).
 * Throws UnclosedQuote: going on would swallow the rows that follow.
 */
export function readRows(text: string, delimiter: Delimiter): RawRow[] {
  const bytes = Buffer.from(text);
  // Both kinds at once: a list to which another program appended lines has both, and with only the first kind as
  // row end all its appended rows would be one cell. A lone CR ends rows only where there is nothing else.
  const rowEnds = text.includes('\n') ? ['\r\n', '\n'] : ['\r'];
  const options: Options = { ...LENIENT, delimiter, record_delimiter: rowEnds };
  const ends: number[] = [];
  const noteEnd = (cells: string[], { bytes: end }: { bytes: number }) => {
    ends.push(end);
    return cells;
  };
  let records: string[][];
  try {
    records = parse(bytes, { ...options, on_record: noteEnd }) as string[][];
  } catch (error) {
    const { code, bytes: lastCellEnd } = error as { code?: unknown; bytes?: number };
    if (code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
    throw new UnclosedQuote(lineCounter(bytes, rowEnds)(bytes.indexOf(QUOTE, lastCellEnd)));
  }
  const lineOf = lineCounter(bytes, rowEnds);
  return records.map((cells, index) => {
    const start = skipRowEnds(bytes, ends[index - 1] ?? 0, rowEnds);
    const line = lineOf(start);
    const raw = bytes.subarray(start, ends[index]);
    const exact = !raw.includes(QUOTE) || isWellFormed(cells, raw) ? cells : cellsToTheLetter(raw, options, line);
    return { line, cells: exact };
  });
}

const QUOTE = 0x22;
const LENIENT: Options = { relax_quotes: true, relax_column_count: true, skip_empty_lines: true };

/** Whether every quoted cell is quoted by the book, so that its value says all that the file says. */
function isWellFormed(cells: string[], raw: Buffer): boolean {
  let at = 0;
  for (const cell of cells) {
    const written = raw[at] === QUOTE ? Buffer.from(`"${cell.replaceAll('"', '""')}"`) : Buffer.from(cell);
    if (!written.equals(raw.subarray(at, at + written.length))) return false;
    at += written.length + 1;
  }
  return true;
}

/**
 * csv-parse lets a wrongly closed cell (`"a"b`) pass, which is right within a line; over several lines the closing
 * quote belongs to another row. It also joins doubled quotes in such a cell, so its text is taken from the file.
 * Apart from the rest because a `cast` makes csv-parse eight times slower.
 */
function cellsToTheLetter(raw: Buffer, options: Options, firstLine: number): string[] {
  let lastEnd = 0;
  const cast = (value: string, { index, bytes: end, quoting }: CastingContext) => {
    const written = raw.subarray(index === 0 ? 0 : lastEnd + 1, end);
    const before = raw.subarray(0, lastEnd);
    lastEnd = end;
    if (!quoting || isWellFormed([value], written)) return value;
    if (written.includes('\n') || written.includes('\r')) {
      throw new UnclosedQuote(firstLine + before.toString().split('\n').length - 1);
    }
    return written.toString();
  };
  const [cells] = parse(raw, { ...options, cast }) as string[][];
  return cells!;
}

function skipRowEnds(bytes: Buffer, from: number, rowEnds: string[]): number {
  let at = from;
  for (;;) {
    const end = rowEnds.find((candidate) => bytes.toString('latin1', at, at + candidate.length) === candidate);
    if (end === undefined) return at;
    at += end.length;
  }
}

/** Line of an offset; offsets must not go back, or every row would count from the top again. */
function lineCounter(bytes: Buffer, rowEnds: string[]): (offset: number) => number {
  const lineBreak = rowEnds.at(-1)!.charCodeAt(0);
  let line = 1;
  let next = bytes.indexOf(lineBreak);
  return (offset) => {
    while (next !== -1 && next < offset) {
      line++;
      next = bytes.indexOf(lineBreak, next + 1);
    }
    return line;
  };
}
