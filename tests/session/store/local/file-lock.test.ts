import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import lockfile from 'proper-lockfile';
import { currentOwner } from '../../../../batch/system/owner';
import { stateFolder, withListLock, type LockTools } from '../../../../session/store/local/file-lock';

const REPOSITORY = path.resolve(__dirname, '../../../..');
let list: string;

test.beforeEach(({}, testInfo) => {
  list = testInfo.outputPath('input.csv');
});

/** Time passes by sleeping only; nobody is dead unless a test says so. */
function tools(more: Partial<LockTools> = {}): LockTools & { slept(): number } {
  let now = 0;
  return { now: () => now, sleep: async (ms) => void (now += ms), isDead: () => false, slept: () => now, ...more };
}

/** A lock as another process would hold it; `mark`: it has said who it is. */
async function holdAsAnother(
  mark: object | undefined = { token: 'other', ...currentOwner('r'), pid: 1 },
): Promise<string> {
  const folder = stateFolder(list);
  await fs.ensureDir(path.join(folder, 'lock'));
  if (mark) await fs.writeJson(path.join(folder, 'lock.json'), mark);
  return folder;
}

test('sections in one process follow each other', async () => {
  let inside = 0;
  const section = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  await Promise.all(Array.from({ length: 4 }, () => withListLock(list, section)));
});

test('sections of several processes never overlap', async ({}, testInfo) => {
  const script = testInfo.outputPath('append.ts');
  await fs.outputFile(
    script,
    `const fs = require('node:fs');
     const { withListLock } = require(${JSON.stringify(path.join(REPOSITORY, 'session', 'store', 'local', 'file-lock'))});
     (async () => {
       for (let i = 0; i < 5; i++) await withListLock(process.argv[2], async () => {
         const file = process.argv[2] + '.log';
         fs.appendFileSync(file, 'in ' + process.pid + '\\n');
         await new Promise((done) => setTimeout(done, 3));
         fs.appendFileSync(file, 'out ' + process.pid + '\\n');
       });
     })();`,
  );
  const run = () =>
    spawn(process.execPath, ['-r', require.resolve('tsx/cjs'), script, list], { cwd: REPOSITORY, stdio: 'inherit' });
  const codes = await Promise.all(
    [run(), run(), run()].map((child) => new Promise((resolve) => child.on('close', resolve))),
  );
  expect(codes).toEqual([0, 0, 0]);
  const lines = (await fs.readFile(`${list}.log`, 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(30);
  for (let i = 0; i < lines.length; i += 2) expect(lines[i + 1]).toBe(lines[i]!.replace('in', 'out'));
  expect(await fs.readdir(stateFolder(list)), 'and nothing is left').toEqual([]);
});

test('what the section throws is thrown, and the lock is free again', async () => {
  await expect(withListLock(list, () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
  expect(await withListLock(list, async () => 'in', tools())).toBe('in');
});

test('a lock that is held is waited for, and after 45 s one line says so', async () => {
  const folder = await holdAsAnother();
  // Its holder lives and refreshes it.
  const given = tools();
  const refreshed: LockTools = {
    ...given,
    async sleep(ms) {
      await fs.utimes(path.join(folder, 'lock'), given.slept(), given.slept());
      await given.sleep(ms);
    },
  };
  await expect(withListLock(list, async () => 'in', refreshed)).rejects.toMatchObject({
    code: 'LIST_LOCKED',
    message: `${list} is being written by another run for over 45 s: wait for it, or end it.`,
  });
});

test('the lock of a process that has ended is taken over at once', async () => {
  await holdAsAnother();
  const given = tools({ isDead: ({ pid }) => pid === 1 });
  expect(await withListLock(list, async () => 'in', given)).toBe('in');
  expect(given.slept()).toBeLessThan(3_000);
  expect(await fs.readdir(stateFolder(list))).toEqual([]);
});

test('a lock that nobody refreshes is taken over after 20 s of watching, whatever its own time says', async () => {
  const folder = await holdAsAnother(undefined);
  const tomorrow = Date.now() / 1_000 + 86_400;
  await fs.utimes(path.join(folder, 'lock'), tomorrow, tomorrow);
  const given = tools();
  expect(await withListLock(list, async () => 'in', given)).toBe('in');
  expect(given.slept()).toBeGreaterThanOrEqual(20_000);
  expect(given.slept()).toBeLessThan(30_000);
});

test("an old lock is not taken over for its age: another machine's clock may be wrong", async () => {
  const folder = await holdAsAnother();
  await fs.utimes(path.join(folder, 'lock'), 1_000, 1_000);
  const given = tools();
  await withListLock(list, async () => 'in', given);
  expect(given.slept()).toBeGreaterThanOrEqual(20_000);
});

test('many that find one dead lock still go in one by one', async () => {
  await holdAsAnother();
  let inside = 0;
  let most = 0;
  // The second that a dead owner's name is looked at passes at once; after that the clock is the real one.
  const began = performance.now();
  const enter = () =>
    withListLock(
      list,
      async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 3));
        inside--;
      },
      {
        now: () => Math.min((performance.now() - began) * 1_000, 2_000) + performance.now(),
        sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
        isDead: ({ pid }) => pid === 1,
      },
    );
  await Promise.all(Array.from({ length: 8 }, enter));
  expect(most).toBe(1);
});

test('a holder that lost its lock while it stood still is told before it changes anything, and leaves the new one alone', async () => {
  const folder = stateFolder(list);
  await expect(
    withListLock(list, async (confirm) => {
      await confirm();
      await fs.remove(path.join(folder, 'lock'));
      await holdAsAnother();
      await confirm();
    }),
  ).rejects.toMatchObject({ code: 'LOCK_LOST' });
  expect((await fs.readdir(folder)).sort()).toEqual(['lock', 'lock.json']);
});

test('a mark that cannot be written leaves no lock behind that this process would refresh for ever', async () => {
  const mark = path.join(stateFolder(list), 'lock.json');
  await fs.outputFile(path.join(mark, 'in the way'), '');
  await expect(withListLock(list, async () => 'done', tools())).rejects.toThrow(/EISDIR/);
  await fs.remove(mark);
  const again = tools();
  expect(await withListLock(list, async () => 'done', again)).toBe('done');
  expect(again.slept()).toBe(0);
});

for (const [platform, code, waits] of [
  ['win32', 'EPERM', true],
  ['win32', 'EACCES', true],
  ['linux', 'EBUSY', true],
  ['linux', 'EACCES', false],
] as const) {
  test(`${code} for the lock's folder on ${platform} is ${waits ? 'waited for' : 'told at once'}`, async () => {
    const refused = Object.assign(new Error(`${code}: mkdir`), { code });
    const refusing = (times: number) =>
      tools({
        platform,
        lock: async (...args) => {
          if (times-- > 0) throw refused;
          return lockfile.lock(...args);
        },
      });
    const passing = withListLock(list, async () => 'done', refusing(3));
    if (waits) expect(await passing).toBe('done');
    else await expect(passing).rejects.toBe(refused);
    // Not for ever, and by its own name.
    const lasting = refusing(10_000);
    await expect(withListLock(list, async () => 'done', lasting)).rejects.toBe(refused);
    expect(lasting.slept()).toBeLessThan(20_000);
  });
}
