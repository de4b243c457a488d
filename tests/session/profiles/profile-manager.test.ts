import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import { settingsSchema, type Settings } from '../../../batch/settings/settings';
import { currentOwner, writeOwnerSync } from '../../../batch/system/owner';
import { refuseWithoutSpace } from '../../../session/profiles/disk-space';
import { ProfileManager, threadsFor } from '../../../session/profiles/profile-manager';
import { fingerprint, writeProfile } from '../../support/fake-profile';
import { tree } from '../../support/run-batch';

type Kind = 'session' | 'own' | 'everyday' | 'given' | 'sample';
interface Opened {
  manager: ProfileManager;
  runDir: string;
  notices: string[];
}

const test = base.extend<{ source: string; open(kind?: Kind, settings?: Partial<Settings>): Promise<Opened> }>({
  source: async ({}, use, testInfo) => {
    const source = testInfo.outputPath('User Data');
    await writeProfile(source);
    await use(source);
  },
  open: async ({ source }, use, testInfo) => {
    const managers: ProfileManager[] = [];
    await use(async (kind = 'own', settings = {}) => {
      const runDir = testInfo.outputPath('run');
      await fs.ensureDir(runDir);
      const notices: string[] = [];
      const plan = {
        run: 'r1',
        rootDir: testInfo.outputDir,
        runDir,
        settings: { ...settingsSchema.parse({}), ...settings },
        profile: { userDataDir: source, profileName: 'Default', kind },
      };
      const manager = await ProfileManager.open({ plan, workers: 4, notice: (_level, text) => notices.push(text) });
      managers.push(manager);
      return { manager, runDir, notices };
    });
    for (const manager of managers) await manager.close();
  },
});

test("a user's profile is copied once, and workers' copies are as it was then", async ({ source, open }) => {
  const { manager, runDir, notices } = await open('everyday');
  const before = await fingerprint(source);
  const first = (await manager.take({}, 0)).userDataDir;
  await fs.outputFile(path.join(source, 'Default', 'Grün 中.dat'), 'changed while the run goes on');
  const second = (await manager.take({}, 1)).userDataDir;
  expect(first).not.toBe(second);
  expect(await fingerprint(first)).toEqual(before);
  expect(await fingerprint(second)).toEqual(before);
  expect(await fs.readdir(runDir)).toContain('snapshot-r1');
  // On a slow computer the progress of the copy is told before it.
  expect(notices).toContainEqual(expect.stringMatching(/^🗂️ Profile copied: 11 files, 0\.0 MB in \d+\.\d s/));
});

test('what nobody else writes to is copied without a snapshot', async ({ open }) => {
  const { manager, runDir } = await open('own');
  await manager.take({}, 0);
  expect(await fs.readdir(runDir)).not.toContain('snapshot-r1');
});

test('PROFILE_COPIES_DIR has a private folder of the run, what dead runs left there goes, and the end leaves nothing', async ({
  open,
}, testInfo) => {
  const dir = testInfo.outputPath('copies');
  for (const [name, pid] of [
    ['po-batch-dead', 2 ** 22 + 1],
    ['po-batch-living', process.pid],
  ] as const) {
    await fs.ensureDir(path.join(dir, name));
    writeOwnerSync(path.join(dir, name), { ...currentOwner(name), pid });
  }
  await fs.ensureDir(path.join(dir, 'po-batch-without-owner'));
  const { manager } = await open('own', { profileCopiesDir: dir });
  const copy = (await manager.take({}, 0)).userDataDir;
  expect(path.dirname(copy)).toBe(path.join(dir, 'po-batch-r1'));
  if (process.platform !== 'win32') expect((await fs.stat(path.dirname(copy))).mode & 0o777).toBe(0o700);
  await manager.close();
  expect((await fs.readdir(dir)).sort()).toEqual(['po-batch-living', 'po-batch-without-owner']);
});

