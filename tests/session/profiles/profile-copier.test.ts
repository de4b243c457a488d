import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import { CopyThreads } from '../../../session/profiles/copying/copy-threads';
import { needsSnapshot, ProfileCopier } from '../../../session/profiles/profile-copier';
import { listProfile } from '../../../session/profiles/copying/profile-listing';
import { fingerprint, writeProfile } from '../../support/fake-profile';

interface Fixtures {
  source: string;
  threads: CopyThreads;
  copier(kind?: 'own' | 'given'): ProfileCopier;
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
    await use((kind = 'own') => {
      const profile = { userDataDir: source, profileName: 'Default', kind };
      const listing = listProfile({ ...profile, lean: false });
      return new ProfileCopier({
        source: profile,
        settings: { profileCopy: 'complete', allowRunningEdge: false },
        threads,
        snapshot: testInfo.outputPath('snapshot'),
        listing,
        reflink: false,
        notice: () => undefined,
      });
    });
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

test('what its user changes after the snapshot reaches no copy', async ({ source, copier }, testInfo) => {
  const it = copier('given');
  const before = await fingerprint(source);
  await it.copyTo(testInfo.outputPath('w0'));
  await fs.outputFile(path.join(source, 'Default', 'written by a browser'), '');
  await fs.outputFile(testInfo.outputPath('w0', 'Default', 'written by another browser'), '');
  await it.copyTo(testInfo.outputPath('w1'));
  expect(await fingerprint(testInfo.outputPath('w1'))).toEqual(before);
});

test("the batch's own profile is copied as it is", async ({ source, copier }, testInfo) => {
  await copier('own').copyTo(testInfo.outputPath('w0'));
  expect(await fingerprint(testInfo.outputPath('w0'))).toEqual(await fingerprint(source));
  expect(await fs.pathExists(testInfo.outputPath('snapshot'))).toBe(false);
});
