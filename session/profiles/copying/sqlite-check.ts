import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/**
 * Two checks of an SQLite file: of its header (https://www.sqlite.org/fileformat.html), which shows in microseconds
 * that a copy was cut short or overwritten, and SQLite's own quick check, which reads every page.
 */
const MAGIC = 'SQLite format 3\0';
const HEADER = 108;

/** What is wrong, in a few words; undefined when nothing is, or when the file is no database. Pure. */
export function databaseFault(header: Buffer, fileBytes: number): string | undefined {
  if (header.length < 16 || header.toString('latin1', 0, 16) !== MAGIC) return undefined;
  if (header.length < HEADER) return 'it is cut short';
  const stored = header.readUInt16BE(16);
  const pageBytes = stored === 1 ? 65_536 : stored;
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0) return 'its page size is none';
  // The page count counts only when the library that wrote it last kept it: so the format's own rule.
  const kept = header.readUInt32BE(24) === header.readUInt32BE(92);
  if (kept && fileBytes < header.readUInt32BE(28) * pageBytes) return 'it is shorter than its header says';
  // The first page is the root of the schema: an inner or a leaf page of a table.
  const firstPage = header[100];
  if (firstPage !== 5 && firstPage !== 13) return 'its first page is none';
  return undefined;
}

/** True for a database with pages in it: an empty file is a valid database, and holds no cookie. */
export function isDatabase(header: Buffer): boolean {
  return header.length >= HEADER && header.toString('latin1', 0, 16) === MAGIC;
}

/**
 * SQLite's first complaint about a database whose header is whole; undefined when it has none. Not asked of one whose
 * last transaction is still in its journal, or that keeps a write-ahead log: reading those means to change them, which
 * is the browser's to do.
 */
export function quickCheck(file: string, header: Buffer): string | undefined {
  const writeAheadLog = header[18] === 2;
  if (writeAheadLog || sizeOf(`${file}-journal`) > 0) return undefined;
  const database = opened(file);
  if (!database) return undefined;
  try {
    const [first] = Object.values(database.get('PRAGMA quick_check(1)') ?? {});
    return first === 'ok' ? undefined : String(first).replaceAll('\n', ' ');
  } catch (error) {
    return (error as Error).message;
  } finally {
    database.close();
  }
}

/**
 * Undefined for a file that SQLite cannot reach by this path, as one longer than Windows' 260 characters: the browser
 * can.
 */
function opened(file: string) {
  // Loaded by whoever needs it first.
  const { Database } = require('node-sqlite3-wasm') as typeof import('node-sqlite3-wasm');
  try {
    return new Database(file, { readOnly: true });
  } catch {
    return undefined;
  }
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** The first bytes of a file and its size. Throws what the disk says. */
export function readHeader(file: string | Buffer): { header: Buffer; bytes: number } {
  const descriptor = openSync(file, 'r');
  try {
    const header = Buffer.alloc(HEADER);
    const read = readSync(descriptor, header, 0, HEADER, 0);
    return { header: header.subarray(0, read), bytes: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}
