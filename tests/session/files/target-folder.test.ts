import path from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import fs from 'fs-extra';
import type { DownloadedFile } from '../../../batch/outcome/outcome';
import type { MoveTools } from '../../../session/files/move-file';
import { TargetFolder } from '../../../session/files/target-folder';
import { tree } from '../../support/run-batch';
import { heldDisk } from '../list/held-disk';

const PO = 'PO15262984';
let parent: string;
let staging: string;
let staged = 0;

test.beforeEach(async ({}, testInfo) => {
  parent = testInfo.outputPath('downloads', 'Supplier');
  staging = testInfo.outputPath('staging');
  await fs.ensureDir(parent);
  await fs.ensureDir(staging);
});

const write = (files: Record<string, string>) =>
  Promise.all(Object.entries(files).map(([name, text]) => fs.outputFile(path.join(parent, name), text)));
const open = (known: DownloadedFile[] = [], tools?: MoveTools) => TargetFolder.open(parent, PO, known, tools);

async function stage(text: string): Promise<string> {
  const file = path.join(staging, `guid-${staged++}`);
  await fs.writeFile(file, text);
  return file;
}

test('a PO that has no folder yet gets one, also below folders that are not there', async () => {
  parent = path.join(parent, 'P1', 'Strategic');
  const folder = await open();
  expect(folder.path).toBe(path.join(parent, `${PO}__WORK`));
  expect(await folder.finish('NO_ATTACHMENTS')).toBe(true);
  expect(folder.path).toBe(path.join(parent, `${PO}_NO_ATTACHMENTS`));
  expect(await tree(parent)).toEqual([`${PO}_NO_ATTACHMENTS/`]);
});

for (const left of ['__WORK', '_FAILED', '_COMPLETED', '_PO_NOT_FOUND', '_TIMEOUT']) {
  test(`a folder that an earlier run left as ${left} becomes this run's`, async () => {
    await write({ [`${PO}${left}/a.pdf`]: 'aa' });
    const folder = await open([{ link: 'l', name: 'a.pdf', size: 2 }]);
    expect(folder.files.map(({ link }) => link)).toEqual(['l']);
    await folder.finish('COMPLETED');
    expect(await tree(parent)).toEqual([`${PO}_COMPLETED/a.pdf`]);
  });
}

test('several folders of one PO become one, and no file is lost', async () => {
  await write({
    [`${PO}__WORK/a.pdf`]: 'new',
    [`${PO}_FAILED/a.pdf`]: 'old',
    [`${PO}_PARTIAL/b.pdf`]: 'b',
    [`${PO}_PARTIAL/A.PDF`]: 'third',
    // Neighbours that only begin like it.
    'PO152629840_FAILED/x.pdf': 'x',
    [`${PO}_notes/mine.txt`]: 'm',
    [`${PO}_COMPLETED`]: 'a file of that name',
  });
  const folder = await open();
  await folder.finish('PARTIAL');
  expect(await tree(parent)).toEqual(
    [
      `${PO}_PARTIAL/a.pdf`,
      `${PO}_PARTIAL/a (1).pdf`,
      `${PO}_PARTIAL/A (2).PDF`,
      `${PO}_PARTIAL/b.pdf`,
      'PO152629840_FAILED/x.pdf',
      `${PO}_notes/mine.txt`,
      `${PO}_COMPLETED`,
    ].sort(),
  );
  expect(await fs.readFile(path.join(folder.path, 'a.pdf'), 'utf8')).toBe('new');
});