test('a renewed sign-in that cannot be kept is one line, and the copies are removed all the same', async ({
  open,
}, testInfo) => {
  const dir = testInfo.outputPath('copies');
  // What the disk refuses to replace.
  await fs.outputFile(testInfo.outputPath('session.json', 'in the way'), '');
  const { manager, notices } = await open('session', { profileCopiesDir: dir });
  const worker = {};
  await manager.take(worker, 0);
  const cookie = { name: 's', value: 'v', domain: 'x', path: '/', expires: -1, httpOnly: true, secure: true };
  manager.giveBack(worker, true, [{ ...cookie, sameSite: 'Lax' }]);
  await manager.close();
  expect(notices.at(-1)).toMatch(
    /^The sign-in that the browsers of this run renewed could not be kept \(.+session\.json'\): if the next run is signed out, run `npx po-batch sign-in`\.$/,
  );
  expect(await fs.readdir(dir)).toEqual([]);
  expect(await fs.readdir(testInfo.outputDir), 'cookies under another name').toEqual(
    expect.not.arrayContaining([expect.stringMatching(/\.new$/)]),
  );
});

test('PROFILE_COPY=lean leaves caches out', async ({ open }) => {
  const { manager } = await open('everyday', { profileCopy: 'lean' });
  expect((await tree((await manager.take({}, 0)).userDataDir)).filter((name) => /cache/i.test(name))).toEqual([]);
});

test('a profile that a browser uses is refused, unless ALLOW_RUNNING_EDGE', async ({ source, open }) => {
  test.skip(process.platform === 'win32', 'there it is a file that nobody else can open');
  // Named as a browser is: a process number that was given to another program counts as no browser.
  const browser = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', 'chromium']);
  try {
    await fs.symlink(`${os.hostname()}-${browser.pid}`, path.join(source, 'SingletonLock'));
    const { manager } = await open('everyday');
    await expect(manager.take({}, 0)).rejects.toMatchObject({ code: 'PROFILE_IN_USE' });
    await manager.close();
    const { manager: allowed } = await open('everyday', { allowRunningEdge: true });
    expect(await tree((await allowed.take({}, 0)).userDataDir)).not.toContain('SingletonLock');
  } finally {
    browser.kill();
  }
});

test('without a profile a worker gets an empty folder', async ({}, testInfo) => {
  const runDir = testInfo.outputPath('run');
  await fs.ensureDir(runDir);
  const manager = await ProfileManager.open({
    plan: { run: 'r1', rootDir: runDir, runDir, settings: settingsSchema.parse({}) },
    workers: 4,
    notice: () => undefined,
  });
  expect(await fs.readdir((await manager.take({}, 0)).userDataDir)).toEqual([]);
  await manager.close();
  expect(await fs.readdir(runDir)).toEqual([]);
});

for (const [what, files, bytes, cores, threads] of [
  ['nothing', 0, 0, 8, 1],
  ['the sample', 150, 2_500_000, 8, 1],
  ['many small files', 1_200, 5_000_000, 8, 3],
  ['few large files', 20, 130 * 2 ** 20, 8, 3],
  ['ten thousand files', 10_000, 2 ** 30, 2, 2],
  ['ten thousand files, many cores', 10_000, 2 ** 30, 64, 4],
] as const) {
  test(`threads for ${what} on ${cores} cores`, () => {
    const each = { path: 'a', bytes: bytes / Math.max(1, files), onDisk: bytes / Math.max(1, files), mtimeMs: 0 };
    expect(
      threadsFor({ folders: [], files: Array.from({ length: files }, () => each), leftOut: [], unreadable: [] }, cores),
    ).toBe(threads);
  });
}

const GB = 1e9;
for (const [what, space, line] of [
  [
    '4 copies',
    { copies: 4, snapshot: false, free: 1.1 * GB },
    'The profile needs 3.2 GB for 4 copies in /tmp/x, 1.1 GB free: free some, set PROFILE_COPIES_DIR, or use ' +
      '--workers=1.',
  ],
  [
    '4 copies and a snapshot',
    { copies: 4, snapshot: true, free: 3.9 * GB },
    'The profile needs 4.0 GB for 4 copies and a snapshot in /tmp/x, 3.9 GB free: free some, set ' +
      'PROFILE_COPIES_DIR, or use --workers=1.',
  ],
  [
    'one copy',
    { copies: 1, snapshot: false, free: 0.5 * GB },
    'The profile needs 800 MB for 1 copy in /tmp/x, 500 MB free: free some, set PROFILE_COPIES_DIR.',
  ],
  ['enough', { copies: 4, snapshot: true, free: 5 * GB }, undefined],
] as const) {
  test(`space for ${what}`, () => {
    const refuse = (reflink: boolean) => () =>
      refuseWithoutSpace({ folder: '/tmp/x', copy: 0.8 * GB, reflink, ...space });
    expect(refuse(true)).not.toThrow();
    if (line) expect(refuse(false)).toThrow(expect.objectContaining({ message: line, exitCode: 5 }));
    else expect(refuse(false)).not.toThrow();
  });
}
