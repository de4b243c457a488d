import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import { copyProfile, type CopyReport } from '../../../../session/profiles/copying/copy-profile';
import { CopyThreads } from '../../../../session/profiles/copying/copy-threads';
import { emptyDatabase, fingerprint, PROFILE, writeProfile } from '../../../support/fake-profile';
import { tree } from '../../../support/run-batch';

const POSIX = process.platform !== 'win32';

interface Given {
  profileName?: string;
  lean?: boolean;
  live?: boolean;
  /** Done before every look at the source, as by a browser that never rests. */
  beforeLook?: () => unknown;
  check?: 'every database' | 'cookies';
}

/** Its header is whole; its first page promises rows that are not there. */
function torn(): Buffer {
  const file = emptyDatabase(3);
  file.writeUInt16BE(5, 103);
  return file;
}

const test = base.extend<
  {
    source: string;
    target: string;
    copy(given?: Given): Promise<CopyReport>;
    failure(given?: Given): Promise<unknown>;
  },
  { threads: CopyThreads }
>({
  threads: [
    async ({}, use) => {
      const threads = new CopyThreads(2);
      await use(threads);
      await threads.close();
    },
    { scope: 'worker' },
  ],
  source: async ({}, use, testInfo) => {
    const source = testInfo.outputPath('User Data');
    await writeProfile(source);
    await use(source);
  },
  target: async ({}, use, testInfo) => use(testInfo.outputPath('copies', 'w0')),
  copy: async ({ threads, source, target }, use) => {
    await use(
      async ({ profileName = 'Default', lean = false, live = false, beforeLook, check = 'every database' } = {}) => {
        const which = { userDataDir: source, profileName };
        const listing = await threads.run('list', { ...which, lean });
        const looking: Pick<CopyThreads, 'run' | 'count'> = {
          count: threads.count,
          run: (name, ask) => (name === 'list' && beforeLook?.(), threads.run(name, ask)),
        };
        return copyProfile(looking, { source: which, target, lean, live, reflink: false, listing, check }, () =>
          Promise.resolve(),
        );
      },
    );
  },
  failure: async ({ copy }, use) =>
    use((given) =>
      copy(given).then(
        () => undefined,
        (error: unknown) => error,
      ),
    ),
});

test('everything of the profile is in the copy, times included, and nothing of the source changes', async ({
  source,
  target,
  copy,
}) => {
  const before = await fingerprint(source);
  const { files, bytes, kinds } = await copy();
  expect(await fingerprint(target)).toEqual(before);
  expect(await fingerprint(source)).toEqual(before);
  expect(files).toBe(Object.keys(PROFILE).length);
  expect(bytes).toBe(Object.values(PROFILE).reduce((sum, content) => sum + Buffer.byteLength(content), 0));
  expect(kinds).toMatchObject({
    cookies: { files: 1, bytes: 8_192 },
    extensions: { files: 2 },
    'site storage': { files: 2 },
    caches: { files: 2 },
  });
});

test('what ties a profile to a running browser stays behind', async ({ source, target, copy }) => {
  await writeProfile(source, {
    lockfile: '',
    DevToolsActivePort: '1',
    'Crashpad/reports/x.dmp': '',
    RunningChromeVersion: '1',
  });
  if (POSIX) {
    await fs.symlink('desk-4711', path.join(source, 'SingletonLock'));
    spawnSync('mkfifo', [path.join(source, 'Default', 'pipe')]);
  }
  await copy();
  expect(await tree(target)).toEqual(Object.keys(PROFILE).sort());
});

test('a lean copy has all but the caches', async ({ target, copy }) => {
  await copy({ lean: true });
  expect(await tree(target)).toEqual(
    Object.keys(PROFILE)
      .filter((name) => !/Cache\/|crx_cache/.test(name))
      .sort(),
  );
});

test('only the chosen profile is copied', async ({ source, target, copy }) => {
  await writeProfile(source, {
    'Profile 1/Preferences': '{}',
    'Profile 1/Network/Cookies': emptyDatabase(),
    'Guest Profile/Preferences': '{}',
  });
  await copy({ profileName: 'Profile 1' });
  expect(await tree(target)).toEqual([
    'Local State',
    'Profile 1/Network/Cookies',
    'Profile 1/Preferences',
    'component_crx_cache/a',
  ]);
});

