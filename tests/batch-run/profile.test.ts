import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { fingerprint } from '../support/fake-profile';
import { readList } from '../support/run-batch';
import { signedInProfile } from '../support/signed-in-profile';
import { expect, listOf, order, test } from './batch-test';

// What a run does with the profile that it is given, seen from outside.
test.describe.configure({ timeout: 240_000 });

test('a run copies the profile, hands sound copies on, and leaves it as it was', async ({ portal, batch }) => {
  const its = await portal([{ ...order('15262985'), latency: { file: 4_000 } }], { signIn: true });
  const project = await batch({ portal: its, csv: listOf(['PO15990001', 'PO15262985']) });
  const profile = path.join(project.dir, 'edge');
  await signedInProfile(profile, its.url);
  const before = await fingerprint(profile);
  const env = { USE_PROFILE: 'true', EDGE_PROFILE_DIR: profile };
  const copies = path.join(project.dir, 'copies');
  // That a running Edge stops a run without ALLOW_RUNNING_EDGE is in bad-input.test.ts.
  const lock = path.join(profile, 'SingletonLock');
  const browser = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)', 'chromium']);
  try {
    if (process.platform !== 'win32') await fs.symlink(`${os.hostname()}-${browser.pid}`, lock);
    const running = project.start(['test', '--workers=1'], {
      ...env,
      ALLOW_RUNNING_EDGE: process.platform === 'win32' ? '' : 'true',
      PROFILE_COPIES_DIR: 'copies',
      PROFILE_COPY: 'lean',
    });
    await test.step('PROFILE_COPIES_DIR says where, PROFILE_COPY=lean leaves caches out', async () => {
      await running.shows(/Profile copied/);
      const [folder] = await fs.readdir(copies);
      const snapshot = (await fs.readdir(path.join(copies, folder!))).find((name) => name.startsWith('snapshot-'));
      expect(
        (await fs.readdir(path.join(copies, folder!, snapshot!, 'Default'))).filter((name) => name.endsWith('Cache')),
      ).toEqual([]);
      expect(await fs.readdir(path.join(profile, 'Default'))).toContain('GPUCache');
    });
    await test.step('the slot of a failed PO goes on with its copy, in another process', async () => {
      const { exitCode, output } = await running.ended;
      expect(exitCode, output).toBe(1);
      expect((await readList(project.list)).map((row) => row.cell('STATUS'))).toEqual(['PO_NOT_FOUND', 'COMPLETED']);
      expect(output).toMatch(/^.*🗂️ Profile copied: \d+ files, [\d.]+ MB in [\d.]+ s/m);
      // The snapshot and one copy of it, for two worker processes.
      expect(output).toContain('🗂️ Profile copies of this run: 2,');
      expect(await fs.readdir(copies)).toEqual([]);
    });
  } finally {
    browser.kill();
    await fs.remove(lock);
  }

  expect(await fingerprint(profile)).toEqual(before);

  await test.step('a profile without cookies ends the run, and marks no PO', async () => {
    await fs.remove(path.join(profile, 'Default', 'Cookies'));
    await fs.remove(path.join(profile, 'Default', 'Network', 'Cookies'));
    await fs.writeFile(project.list, listOf(['PO15262984', 'PO15262985']));
    const { exitCode, output } = await project.run(['test', '--workers=2'], env);
    expect(exitCode, output).toBe(2);
    expect(output.match(/^❌ .*has no readable cookies, so a copy would be signed out/gm), output).toHaveLength(1);
    expect((await readList(project.list)).map((row) => row.cell('STATUS'))).toEqual(['', '']);
  });
});
