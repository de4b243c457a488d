import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isOle } from '../list';
import { BatchError } from '../errors/errors';

/** A sheet of a workbook, each cell as the text that it has in the list. */
export interface Sheet {
  name: string;
  rows: string[][];
}

/** The sheets of a workbook, in order. Throws BatchError (exit 2) with one line; `file` is for the message. */
export function readSheets(bytes: Buffer, file: string): Sheet[] {
  if (isOle(bytes)) throw unreadable(file, bytes.includes(ENCRYPTED) ? PROTECTED : OLD);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [MEMORY, ...LOADER, PROGRAM], {
    input: bytes,
    timeout: PATIENCE,
    maxBuffer: 2 ** 30,
    windowsHide: true,
    // A worker thread's or a debugger's options are not meant for this program.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (!error && status === 0) return JSON.parse(stdout.toString()) as Sheet[];
  const why = (error?.message ?? lastLine(stderr.toString())) || 'its reader ended without a word';
  throw unreadable(file, `cannot be read as a workbook (${why}): ${SAVE_AGAIN}`);
}

/** Milliseconds. Fifty times what the largest sensible list takes; a hostile file must not hold the run for ever. */
const PATIENCE = 120_000;

/** MB. A small file may unpack to what no computer holds. */
const MEMORY = '--max-old-space-size=1024';

/** This file's own kind: the sources run with tsx, a published package is JavaScript. */
const KIND = path.extname(__filename);
const PROGRAM = path.join(__dirname, `workbook-program${KIND}`);
const LOADER = KIND === '.ts' ? ['-r', require.resolve('tsx/cjs')] : [];

const SAVE_AGAIN = 'open it in Excel and save it again as "Excel Workbook (*.xlsx)" or as "CSV UTF-8 (*.csv)".';
const PROTECTED = `is protected with a password: remove it (File > Info > Protect Workbook), or save the sheet as CSV.`;
const OLD = `is a workbook in the old format .xls: ${SAVE_AGAIN}`;

/** The stream in which Office keeps an encrypted workbook, as its name stands in the OLE directory. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');

const lastLine = (text: string) => text.trim().split('\n').at(-1)!.slice(0, 120);

const unreadable = (file: string, what: string) => new BatchError('INPUT_WORKBOOK', `${file} ${what}`, 2);
