import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import { CopyThreads } from '../../../session/profiles/copying/copy-threads';
import { needsSnapshot, ProfileCopier } from '../../../session/profiles/profile-copier';
import { listProfile } from '../../../session/profiles/copying/profile-listing';
import type { Subvolumes } from '../../../session/profiles/copying/subvolumes';
import { fingerprint, writeProfile } from '../../support/fake-profile';

interface Fixtures {
  source: string;
  threads: CopyThreads;
  copier(subvolumes?: Subvolumes): ProfileCopier;
}

const test = base.extend<Fixtures>({
  source: async ({}, use, testInfo) => {
    const source = testInfo.outputPath('User Data');
    await writeProfile(source);
    await use(source);
  },
  threads: async ({}, use) => {
    const threads = new CopyThreads(2);
    await use(threads);
    await threads.close();
  },
  copier: async ({ source, threads }, use, testInfo) => {
    await use((subvolumes) => {
      const profile = { userDataDir: source, profileName: 'Default', kind: 'own' as const };
      const listing = listProfile({ ...profile, lean: false });
      return new ProfileCopier({
        source: profile,
        settings: { profileCopy: 'complete', allowRunningEdge: false },
        threads,
        snapshot: testInfo.outputPath('snapshot'),
        listing,
        reflink: false,
        subvolumes,
        notice: () => undefined,
      });
    });
  },
});

/** A file system that makes folders again as a whole, by copying them. */
const subvolumes = (
  made: string[],
  snapshot: Subvolumes['snapshot'] = (from, to) => fs.copy(from, to, { preserveTimestamps: true }),
): Subvolumes => ({
  create: (folder) => fs.mkdir(folder),
  snapshot: async (from, to) => {
    made.push(path.basename(to));
    await snapshot(from, to);
  },
});

test('a snapshot is taken of what its user may change meanwhile', () => {
  expect((['own', 'sample', 'everyday', 'given'] as const).map((kind) => needsSnapshot({ kind }))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('copies that are asked for at the same time are each complete', async ({ source, copier }, testInfo) => {
  const targets = ['w0', 'w1', 'w2', 'w3'].map((name) => testInfo.outputPath(name));
  const it = copier();
  await Promise.all(targets.map((target) => it.copyTo(target)));
  for (const target of targets) expect(await fingerprint(target)).toEqual(await fingerprint(source));
});

test('where the file system makes a whole folder again, every copy is made of one snapshot that no browser has touched', async ({
  source,
  copier,
}, testInfo) => {
  const made: string[] = [];
  const it = copier(subvolumes(made));
  const before = await fingerprint(source);
  await it.copyTo(testInfo.outputPath('w0'));
  await fs.outputFile(testInfo.outputPath('w0', 'Default', 'written by a browser'), '');
  await it.copyTo(testInfo.outputPath('w1'));
  expect(made).toEqual(['w0', 'w1']);
  expect(await fingerprint(testInfo.outputPath('w1'))).toEqual(before);
});

test('where the file system refuses that later, the copy is made file by file', async ({
  source,
  copier,
}, testInfo) => {
  const it = copier(subvolumes([], () => Promise.reject(new Error('Operation not permitted'))));
  await it.copyTo(testInfo.outputPath('w0'));
  expect(await fingerprint(testInfo.outputPath('w0'))).toEqual(await fingerprint(source));
});

test('where no such folder can be made, the profile is copied as it is', async ({ source, copier }, testInfo) => {
  const it = copier({
    create: () => Promise.reject(new Error('No space left')),
    snapshot: () => Promise.reject(new Error('never asked')),
  });
  await it.copyTo(testInfo.outputPath('w0'));
  expect(await fingerprint(testInfo.outputPath('w0'))).toEqual(await fingerprint(source));
  expect(await fs.pathExists(testInfo.outputPath('snapshot'))).toBe(false);
});
