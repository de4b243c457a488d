import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { Database } from 'node-sqlite3-wasm';
import { databaseFault, isDatabase, quickCheck, readHeader } from '../../../../session/profiles/copying/sqlite-check';
import { emptyDatabase } from '../../../support/fake-profile';

const changed = (change: (file: Buffer) => void) => {
  const file = emptyDatabase(3);
  change(file);
  return file;
};

for (const [what, file, fault] of [
  ['a whole one', emptyDatabase(), undefined],
  ['no database', Buffer.from('not SQLite, and long enough to be looked at'.repeat(4)), undefined],
  ['an empty file, which is a database without a page', Buffer.alloc(0), undefined],
  ['one of which only the header came', emptyDatabase().subarray(0, 60), 'it is cut short'],
  ['one that lost its last page', emptyDatabase(3).subarray(0, 8_192), 'it is shorter than its header says'],
  [
    'one written by a library that keeps no page count',
    changed((header) => header.writeUInt32BE(9, 92)).subarray(0, 4_096),
    undefined,
  ],
  ['one with an impossible page size', changed((header) => header.writeUInt16BE(1_000, 16)), 'its page size is none'],
  ['one whose schema was overwritten', changed((header) => (header[100] = 0)), 'its first page is none'],
] as const) {
  test(`header of ${what}: ${fault ?? 'nothing wrong'}`, () => {
    expect(databaseFault(file.subarray(0, 108), file.length)).toBe(fault);
  });
}

test.describe('quick check', () => {
  /** A database with rows, as a browser leaves one. */
  async function written(file: string, mode = 'delete'): Promise<string> {
    await fs.ensureDir(path.dirname(file));
    const database = new Database(file);
    if (mode === 'wal') database.exec('PRAGMA locking_mode = exclusive');
    database.exec(
      `PRAGMA journal_mode = ${mode}; CREATE TABLE cookies (host TEXT, value BLOB); CREATE INDEX by_host ON cookies (host)`,
    );
    for (let row = 0; row < 300; row++)
      database.run('INSERT INTO cookies VALUES (?, ?)', [`host-${row}.example`, 'x'.repeat(100)]);
    database.close();
    return file;
  }
  const check = (file: string) => quickCheck(file, readHeader(file).header);
  /** Zeros over one page in the middle, which no header shows. */
  async function tear(file: string): Promise<void> {
    const handle = await fs.promises.open(file, 'r+');
    await handle.write(Buffer.alloc(4_096), 0, 4_096, 4_096 * 3);
    await handle.close();
  }

  test('a whole database has nothing wrong, and is left as it was', async ({}, testInfo) => {
    const file = await written(testInfo.outputPath('profile', 'Cookies'));
    const before = await fs.readFile(file);
    expect(check(file)).toBeUndefined();
    expect(isDatabase(readHeader(file).header)).toBe(true);
    expect(await fs.readFile(file)).toEqual(before);
    expect(await fs.readdir(path.dirname(file))).toEqual(['Cookies']);
  });

  test('a torn page is told, though the header is whole', async ({}, testInfo) => {
    const file = await written(testInfo.outputPath('Cookies'));
    await tear(file);
    const { header, bytes } = readHeader(file);
    expect(databaseFault(header, bytes)).toBeUndefined();
    expect(check(file)).toMatch(/malformed|page|btree/i);
  });

  test("leaves V8's flags as they were: code that this process compiled is of use to the next one", () => {
    // In a process of its own: here another test may have loaded SQLite already.
    const script = `
      const { cachedDataVersionTag: tag } = require('node:v8');
      const before = tag();
      require('./session/profiles/copying/sqlite-check.ts').quickCheck('nowhere', Buffer.alloc(108));
      console.log(before === tag() ? 'same' : 'changed');`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-r', 'tsx/cjs', '-e', script], {
      cwd: path.resolve(__dirname, '../../../..'),
      encoding: 'utf8',
    });
    expect(stdout, stderr).toBe('same\n');
  });

  test('one that SQLite cannot reach by its path is not called damaged', () => {
    expect(quickCheck(path.join('nowhere', 'Cookies'), emptyDatabase().subarray(0, 108))).toBeUndefined();
  });

  test("one whose last transaction is still in its journal, or that keeps a write-ahead log, is the browser's to read", async ({}, testInfo) => {
    const file = await written(testInfo.outputPath('Cookies'));
    await tear(file);
    await fs.writeFile(`${file}-journal`, 'pages from before');
    expect(check(file)).toBeUndefined();
    await fs.writeFile(`${file}-journal`, '');
    expect(check(file)).toMatch(/./);
    const log = await written(testInfo.outputPath('History'), 'wal');
    expect(readHeader(log).header[18]).toBe(2);
    expect(check(log)).toBeUndefined();
  });
});
