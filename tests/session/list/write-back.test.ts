import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import type { RowUpdate } from '../../../batch/list/input-render';
import { parseInput } from '../../../batch/list/input-file';
import { fingerprints } from '../../../batch/list/fingerprint';
import { listDisk, type ListDisk } from '../../../session/list/list-disk';
import { WriteBack, type WriteBackOptions } from '../../../session/list/write-back';
import { readList } from '../../support/run-batch';

const RUN = '2026-11-23T20-31-43-8f3a';
const HELD = 'input.csv is open in another program: results are kept and will be written when it is closed';
const DONE: RowUpdate = { STATUS: 'COMPLETED', ERROR_MESSAGE: '' };
const FAILED: RowUpdate = { STATUS: 'FAILED', ERROR_MESSAGE: 'x' };

let folder: string;
let list: string;
let notices: string[];
let settled: string[];
let baselines: Record<string, string[]>;

test.beforeEach(async ({}, testInfo) => {
  folder = testInfo.outputDir;
  list = path.join(folder, 'input.csv');
  notices = [];
  settled = [];
  await writeList('PO_NUMBER;STATUS\nPO100001;\nPO100002;\n');
  baselines = fingerprints(parseInput(await fs.readFile(list), list));
});

const writeList = (text: string) => fs.outputFile(list, text);
const statuses = async (file = list) =>
  Object.fromEntries((await readList(file)).map((row) => [row.po, row.cell('STATUS')]));
const failure = (code: string) => Object.assign(new Error(code), { code });
const due = (po: string, cells: RowUpdate, id = `id-${po}`) => ({ id, po, cells, baselines: baselines[po] ?? [] });
/** The real disk, except that the list cannot be replaced while `code()` gives one. */
const heldList = (code: () => string | undefined): ListDisk => ({
  ...listDisk,
  replace: (file, ...rest) =>
    file === list && code() ? Promise.reject(failure(code()!)) : listDisk.replace(file, ...rest),
});

/** Writes only when told to, unless a test gives shorter pauses. */
function open(more: Partial<WriteBackOptions> = {}): WriteBack {
  return new WriteBack({
    list,
    run: RUN,
    onWritten: async (ids) => void settled.push(...ids),
    notice: (_level, text) => notices.push(text),
    pause: 3_600_000,
    heldPause: 3_600_000,
    ...more,
  });
}

test('what is due goes into the list in one rewrite, and is then settled', async () => {
  let writes = 0;
  const disk: ListDisk = { ...listDisk, replace: (...all) => (writes++, listDisk.replace(...all)) };
  const writeBack = open({ disk });
  writeBack.enqueue(due('PO100001', DONE));
  writeBack.enqueue(due('PO100002', FAILED));
  expect(await writeBack.flush()).toBe(true);
  await writeBack.close();
  expect(await statuses()).toEqual({ PO100001: 'COMPLETED', PO100002: 'FAILED' });
  expect([writes, settled, notices]).toEqual([1, ['id-PO100001', 'id-PO100002'], []]);
});

test('it writes by itself soon after something is due', async () => {
  const writeBack = open({ pause: 1 });
  writeBack.enqueue(due('PO100001', DONE));
  await expect.poll(() => settled).toEqual(['id-PO100001']);
  await writeBack.close();
});

for (const code of ['EBUSY', 'EPERM']) {
  test(`a list that is held (${code}) is written when it is closed, and the wait is said once`, async () => {
    let tries = 0;
    const writeBack = open({ disk: heldList(() => (++tries <= 6 ? code : undefined)), pause: 1, heldPause: 1 });
    writeBack.enqueue(due('PO100001', DONE));
    await expect.poll(() => settled).toEqual(['id-PO100001']);
    await writeBack.close();
    expect(await statuses()).toEqual({ PO100001: 'COMPLETED', PO100002: '' });
    expect(notices).toEqual([HELD]);
    expect(await fs.readdir(folder)).not.toContain(`input.results-${RUN}.csv`);
  });
}