test('whatever folders were left, in the end there is one that holds every file', async () => {
  const suffix = fc.constantFrom('__WORK', '_FAILED', '_PARTIAL', '_COMPLETED');
  const name = fc.constantFrom('a.pdf', 'A.pdf', 'b.pdf', 'noext');
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.tuple(suffix, name), { selector: ([s, n]) => s + n }), async (files) => {
      await fs.emptyDir(parent);
      await write(Object.fromEntries(files.map(([s, n]) => [`${PO}${s}/${n}`, s + n])));
      const folder = await open();
      await folder.finish('FAILED');
      expect(await fs.readdir(parent)).toEqual([`${PO}_FAILED`]);
      const contents = await Promise.all(
        (await fs.readdir(folder.path)).map((n) => fs.readFile(path.join(folder.path, n), 'utf8')),
      );
      expect(contents.sort()).toEqual(files.map(([s, n]) => s + n).sort());
    }),
    { numRuns: 25 },
  );
});

test('files of one name get (1), (2) as a browser gives them, whatever the case', async () => {
  const folder = await open();
  const names = [];
  for (const [index, name] of ['a.pdf', 'a.pdf', 'A.pdf', '../a.pdf'].entries())
    names.push((await folder.place(await stage(name + index), name, `l${index}`)).name);
  expect(names).toEqual(['a.pdf', 'a (1).pdf', 'A (2).pdf', 'a (3).pdf']);
});

test('files of one name that arrive at the same time do not replace each other', async () => {
  const folder = await open();
  const files = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => folder.place(await stage(`text ${index}`), 'same.pdf', `l${index}`)),
  );
  expect(new Set(files.map(({ name }) => name)).size).toBe(8);
  for (const [index, { name }] of files.entries())
    expect(await fs.readFile(path.join(folder.path, name), 'utf8')).toBe(`text ${index}`);
});

test('a kept file must have the size that the journal says', async () => {
  await write({
    [`${PO}_PARTIAL/whole.pdf`]: '12345',
    [`${PO}_PARTIAL/cut.pdf`]: '123',
    [`${PO}_PARTIAL/folder.pdf/x`]: '',
  });
  const known = ['whole.pdf', 'cut.pdf', 'gone.pdf', 'folder.pdf'].map((name) => ({ link: name, name, size: 5 }));
  const folder = await open(known);
  expect(folder.files.map(({ link }) => link)).toEqual(['whole.pdf']);
});

test('the same file of an older run without a journal is not stored twice; another file of its name is', async () => {
  await write({ [`${PO}_FAILED/a.pdf`]: 'same' });
  const folder = await open();
  expect(await folder.place(await stage('same'), 'a.pdf', 'l1')).toEqual({ link: 'l1', name: 'a.pdf', size: 4 });
  // It explained one file; an equal second one on the page is a file of its own.
  expect((await folder.place(await stage('same'), 'a.pdf', 'l2')).name).toBe('a (1).pdf');
  expect((await folder.place(await stage('diff'), 'a.pdf', 'l3')).name).toBe('a (2).pdf');
  expect(await fs.readdir(staging)).toEqual([]);
});

test('a file that a person puts there meanwhile is not replaced', async () => {
  const folder = await open();
  await fs.writeFile(path.join(folder.path, 'a.pdf'), 'mine');
  expect((await folder.place(await stage('theirs'), 'a.pdf', 'l')).name).toBe('a (1).pdf');
  expect(await fs.readFile(path.join(folder.path, 'a.pdf'), 'utf8')).toBe('mine');
});

test('a folder that is held for a while gets its status', async () => {
  const tools = heldDisk((_, to, tries) => (/_COMPLETED$/.test(to) && tries <= 6 ? 'EBUSY' : undefined));
  const folder = await open([], tools);
  expect(await folder.finish('COMPLETED')).toBe(true);
  expect(await fs.readdir(parent)).toEqual([`${PO}_COMPLETED`]);
  expect(tools.slept()).toBeLessThan(15_000);
});

test('a folder that is held for good keeps its name after 15 s, and the next run renames it', async () => {
  const tools = heldDisk((_, to) => (/_COMPLETED$/.test(to) ? 'EPERM' : undefined));
  const folder = await open([], tools);
  const file = await folder.place(await stage('x'), 'a.pdf', 'l');
  expect(await folder.finish('COMPLETED')).toBe(false);
  expect(tools.slept()).toBe(15_000);
  expect(folder.path).toBe(path.join(parent, `${PO}__WORK`));

  const next = await open([file]);
  await next.finish('COMPLETED');
  expect(await tree(parent)).toEqual([`${PO}_COMPLETED/a.pdf`]);
});

