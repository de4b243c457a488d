import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { collect, type Placed } from '../../../cli/merge/collect';
import { tree } from '../../support/run-batch';

/** Folders of two shards as a download of artifacts leaves them, with what is in their files. */
async function artifacts(root: string, files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await fs.outputFile(path.join(root, file), text);
}
const gone = (po: string, ...below: string[]): Placed => ({
  po,
  folder: ['/home/runner/downloads', ...below].join('/'),
});
const options = (root: string, copy = false) => ({
  sources: [path.join(root, 'shard-1'), path.join(root, 'shard-2')],
  target: path.join(root, 'all'),
  depth: 2,
  copy,
});

test('folders of shards come into one tree, wherever a download has put them, and a second time changes nothing', async ({}, info) => {
  const root = info.outputDir;
  await artifacts(root, {
    'shard-1/downloads/Acme/PO100001_COMPLETED/a.pdf': 'a',
    'shard-2/some/where/Bolt/PO100002_PARTIAL/b.pdf': 'b',
    'shard-2/some/where/Acme/PO100003_COMPLETED/c.pdf': 'c',
  });
  const placed = [
    gone('PO100001', 'Acme', 'PO100001_COMPLETED'),
    // Done on Windows.
    { po: 'PO100002', folder: 'C:\\Users\\ana\\Downloads\\Bolt\\PO100002_PARTIAL' },
    gone('PO100004', 'Acme', 'PO100004_COMPLETED'),
  ];
  const first = await collect(placed, options(root));
  expect(first).toMatchObject({ moved: 2, differing: [], missing: ['PO100004'] });
  expect(first.folders.get('PO100002')).toBe(path.join(root, 'all', 'Bolt', 'PO100002_PARTIAL'));
  const all = await tree(path.join(root, 'all'));
  expect(all).toEqual(['Acme/PO100001_COMPLETED/a.pdf', 'Bolt/PO100002_PARTIAL/b.pdf']);
  expect(await tree(path.join(root, 'shard-1'))).toEqual(['downloads/Acme/']);
  const second = await collect(placed, options(root));
  expect(second).toMatchObject({ moved: 0, differing: [], missing: ['PO100004'] });
  expect([...second.folders]).toEqual([...first.folders]);
  expect(await tree(path.join(root, 'all'))).toEqual(all);
});

test('other content that lies there stays, and so does that of the shard', async ({}, info) => {
  const root = info.outputDir;
  await artifacts(root, {
    'all/Acme/PO100001_COMPLETED/a.pdf': 'another',
    'shard-1/Acme/PO100001_COMPLETED/a.pdf': 'a',
    'shard-1/Acme/PO100001_COMPLETED/b.pdf': 'b',
  });
  const result = await collect([gone('PO100001', 'Acme', 'PO100001_COMPLETED')], options(root));
  expect(result.differing).toEqual([path.join(root, 'all/Acme/PO100001_COMPLETED/a.pdf')]);
  expect(await fs.readFile(path.join(root, 'all/Acme/PO100001_COMPLETED/a.pdf'), 'utf8')).toBe('another');
  expect(await fs.readFile(path.join(root, 'all/Acme/PO100001_COMPLETED/b.pdf'), 'utf8')).toBe('b');
  expect(await tree(path.join(root, 'shard-1'))).toEqual(['Acme/PO100001_COMPLETED/a.pdf']);
});

test('of two folders with one name the one under the right supplier is taken; copying leaves the shard as it was', async ({}, info) => {
  const root = info.outputDir;
  await artifacts(root, {
    'shard-1/Bolt/PO100001_COMPLETED/a.pdf': 'of Bolt',
    'shard-2/Acme/PO100001_COMPLETED/a.pdf': 'of Acme',
  });
  const placed = [gone('PO100001', 'Acme', 'PO100001_COMPLETED')];
  const before = await tree(path.join(root, 'shard-2'));
  expect(await collect(placed, options(root, true))).toMatchObject({ moved: 1, missing: [] });
  expect(await fs.readFile(path.join(root, 'all/Acme/PO100001_COMPLETED/a.pdf'), 'utf8')).toBe('of Acme');
  expect(await tree(path.join(root, 'shard-2'))).toEqual(before);
});