test('a list that stays held gets its results into a file beside it, which is named, and nothing is settled', async () => {
  const writeBack = open({ disk: heldList(() => 'EBUSY') });
  writeBack.enqueue(due('PO100001', DONE));
  await writeBack.flush();
  writeBack.enqueue(due('PO100002', FAILED));
  await writeBack.close();
  const beside = path.join(folder, `input.results-${RUN}.csv`);
  expect(await statuses(beside)).toEqual({ PO100001: 'COMPLETED', PO100002: 'FAILED' });
  expect(await statuses()).toEqual({ PO100001: '', PO100002: '' });
  expect(notices).toEqual([HELD, expect.stringContaining(beside)]);
  expect(settled).toEqual([]);
});

test('a failure that is no hold says what it is', async () => {
  const writeBack = open({ disk: heldList(() => 'EIO') });
  writeBack.enqueue(due('PO100001', DONE));
  await writeBack.close();
  expect(notices[0]).toBe('input.csv could not be written (EIO): results are kept and will be written when it can be');
});

test('a disk without room is told to whoever ends the run', async () => {
  let full = 0;
  const writeBack = open({ disk: heldList(() => 'ENOSPC'), onFull: () => full++ });
  writeBack.enqueue(due('PO100001', DONE));
  await writeBack.close();
  expect(full).toBe(1);
  expect(notices).toEqual([expect.stringMatching(/^input\.csv could not be written: the list with all results is /)]);
});

test('a list that a person broke or removed meanwhile ends nothing; the journal keeps the results', async () => {
  const writeBack = open();
  writeBack.enqueue(due('PO100001', DONE));
  await fs.remove(list);
  await writeBack.close();
  expect(notices.at(-1)).toMatch(
    /could not be written .*: the results are in the journal, and the next run brings them in\.$/,
  );
  expect(settled).toEqual([]);
});

test('rows that a person changed or removed meanwhile are reported and not restored', async () => {
  const writeBack = open();
  await writeList('PO_NUMBER;STATUS\nPO100002;on hold\n');
  writeBack.enqueue(due('PO100001', DONE));
  writeBack.enqueue(due('PO100002', DONE));
  await writeBack.close();
  expect(await statuses()).toEqual({ PO100002: 'on hold' });
  expect(notices.sort()).toEqual([
    expect.stringMatching(/^PO100001 was removed from input\.csv during the run/),
    expect.stringMatching(/^PO100002: row 2 of input\.csv was changed by somebody/),
  ]);
  expect(settled.sort(), 'or they would be warned of in every run').toEqual(['id-PO100001', 'id-PO100002']);
});

/** The real disk, on which a person saves the list right after each of the first `saves` times that it was read. */
function savedMeanwhile(saves: number, save: () => Promise<void>): ListDisk {
  return {
    ...listDisk,
    async read(file) {
      const content = await listDisk.read(file);
      if (saves-- > 0) await save();
      return content;
    },
  };
}

test('what a person saves between reading and writing the list is kept, and told', async () => {
  const saves = [
    () => writeList('PO_NUMBER;STATUS\nPO100002;on hold\nPO100001;\n'),
    // As editors and Excel do it: a new file takes the place of the old one.
    async () => {
      await fs.writeFile(`${list}.new`, 'PO_NUMBER;STATUS\nPO100003;mine\nPO100002;on hold\nPO100001;\n');
      await fs.rename(`${list}.new`, list);
    },
  ];
  const writeBack = open({ disk: savedMeanwhile(2, () => saves.shift()!()) });
  writeBack.enqueue(due('PO100001', DONE));
  writeBack.enqueue(due('PO100002', DONE));
  await writeBack.close();
  expect(await statuses()).toEqual({ PO100003: 'mine', PO100002: 'on hold', PO100001: 'COMPLETED' });
  expect(notices).toEqual([expect.stringMatching(/^PO100002: row 3 of input\.csv was changed by somebody/)]);
  expect((await fs.readdir(folder)).filter((name) => name.includes('.tmp'))).toEqual([]);
});

test('a list that a program saves all the time is left to it, and the results go beside it', async () => {
  let note = 0;
  const disk = savedMeanwhile(Infinity, () => writeList(`PO_NUMBER;STATUS;Note\nPO100001;;${note++}\n`));
  const writeBack = open({ disk });
  writeBack.enqueue(due('PO100001', DONE));
  await writeBack.close();
  expect(await fs.readFile(list, 'utf8'), 'five tries, and the copy beside it').toContain('PO100001;;5\n');
  expect(notices[0]).toMatch(/^input\.csv could not be written \(another program saves it all the time\): results are/);
  expect(settled).toEqual([]);
});