test("an earlier run's folder that is held is worked in under the name it has", async () => {
  await write({ [`${PO}_FAILED/a.pdf`]: 'a' });
  const tools = heldDisk((from) => (from.endsWith('_FAILED') ? 'EBUSY' : undefined));
  const folder = await open([], tools);
  expect(folder.path).toBe(path.join(parent, `${PO}_FAILED`));
  await folder.place(await stage('b'), 'b.pdf', 'l');
  expect(await folder.finish('FAILED')).toBe(true);
  expect(await tree(parent)).toEqual([`${PO}_FAILED/a.pdf`, `${PO}_FAILED/b.pdf`]);
});

test('a file that is held in a second folder stays there for the next run, and does not keep the PO from going on', async () => {
  await write({ [`${PO}__WORK/a.pdf`]: 'a', [`${PO}_FAILED/b.pdf`]: 'b', [`${PO}_FAILED/c.pdf`]: 'c' });
  const tools = heldDisk((from) => (from.endsWith('b.pdf') ? 'EBUSY' : undefined));
  await open([], tools);
  expect(tools.slept()).toBe(0);
  expect(await tree(parent)).toEqual([`${PO}_FAILED/b.pdf`, `${PO}__WORK/a.pdf`, `${PO}__WORK/c.pdf`]);
});

test('a missing right is no hold: it is thrown at once', async () => {
  const tools = heldDisk((_, to) => (/_COMPLETED$/.test(to) ? 'EACCES' : undefined));
  const folder = await open([], tools);
  await expect(folder.finish('COMPLETED')).rejects.toThrow('EACCES');
  expect(tools.slept()).toBe(0);
});

test.describe('across volumes', () => {
  /** Renames between staging and target fail as between two volumes; within the target they work. */
  const twoVolumes = (more: Partial<MoveTools> = {}) => ({
    ...heldDisk((from) => (from.startsWith(staging) ? 'EXDEV' : undefined)),
    ...more,
  });

  test('a file is copied whole and leaves nothing behind', async () => {
    const folder = await open([], twoVolumes());
    expect(await folder.place(await stage('far away'), 'a.pdf', 'l')).toEqual({ link: 'l', name: 'a.pdf', size: 8 });
    expect(await tree(parent)).toEqual([`${PO}__WORK/a.pdf`]);
    expect(await fs.readdir(staging)).toEqual([]);
  });

  test('a copy that is cut short never gets the name of the file', async () => {
    const copy: MoveTools['copy'] = async (_, to) => {
      await fs.writeFile(to, 'ha');
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    const folder = await open([], twoVolumes({ copy }));
    const file = await stage('half');
    await expect(folder.place(file, 'a.pdf', 'l')).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await tree(parent)).toEqual([`${PO}__WORK/`]);
    expect(folder.files).toEqual([]);
    // Its name is free again for the next try.
    const again = await open([], twoVolumes());
    expect((await again.place(file, 'a.pdf', 'l')).name).toBe('a.pdf');
  });
});

test('a file that a virus scanner holds for a moment arrives', async () => {
  const folder = await open(
    [],
    heldDisk((from, _, tries) => (from.startsWith(staging) && tries < 4 ? 'EBUSY' : undefined)),
  );
  expect((await folder.place(await stage('x'), 'a.pdf', 'l')).name).toBe('a.pdf');
});

