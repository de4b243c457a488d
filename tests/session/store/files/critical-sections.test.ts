import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { currentOwner } from '../../../../batch/system/owner';
import type { LockTools } from '../../../../session/store/local/file-lock';
import { CriticalSections } from '../../../../session/store/files/critical-sections';

let folder: string;

test.beforeEach(({}, testInfo) => {
  folder = testInfo.outputPath('claims');
});

/** Time passes by sleeping only. */
function tools(): LockTools {
  let now = 0;
  return { now: () => now, sleep: async (ms) => void (now += ms), isDead: () => false };
}
const queue = (given = tools()) => new CriticalSections({ folder, name: 'the downloads' }, given);
/** Who holds the lock, by the token that every hold has anew. */
const hold = async () => ((await fs.readJson(path.join(folder, 'lock.json'))) as { token: string }).token;

test('sections that come together share one hold, one after the other', async () => {
  const it = queue();
  let inside = 0;
  const section = async () => {
    expect(++inside).toBe(1);
    const token = await hold();
    inside--;
    return token;
  };
  const holds = await Promise.all(Array.from({ length: 5 }, () => it.run(section)));
  expect(new Set(holds).size).toBe(1);
  await it.idle();
  expect(await it.run(section)).not.toBe(holds[0]);
  await it.idle();
  expect(await fs.readdir(folder)).toEqual([]);
});

test('many release in between, for other runs', async () => {
  const it = queue();
  const holds = await Promise.all(Array.from({ length: 40 }, () => it.run(hold)));
  const lengths = [...new Set(holds)].map((token) => holds.filter((other) => other === token).length);
  expect(lengths).toEqual([16, 16, 8]);
});

test('a hold that was lost while the computer slept is not shared any further', async () => {
  const it = queue({ ...tools(), isDead: ({ pid }) => pid === 1 });
  const sleeps = async () => {
    const token = await hold();
    // Another run took the lock over meanwhile, and has died in it since.
    await fs.writeJson(path.join(folder, 'lock.json'), { token: 'other', ...currentOwner('r'), pid: 1 });
    return token;
  };
  const [before, after] = await Promise.all([it.run(sleeps), it.run(hold)]);
  expect(after).not.toBe('other');
  expect(after).not.toBe(before);
});

test('what one section throws concerns no other', async () => {
  const it = queue();
  const results = await Promise.allSettled([it.run(() => Promise.reject(new Error('boom'))), it.run(async () => 'in')]);
  expect(
    results.map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as Error).message)),
  ).toEqual(['boom', 'in']);
});

test('a lock that cannot be had is told to all who waited for it, and asked for again by the next', async () => {
  await fs.ensureDir(path.join(folder, 'lock'));
  await fs.writeJson(path.join(folder, 'lock.json'), { token: 'other', ...currentOwner('r'), pid: 1 });
  const given = tools();
  // Its holder lives and refreshes it.
  const it = queue({
    ...given,
    sleep: async (ms) => (await fs.utimes(path.join(folder, 'lock'), given.now(), given.now()), given.sleep(ms)),
  });
  const results = await Promise.allSettled([it.run(async () => 'a'), it.run(async () => 'b')]);
  expect(results.map((result) => (result as PromiseRejectedResult).reason.code)).toEqual([
    'LIST_LOCKED',
    'LIST_LOCKED',
  ]);
  await fs.remove(folder);
  expect(await it.run(async () => 'c')).toBe('c');
});