test('a newer outcome that comes while an older one is being written is written after it', async () => {
  const disk: ListDisk = {
    ...listDisk,
    async replace(file, text, version) {
      const replaced = await listDisk.replace(file, text, version);
      if (!text.includes('COMPLETED')) writeBack.enqueue(due('PO100001', DONE, 'newer'));
      return replaced;
    },
  };
  const writeBack = open({ disk });
  writeBack.enqueue(due('PO100001', FAILED, 'older'));
  expect(await writeBack.flush()).toBe(false);
  await writeBack.close();
  expect(await statuses()).toMatchObject({ PO100001: 'COMPLETED' });
  expect([settled, notices]).toEqual([['older', 'newer'], []]);
});

test('results of one run follow each other in one row without taking each other for a person', async () => {
  const writeBack = open();
  for (const cells of [FAILED, { STATUS: 'TIMEOUT', ERROR_MESSAGE: 'late' }, DONE]) {
    writeBack.enqueue(due('PO100001', cells));
    await writeBack.flush();
  }
  await writeBack.close();
  expect(await statuses()).toMatchObject({ PO100001: 'COMPLETED' });
  expect(notices).toEqual([]);
});

test('a run makes one backup of the list as it was before its first change; five are kept', async () => {
  const backups = path.join(folder, 'backups');
  for (let day = 1; day <= 7; day++)
    await fs.outputFile(path.join(backups, `input-2026-11-0${day}T10-00-00-aaaa.csv`), '');
  // Another list's backups, and a person's own.
  for (const other of ['input-2-2026-11-01T10-00-00-aaaa.csv', 'input-before-audit.csv'])
    await fs.outputFile(path.join(backups, other), '');
  const before = await fs.readFile(list, 'utf8');
  const writeBack = open();
  for (const po of ['PO100001', 'PO100002']) {
    writeBack.enqueue(due(po, DONE));
    await writeBack.flush();
  }
  await writeBack.close();
  expect(await fs.readFile(path.join(backups, `input-${RUN}.csv`), 'utf8')).toBe(before);
  expect((await fs.readdir(backups)).sort()).toEqual(
    [
      ...[4, 5, 6, 7].map((day) => `input-2026-11-0${day}T10-00-00-aaaa.csv`),
      `input-${RUN}.csv`,
      'input-2-2026-11-01T10-00-00-aaaa.csv',
      'input-before-audit.csv',
    ].sort(),
  );
});

test('a run with nothing due changes nothing and makes no backup', async () => {
  const before = await fs.readFile(list);
  await open().close();
  expect((await fs.readFile(list)).equals(before)).toBe(true);
  expect(await fs.readdir(folder)).toEqual(['input.csv']);
});

test('a checkpoint that cannot be written is said, and the batch goes on', async () => {
  const writeBack = open({ onWritten: () => Promise.reject(new Error('no space')) });
  writeBack.enqueue(due('PO100001', DONE));
  await writeBack.close();
  expect(notices).toEqual(['The journal could not be written: no space']);
  expect(await statuses()).toMatchObject({ PO100001: 'COMPLETED' });
});

test.describe('replacing the list on disk', () => {
  test('leaves nothing behind when it cannot be replaced', async () => {
    const target = path.join(folder, 'taken');
    await fs.outputFile(path.join(target, 'x'), '');
    await expect(listDisk.replace(target, 'text')).rejects.toThrow();
    expect((await fs.readdir(folder)).sort()).toEqual(['input.csv', 'taken']);
  });

  test('keeps the rights of the file', async () => {
    test.skip(process.platform === 'win32');
    await fs.chmod(list, 0o640);
    await listDisk.replace(list, 'text');
    expect((await fs.stat(list)).mode & 0o777).toBe(0o640);
  });

  test('a list that is a link stays one, and the list that it leads to is written', async () => {
    test.skip(process.platform === 'win32');
    const elsewhere = path.join(folder, 'share', 'list.csv');
    await fs.outputFile(elsewhere, 'old');
    await fs.remove(list);
    await fs.symlink(elsewhere, list);
    await listDisk.replace(list, 'new');
    expect((await fs.lstat(list)).isSymbolicLink()).toBe(true);
    expect(await fs.readFile(elsewhere, 'utf8')).toBe('new');
  });
});
