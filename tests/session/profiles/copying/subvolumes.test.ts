import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { subvolumesIn, type Command } from '../../../../session/profiles/copying/subvolumes';

const BTRFS = () => Promise.resolve(0x9123683e);
const EXT4 = () => Promise.resolve(0xef53);

/** What the `btrfs` command does, by ordinary folders. */
function btrfs({ create = true, empty = true } = {}) {
  const asked: string[] = [];
  const run: Command = async (file, args) => {
    asked.push([file, ...args.slice(0, 2)].join(' '));
    const [, verb, first, second] = args as [string, string, string, string?];
    if (verb === 'delete') return fs.remove(first);
    if (verb === 'snapshot') return fs.copy(first, second!);
    if (!create) throw Object.assign(new Error('not found'), { code: 'ENOENT' });
    await fs.mkdir(first);
    if (!empty) await fs.writeFile(path.join(first, 'a file that keeps it from being removed'), '');
  };
  return { run, asked };
}

test('another file system has none, and nothing is run', async ({}, testInfo) => {
  const { run, asked } = btrfs();
  expect(await subvolumesIn(testInfo.outputDir, EXT4, run)).toBeUndefined();
  expect(asked).toEqual([]);
});

test('without the command there are none', async ({}, testInfo) => {
  expect(await subvolumesIn(testInfo.outputDir, BTRFS, btrfs({ create: false }).run)).toBeUndefined();
});

test('where a user may not remove what he may make there are none, and the probe is gone', async ({}, testInfo) => {
  await fs.ensureDir(testInfo.outputDir);
  const { run, asked } = btrfs({ empty: false });
  expect(await subvolumesIn(testInfo.outputDir, BTRFS, run)).toBeUndefined();
  expect(asked).toEqual(['btrfs subvolume create', 'btrfs subvolume delete']);
  expect(await fs.readdir(testInfo.outputDir)).toEqual([]);
});

test('a folder is made private, and again as a whole', async ({}, testInfo) => {
  await fs.ensureDir(testInfo.outputDir);
  const [first, second] = [testInfo.outputPath('first'), testInfo.outputPath('second')];
  const subvolumes = (await subvolumesIn(testInfo.outputDir, BTRFS, btrfs().run))!;
  await subvolumes.create(first);
  if (process.platform !== 'win32') expect((await fs.stat(first)).mode & 0o777).toBe(0o700);
  await fs.writeFile(path.join(first, 'Cookies'), 'session');
  await subvolumes.snapshot(first, second);
  expect(await fs.readFile(path.join(second, 'Cookies'), 'utf8')).toBe('session');
  expect((await fs.readdir(testInfo.outputDir)).sort()).toEqual(['first', 'second']);
});
