import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { settingsSchema } from '../../../batch/settings/settings';
import { copiesFolder, copyName } from '../../../session/profiles/copies-folder';

/** `f_type` of statfs(2), from linux/magic.h. */
const EXT4 = 0xef53;

test("no two runs' copies have the same names, by which ext4 finds them a part of the disk", () => {
  const runs = ['2026-11-26T17-50-33-6e82', '2026-11-26T17-50-34-01bc'];
  expect(runs.map((run) => copyName('w0', { run }))).toEqual(['w0-6e82', 'w0-01bc']);
});

test('folders of copies lie apart where the file system takes the hint, and all goes as well where it does not', async ({}, testInfo) => {
  const runDir = testInfo.outputPath('run');
  await fs.ensureDir(runDir);
  expect(
    await copiesFolder({ run: 'r1', rootDir: testInfo.outputDir, runDir, settings: settingsSchema.parse({}) }),
  ).toBe(runDir);
  const { stdout, error } = spawnSync('lsattr', ['-d', runDir], { encoding: 'utf8' });
  if (error || statfsSync(runDir).type !== EXT4) return;
  expect(stdout.split(' ')[0]).toContain('T');
});
