import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import { settingsSchema } from '../../batch/settings/settings';
import { locateProfile } from '../../batch/profile/profile-source';
import { ProfileManager } from '../../session/profiles/profile-manager';
import { writeProfile } from '../support/fake-profile';
import { REPOSITORY } from '../support/run-batch';
import { figure, full } from '../support/trial';

// Sources that are none, or hold what no copy is made of every day: a clear error or a correct copy, never half of one.
base.describe.configure({ timeout: full ? 600_000 : 120_000 });

interface Came {
  code?: string;
  exitCode?: number;
  message?: string;
  remarks?: string[];
}

const test = base.extend<{
  source: string;
  copies: () => Promise<{ copies: string[]; notices: string[] }>;
  asNobody: () => Promise<Came>;
}>({
  // Not in the tests' output folder: another user has to get there.
  source: async ({}, use) => {
    const place = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-source-'));
    await fs.chmod(place, 0o777);
    const source = path.join(place, 'User Data');
    await writeProfile(source);
    await use(source);
    await fs.remove(place);
  },
  copies: async ({ source }, use) => {
    const managers: ProfileManager[] = [];
    await use(async () => {
      const notices: string[] = [];
      const runDir = path.join(path.dirname(source), 'run');
      await fs.ensureDir(runDir);
      const plan = {
        run: 'r',
        rootDir: runDir,
        runDir,
        settings: settingsSchema.parse({}),
        profile: { userDataDir: source, profileName: 'Default', kind: 'everyday' as const },
      };
      const manager = await ProfileManager.open({ plan, workers: 2, notice: (_, text) => notices.push(text) });
      managers.push(manager);
      const copies = await Promise.all([0, 1].map(async (slot) => (await manager.take({}, slot)).userDataDir));
      return { copies, notices };
    });
    await Promise.all(managers.map((manager) => manager.close()));
  },
  asNobody: async ({ source }, use) =>
    use(async () => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['-r', 'tsx/cjs', path.join(__dirname, 'copy-as-nobody.ts'), source, path.join(path.dirname(source), 'copy')],
        { cwd: REPOSITORY },
      );
      return JSON.parse(stdout) as Came;
    }),
});

const located = (edgeProfileDir: string): Came => {
  try {
    locateProfile({
      platform: process.platform,
      env: {},
      homedir: os.homedir(),
      rootDir: REPOSITORY,
      settings: { useProfile: true, edgeProfileDir, edgeProfileName: 'Default' },
    });
    return {};
  } catch (error) {
    return error as Came;
  }
};

test('no folder, a file, a folder that is no profile: one line before the first byte', async ({ source }) => {
  const place = path.dirname(source);
  await fs.writeFile(path.join(place, 'file'), '');
  await fs.ensureDir(path.join(place, 'empty'));
  expect(located(path.join(place, 'nowhere'))).toMatchObject({
    code: 'PROFILE_MISSING',
    exitCode: 2,
    message: expect.stringMatching(
      /nowhere: the profile folder does not exist \(EDGE_PROFILE_DIR\): correct EDGE_PROFILE_DIR/,
    ),
  });
  expect(located(path.join(place, 'file'))).toMatchObject({ code: 'PROFILE_MISSING', exitCode: 2 });
  expect(located(path.join(place, 'empty'))).toMatchObject({ code: 'NOT_A_PROFILE', exitCode: 2 });
  expect(located(source)).toEqual({});
});

test.describe('what may not be read', () => {
  test.skip(process.platform === 'win32', 'modes of POSIX');

  test('a file of mode 0000 is named, and nothing passes for a copy without it', async ({ source, asNobody }) => {
    await fs.chmod(path.join(source, 'Default', 'Local Storage', 'leveldb', '000003.log'), 0);
    expect(await asNobody()).toMatchObject({
      code: 'PROFILE_UNREADABLE',
      exitCode: 2,
      message: expect.stringMatching(
        /Default\/Local Storage\/leveldb\/000003\.log \(EACCES\) could not be read: close the browser/,
      ),
    });
  });

  test('so is a folder', async ({ source, asNobody }) => {
    await fs.chmod(path.join(source, 'Default', 'Extensions'), 0);
    expect(await asNobody()).toMatchObject({
      code: 'PROFILE_UNREADABLE',
      message: expect.stringContaining('(EACCES)'),
    });
    await fs.chmod(path.join(source, 'Default', 'Extensions'), 0o755);
  });

  test('in a cache it is left out, with a remark', async ({ source, asNobody }) => {
    await fs.chmod(path.join(source, 'Default', 'Cache', 'Cache_Data', 'data_0'), 0);
    expect(await asNobody()).toEqual({
      remarks: [
        expect.stringMatching(/^Caches that changed or could not be read .*data_0 \(EACCES\); they are left out/),
      ],
    });
  });
});

test(`a file of ${full ? 20 : 2} GB that is nearly all hole, links to what lies outside, and names that are no text come whole into every copy`, async ({
  source,
  copies,
}) => {
  test.skip(process.platform !== 'linux', 'file systems elsewhere have no such names');
  const size = (full ? 20 : 2) * 2 ** 30;
  const handle = await fs.open(path.join(source, 'Default', 'big'), 'w');
  await fs.write(handle, 'begin', 0);
  await fs.write(handle, 'end', size - 3);
  await fs.close(handle);
  const outside = path.join(path.dirname(source), 'outside');
  await fs.outputFile(path.join(outside, 'file'), 'outside');
  await fs.symlink(outside, path.join(source, 'Default', 'linked'));
  const odd = (dir: string) => Buffer.concat([Buffer.from(`${dir}/Default/`), Buffer.from([0xff, 0xfe, 0x41])]);
  fs.writeFileSync(odd(source), 'odd');
  const long = path.join('Default', ...Array.from({ length: 12 }, (_, index) => `${index % 10}`.repeat(30)), 'file');
  await fs.outputFile(path.join(source, long), 'deep');

  const began = performance.now();
  const { copies: made, notices } = await copies();
  const seconds = (performance.now() - began) / 1_000;
  for (const copy of made) {
    const big = await fs.stat(path.join(copy, 'Default', 'big'));
    expect(big.size).toBe(size);
    expect(big.blocks * 512).toBeLessThan(4 * 2 ** 20);
    const ends = await fs.open(path.join(copy, 'Default', 'big'), 'r');
    expect((await fs.read(ends, Buffer.alloc(3), 0, 3, size - 3)).buffer.toString()).toBe('end');
    await fs.close(ends);
    await fs.writeFile(path.join(copy, 'Default', 'linked', 'file'), 'changed in a copy');
    expect(fs.readFileSync(odd(copy), 'utf8')).toBe('odd');
    expect(await fs.readFile(path.join(copy, long), 'utf8')).toBe('deep');
  }
  expect(await fs.readFile(path.join(outside, 'file'), 'utf8')).toBe('outside');
  figure(
    'unusual sources',
    `a snapshot and 2 copies with a file of ${size / 2 ** 30} GB in ${seconds.toFixed(1)} s: ${notices[0] ?? ''}`,
  );
});
