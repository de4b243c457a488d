import { spawn } from 'node:child_process';
import os from 'node:os';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import {
  currentOwner,
  isDead,
  readOwnerSync,
  startTimeByProc,
  sweepDead,
  systemProcesses,
  writeOwnerSync,
  type Owner,
  type ProcessFacts,
} from '../../../batch/system/owner';

const BEGAN = 1_700_000_000_000;
const owner: Owner = { run: 'r', pid: 4711, host: 'desk', user: 'ana', startedAt: BEGAN };
const facts = (more: Partial<ProcessFacts> = {}): ProcessFacts => ({
  host: 'desk',
  pids: 'linux pid:[1]',
  isAlive: () => true,
  startTimeOf: () => BEGAN,
  ...more,
});

for (const [sentence, given, dead, whose = owner] of [
  ['a process that lives owns its folder', facts(), false],
  ['a pid that is free has no owner any more', facts({ isAlive: () => false }), true],
  [
    'a pid that was given to a later process has no owner any more',
    facts({ startTimeOf: () => BEGAN + 3_600_000 }),
    true,
  ],
  [
    'a few minutes of difference may be a clock that was set right',
    facts({ startTimeOf: () => BEGAN + 5 * 60_000 }),
    false,
  ],
  [
    'where the system does not tell when a process began, a pid in use is its owner',
    facts({ startTimeOf: () => undefined }),
    false,
  ],
  [
    'of another system with the same host name neither',
    facts({ isAlive: () => false }),
    false,
    { ...owner, pids: 'win32' },
  ],
  ['nor of another container', facts({ isAlive: () => false }), false, { ...owner, pids: 'linux pid:[2]' }],
  ['of the same it is known', facts({ isAlive: () => false }), true, { ...owner, pids: 'linux pid:[1]' }],
  ['of another host nobody can say whether it lives', facts({ host: 'server', isAlive: () => false }), false],
] as [string, ProcessFacts, boolean, Owner?][]) {
  test(sentence, () => expect(isDead(whose, given)).toBe(dead));
}

test('this process lives, and a process that has ended does not', async () => {
  expect(isDead(currentOwner('r'))).toBe(false);
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('close', resolve));
  expect(isDead({ ...currentOwner('r'), pid: child.pid! })).toBe(true);
});

test('the start of a process is read from its ticks, whatever its name', () => {
  const stat = (name: string) => `4711 (${name}) S 1 4711 4711 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 2500 9 9\n`;
  const system = 'cpu 1 2 3\nbtime 1700000000\nprocesses 9\n';
  expect(startTimeByProc(stat('node'), system)).toBe(BEGAN + 25_000);
  expect(startTimeByProc(stat('a) (b 7'), system)).toBe(BEGAN + 25_000);
  expect(startTimeByProc('', '')).toBeUndefined();
});

test('on Linux this process began when its owner file says', () => {
  test.skip(os.platform() !== 'linux');
  expect(Math.abs(systemProcesses.startTimeOf(process.pid)! - currentOwner('r').startedAt)).toBeLessThan(10_000);
});

test('only folders whose owner file names a dead process are swept', async ({}, testInfo) => {
  const folder = (name: string) => testInfo.outputPath(name);
  for (const name of ['dead', 'living', 'elsewhere', 'nobody', 'broken'])
    await fs.outputFile(`${folder(name)}/copy/file`, 'x');
  writeOwnerSync(folder('dead'), { ...owner, pid: 1 });
  writeOwnerSync(folder('living'), { ...owner, pid: 2 });
  writeOwnerSync(folder('elsewhere'), { ...owner, pid: 1, host: 'server' });
  fs.writeFileSync(`${folder('broken')}/owner.json`, '{"pid": 1, "ho');
  const all = ['dead', 'living', 'elsewhere', 'nobody', 'broken', 'missing'].map(folder);
  expect(await sweepDead(all, facts({ isAlive: (pid) => pid === 2 }))).toEqual([folder('dead')]);
  expect((await fs.readdir(testInfo.outputDir)).sort()).toEqual(['broken', 'elsewhere', 'living', 'nobody']);
});

test('an owner file is read back as it was written, and only its owner can read it', async ({}, testInfo) => {
  await fs.ensureDir(testInfo.outputDir);
  writeOwnerSync(testInfo.outputDir, owner);
  expect(readOwnerSync(testInfo.outputDir)).toEqual(owner);
  if (os.platform() !== 'win32') expect(fs.statSync(testInfo.outputPath('owner.json')).mode & 0o777).toBe(0o600);
});