test.describe('a file whose link has changed since', () => {
  test('is one file still when its content is the same, under whichever of its numbered names', async () => {
    await write({ [`${PO}_PARTIAL/a.pdf`]: 'first', [`${PO}_PARTIAL/a (1).pdf`]: 'second' });
    const known = [
      { link: 'https://old/1', name: 'a.pdf', size: 5 },
      { link: 'https://old/2', name: 'a (1).pdf', size: 6 },
    ];
    const folder = await TargetFolder.open(parent, PO, known);
    expect(folder.list(['https://new/1', 'https://new/2'])).toEqual([]);
    expect((await folder.place(await stage('second'), 'a.pdf', 'https://new/2')).name).toBe('a (1).pdf');
    expect((await folder.place(await stage('first'), 'a.pdf', 'https://new/1')).name).toBe('a.pdf');
    expect((await fs.readdir(folder.path)).sort()).toEqual(['a (1).pdf', 'a.pdf']);
    expect(folder.files.map(({ link }) => link).sort()).toEqual(['https://new/1', 'https://new/2']);
  });

  test('is another file when its content is another; the old one stays and is named too', async () => {
    await write({ [`${PO}_PARTIAL/a.pdf`]: 'first' });
    const folder = await TargetFolder.open(parent, PO, [{ link: 'https://old/1', name: 'a.pdf', size: 5 }]);
    expect((await folder.place(await stage('changed'), 'a.pdf', 'https://new/1')).name).toBe('a (1).pdf');
    expect(folder.files.map(({ name }) => name).sort()).toEqual(['a (1).pdf', 'a.pdf']);
  });

  test('a listed file is never taken for another of the same content', async () => {
    await write({ [`${PO}_PARTIAL/a.pdf`]: 'same' });
    const folder = await TargetFolder.open(parent, PO, [{ link: 'l1', name: 'a.pdf', size: 4 }]);
    expect(folder.list(['l1', 'l2'])).toHaveLength(1);
    expect((await folder.place(await stage('same'), 'a.pdf', 'l2')).name).toBe('a (1).pdf');
  });
});

test('a name that the disk spells in its own form of Unicode is the same name', async () => {
  const [composed, apart] = ['Übersicht é.pdf'.normalize('NFC'), 'Übersicht é.pdf'.normalize('NFD')];
  await write({ [`${PO}_PARTIAL/${apart}`]: 'same' });
  const kept = await open([{ link: 'l', name: composed, size: 4 }]);
  expect(kept.list(['l'])).toEqual([{ link: 'l', name: apart, size: 4 }]);
  const anew = await open();
  expect((await anew.place(await stage('same'), composed, 'l2')).name).toBe(apart);
  expect(await fs.readdir(anew.path)).toEqual([apart]);
});

test.describe('a file behind a button, which has no address', () => {
  const A = 'control:a.pdf#0';
  const placed = new Set([A, 'control:b.pdf#0', 'control:Download#0']);
  for (const [sentence, link, links, name, known] of [
    ['is kept within the run while its name says that it is the same', A, [A], 'a.pdf', true],
    ['is not kept by its place alone', 'control:Download#0', ['control:Download#0'], 'a.pdf', false],
    ['is not kept where the file got another name', 'control:b.pdf#0', ['control:b.pdf#0'], 'a.pdf', false],
    ['is not kept where two buttons bear its name', A, [A, 'control:a.pdf#1'], 'a.pdf', false],
  ] as [string, string, string[], string, boolean][])
    test(sentence, async () => {
      await write({ [`${PO}__WORK/a.pdf`]: 'same' });
      const folder = await open([{ link, name, size: 4 }]);
      expect(folder.list(links, placed)).toHaveLength(known ? 1 : 0);
    });

  test('of an earlier run is downloaded again, and kept once', async () => {
    await write({ [`${PO}_PARTIAL/first.pdf`]: 'first' });
    const folder = await open([{ link: 'control:first.pdf#0', name: 'first.pdf', size: 5 }]);
    expect(folder.list(['control:first.pdf#0'])).toEqual([]);
    expect((await folder.place(await stage('first'), 'first.pdf', 'control:first.pdf#0')).name).toBe('first.pdf');
    expect(await fs.readdir(folder.path)).toEqual(['first.pdf']);
  });
});
