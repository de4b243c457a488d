import { expect, test } from '@playwright/test';
import { isHeld, patientRename, type RenameTools } from '../../../session/files/rename';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** Refuses with `code` for `times` tries, on a clock that only sleeping moves. */
function refusing(code: string, times: number, platform: NodeJS.Platform = 'win32') {
  let now = 0;
  let tries = 0;
  const tools: RenameTools = {
    platform,
    now: () => now,
    sleep: async (ms) => void (now += ms),
    rename: async () => {
      if (tries++ < times) throw failure(code);
    },
  };
  return { tools, tries: () => tries, now: () => now };
}

for (const [code, platform, held] of [
  ['EBUSY', 'win32', true],
  ['EPERM', 'win32', true],
  ['EACCES', 'win32', true],
  ['EBUSY', 'linux', true],
  ['EPERM', 'linux', true],
  ['EACCES', 'linux', false],
  ['EBUSY', 'darwin', true],
  ['EACCES', 'darwin', false],
  ['ENOENT', 'win32', false],
  ['ENOSPC', 'linux', false],
  ['ENOTEMPTY', 'linux', false],
  ['EXDEV', 'linux', false],
] as const) {
  test(`${code} on ${platform} ${held ? 'says' : 'does not say'} that another program holds it`, () => {
    expect(isHeld(failure(code), platform)).toBe(held);
  });
}

test('what is no error of the disk is held by nobody', () => {
  for (const odd of [undefined, null, 'EBUSY', new Error('EBUSY')]) expect(isHeld(odd, 'win32')).toBe(false);
});

test('a hold that ends within 15 s costs nothing but time', async () => {
  const { tools, tries, now } = refusing('EPERM', 12);
  expect(await patientRename('a', 'b', undefined, tools)).toBe(true);
  expect(tries()).toBe(13);
  expect(now()).toBeLessThan(15_000);
});

test('a hold that stays is given up after 15 s, with a last try at the very end', async () => {
  const { tools, now } = refusing('EBUSY', Infinity);
  expect(await patientRename('a', 'b', undefined, tools)).toBe(false);
  expect(now()).toBe(15_000);
});

test('without patience there is one try', async () => {
  const { tools, tries, now } = refusing('EBUSY', Infinity);
  expect(await patientRename('a', 'b', 0, tools)).toBe(false);
  expect([tries(), now()]).toEqual([1, 0]);
});

test('a missing right is thrown at once outside Windows', async () => {
  const { tools, now } = refusing('EACCES', Infinity, 'linux');
  await expect(patientRename('a', 'b', undefined, tools)).rejects.toThrow('EACCES');
  expect(now()).toBe(0);
});
