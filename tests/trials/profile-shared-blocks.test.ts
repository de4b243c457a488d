import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { settingsSchema } from '../../batch/settings/settings';
import { makeSyntheticProfile } from '../../bench/synthetic-profile';
import { ProfileManager } from '../../session/profiles/profile-manager';
import { fingerprint } from '../support/fake-profile';
import { figure, full } from '../support/trial';

// File systems that share blocks, each in a file of its own that is mounted for the time of the test.
test.describe.configure({ timeout: full ? 300_000 : 120_000 });
test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'mounts a file system');

const SIZE = full ? { bytes: 2 ** 30, files: 10_000, seed: 4 } : { bytes: 32 * 2 ** 20, files: 1_000, seed: 4 };

const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'pipe' });

const works = (command: string) => {
  try {
    run(command, '-V');
    return true;
  } catch {
    return false;
  }
};

for (const fileSystem of ['btrfs', 'xfs']) {
  test(`copies on ${fileSystem} share blocks, and nothing else`, async ({}, testInfo) => {
    test.skip(!works(`mkfs.${fileSystem}`), `mkfs.${fileSystem} is not installed`);
    const [image, disk] = [testInfo.outputPath('disk.img'), testInfo.outputPath('disk')];
    await fs.ensureDir(disk);
    run('truncate', '-s', '4G', image);
    run(`mkfs.${fileSystem}`, '-q', image);
    run('mount', '-o', 'loop', image, disk);
    try {
      const [source, runDir] = [path.join(disk, 'source'), path.join(disk, 'run')];
      makeSyntheticProfile(source, SIZE);
      run('sync', '-f', disk);
      const before = await fingerprint(source);
      const used = async () => (({ blocks, bfree, bsize }) => (blocks - bfree) * bsize)(await fs.promises.statfs(disk));
      const without = await used();
      await fs.ensureDir(runDir);
      const began = performance.now();
      const manager = await ProfileManager.open({
        plan: {
          run: 'r1',
          rootDir: runDir,
          runDir,
          settings: settingsSchema.parse({}),
          profile: { userDataDir: source, profileName: 'Default', kind: 'own' },
        },
        workers: 4,
        notice: () => undefined,
      });
      manager.prepare(4);
      const copies = (await Promise.all([0, 1, 2, 3].map((slot) => manager.take({}, slot)))).map(
        ({ userDataDir }) => userDataDir,
      );
      const seconds = (performance.now() - began) / 1_000;
      run('sync', '-f', disk);
      const taken = (await used()) - without;
      for (const copy of copies) expect(await fingerprint(copy)).toEqual(before);
      for (const copy of copies) expect((await fs.stat(copy)).mode & 0o777).toBe(0o700);
      expect(taken).toBeLessThan(SIZE.bytes);

      await fs.writeFile(path.join(copies[0]!, 'Default', 'Preferences'), '{"changed":true}');
      expect(await fingerprint(copies[1]!)).toEqual(before);
      expect(await fingerprint(source)).toEqual(before);
      await manager.close();
      expect((await fs.readdir(runDir)).filter((name) => name !== 'snapshot-r1')).toEqual([]);
      // The run's own folder goes with everything in it.
      await fs.remove(runDir);
      expect(await fs.readdir(disk)).toEqual(['source']);
      figure(
        `copies on ${fileSystem}`,
        `4 of ${Math.round(SIZE.bytes / 2 ** 20)} MiB in ${SIZE.files} files: ${seconds.toFixed(1)} s, ${Math.round(taken / 2 ** 20)} MiB of the disk`,
      );
    } finally {
      run('umount', disk);
      await fs.remove(image);
    }
  });
}