test('nobody else can read a copy', async ({ target, copy }) => {
  test.skip(!POSIX);
  await copy();
  expect((await fs.stat(target)).mode & 0o777).toBe(0o700);
});

test.describe('a profile that changes while it is copied', () => {
  test('is looked at again until a database and its journal, or a whole LevelDB folder, are of one moment', async ({
    source,
    target,
    threads,
  }) => {
    const which = { userDataDir: source, profileName: 'Default' };
    const listing = await threads.run('list', { ...which, lean: false });
    // After the first look: one file grows, one comes, one goes.
    await fs.appendFile(path.join(source, 'Default', 'Network', 'Cookies'), emptyDatabase());
    await writeProfile(source, { 'Default/Local Storage/leveldb/000005.ldb': 'new' });
    await fs.remove(path.join(source, 'Default', 'Local Storage', 'leveldb', '000003.log'));
    await copyProfile(
      threads,
      { source: which, target, lean: false, live: true, reflink: false, listing, check: 'cookies' },
      () => Promise.resolve(),
    );
    expect(await fingerprint(target)).toEqual(await fingerprint(source));
  });

  test('and never stops changing is an error that names what', async ({ source, failure }) => {
    const busy = path.join(source, 'Default', 'Network', 'Cookies');
    let pages = 2;
    expect(
      await failure({ live: true, beforeLook: () => fs.writeFileSync(busy, emptyDatabase(++pages)) }),
    ).toMatchObject({
      code: 'PROFILE_CHANGING',
      exitCode: 2,
      message: expect.stringMatching(/Default\/Network\/Cookies changed whenever it was read: close the browser/),
    });
  });

  test('only in its caches is copied, with a remark', async ({ source, target, copy }) => {
    const cache = path.join(source, 'Default', 'Cache', 'Cache_Data', 'data_0');
    let size = 0;
    const { remarks } = await copy({ live: true, beforeLook: () => fs.writeFileSync(cache, 'x'.repeat(++size)) });
    expect(remarks).toEqual([
      expect.stringMatching(/^Caches that changed .*Default\/Cache\/Cache_Data\/data_0; they are left out/),
    ]);
    expect(await fs.pathExists(path.join(target, 'Default', 'Cache', 'Cache_Data', 'data_0'))).toBe(false);
  });
});

test.describe('what cannot be a copy is an error with one line', () => {
  test('no cookies', async ({ source, failure }) => {
    await fs.remove(path.join(source, 'Default', 'Network', 'Cookies'));
    expect(await failure()).toMatchObject({
      code: 'PROFILE_NO_COOKIES',
      message: expect.stringMatching(
        /Default has no readable cookies, so a copy would be signed out: sign in once with `npx po-batch sign-in`/,
      ),
    });
  });

  test('cookies that were cut short', async ({ source, failure }) => {
    await fs.truncate(path.join(source, 'Default', 'Network', 'Cookies'), 5_000);
    expect(await failure()).toMatchObject({
      code: 'PROFILE_NO_COOKIES',
      message: expect.stringContaining('it is shorter than its header says'),
    });
  });

  test('cookies that are torn inside', async ({ source, failure }) => {
    await writeProfile(source, { 'Default/Network/Cookies': torn() });
    expect(await failure({ check: 'cookies' })).toMatchObject({
      code: 'PROFILE_NO_COOKIES',
      message: expect.stringMatching(/has no readable cookies \(.+\), so a copy/),
    });
  });

  test('a source that is gone', async ({ source, failure }) => {
    await fs.remove(source);
    expect(await failure()).toMatchObject({ code: 'PROFILE_UNREADABLE', message: expect.stringContaining('(ENOENT)') });
  });

  test('something in the way', async ({ target, failure }) => {
    await fs.outputFile(path.join(target, 'Default'), 'in the way');
    expect(await failure()).toMatchObject({ code: 'EEXIST' });
  });

  test('a link that leads back into the profile', async ({ source, failure }) => {
    test.skip(!POSIX);
    await fs.symlink(source, path.join(source, 'Default', 'round'));
    expect(await failure()).toMatchObject({
      code: 'PROFILE_UNREADABLE',
      message: expect.stringContaining('Default/round (ELOOP)'),
    });
  });
});

test('another database that was cut short is copied as it is, with a remark', async ({ source, copy }) => {
  await writeProfile(source, { 'Default/History': emptyDatabase().subarray(0, 5_000) });
  expect((await copy()).remarks).toEqual([
    'Default/History of the profile is damaged (it is shorter than its header says); it was copied as it is.',
  ]);
});

test('another database that is torn inside is told where every database is read, and passed over where it has been', async ({
  source,
  copy,
  target,
}) => {
  await writeProfile(source, { 'Default/History': torn() });
  expect((await copy()).remarks).toEqual([
    expect.stringMatching(/^Default\/History of the profile is damaged \(.*\); it was copied as it is\.$/),
  ]);
  await fs.remove(target);
  expect((await copy({ check: 'cookies' })).remarks).toEqual([]);
});

test.describe('unusual files', () => {
  test.skip(!POSIX);

  test('links to what lies outside are copied as what they point to: a browser must not write through them', async ({
    source,
    target,
    copy,
  }, testInfo) => {
    const outside = testInfo.outputPath('elsewhere');
    await fs.outputFile(path.join(outside, 'inner', 'file'), 'outside');
    await fs.symlink(outside, path.join(source, 'Default', 'Media Cache'));
    await fs.symlink(path.join(outside, 'inner', 'file'), path.join(source, 'Default', 'linked'));
    await fs.symlink('/nowhere', path.join(source, 'Default', 'dead'));
    await copy();
    await fs.writeFile(path.join(target, 'Default', 'Media Cache', 'inner', 'file'), 'changed in the copy');
    expect(await fs.readFile(path.join(outside, 'inner', 'file'), 'utf8')).toBe('outside');
    expect(await fs.readFile(path.join(target, 'Default', 'linked'), 'utf8')).toBe('outside');
    expect((await fs.lstat(path.join(target, 'Default', 'linked'))).isFile()).toBe(true);
    expect(await fs.pathExists(path.join(target, 'Default', 'dead'))).toBe(false);
  });

  test('names that are no UTF-8, and paths of more than 260 characters', async ({ source, target, copy }) => {
    test.skip(process.platform === 'darwin', 'macOS has no such names');
    const odd = Buffer.concat([Buffer.from(path.join(source, 'Default') + path.sep), Buffer.from([0xff, 0xfe, 0x41])]);
    fs.writeFileSync(odd, 'odd');
    const long = path.join(
      'Default',
      ...Array.from({ length: 12 }, (_, index) => `${index}`.repeat(30).slice(0, 30)),
      'file',
    );
    await fs.outputFile(path.join(source, long), 'deep');
    await copy();
    expect(
      fs.readFileSync(Buffer.concat([Buffer.from(path.join(target, 'Default') + path.sep), odd.subarray(-3)]), 'utf8'),
    ).toBe('odd');
    expect(await fs.readFile(path.join(target, long), 'utf8')).toBe('deep');
  });

  // By the system's `cp`, and where the name is no text that a command could be given, by our own.
  for (const [what, name] of [
    ['', Buffer.from('holes')],
    [', also under a name that is no text', Buffer.from([0xff, 0xfe, 0x41])],
  ] as const) {
    test(`a file with holes has them in the copy${what}`, async ({ source, target, copy }) => {
      test.skip(what !== '' && process.platform === 'darwin', 'macOS has no such names');
      const at = (dir: string) => Buffer.concat([Buffer.from(path.join(dir, 'Default') + path.sep), name]);
      const handle = fs.openSync(at(source), 'w', 0o640);
      fs.writeSync(handle, 'end', 300 * 1024 * 1024);
      fs.closeSync(handle);
      await copy();
      const [from, to] = [fs.statSync(at(source)), fs.statSync(at(target))];
      expect([to.size, to.mode, Math.floor(to.mtimeMs)]).toEqual([
        300 * 1024 * 1024 + 3,
        from.mode,
        Math.floor(from.mtimeMs),
      ]);
      expect(to.blocks * 512).toBeLessThan(4 * 1024 * 1024);
      const end = fs.openSync(at(target), 'r');
      const bytes = Buffer.alloc(3);
      fs.readSync(end, bytes, 0, 3, 300 * 1024 * 1024);
      fs.closeSync(end);
      expect(bytes.toString()).toBe('end');
    });
  }
});
