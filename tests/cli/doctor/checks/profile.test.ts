import { expect, test } from '@playwright/test';
import { checkCookies, judgeCookies, type CookieFacts } from '../../../../cli/doctor/checks/cookies';
import { checkCopies, judgeCopies, type CopiesFacts } from '../../../../cli/doctor/checks/copies';
import { checkProfile } from '../../../../cli/doctor/checks/profile';
import { contextOn, fakeView, OWN_DATA, ownProfile, type Platform } from '../fake-view';

const SYSTEMS: Platform[] = ['win32', 'darwin', 'linux'];

for (const platform of SYSTEMS) {
  test(`${platform}: the batch's own profile is found`, async () => {
    const [finding] = await checkProfile(contextOn(fakeView(platform, { files: ownProfile(platform) })));
    expect(finding).toMatchObject({ name: 'Profile', state: 'ok', text: expect.stringContaining(OWN_DATA[platform]) });
  });

  test(`${platform}: no profile is a fault that names sign-in`, async () => {
    const [finding] = await checkProfile(contextOn(fakeView(platform)));
    expect(finding).toMatchObject({ state: 'fault', advice: expect.stringMatching(/^Run npx po-batch sign-in/) });
    expect(finding!.text).toMatch(/(has no profile here|no signed-in profile yet)\.$/);
  });

  test(`${platform}: a profile in use is a fault`, async () => {
    const lock =
      platform === 'win32'
        ? { [`${OWN_DATA.win32}\\profile\\lockfile`]: 16 as const }
        : { [`${OWN_DATA[platform]}/profile/SingletonLock`]: 'desk-42' };
    const machine = fakeView(platform, { files: { ...ownProfile(platform), ...lock } });
    expect(await checkProfile(contextOn(machine))).toMatchObject([
      {
        state: 'fault',
        text: expect.stringMatching(/using this profile\.$/),
        advice: expect.stringMatching(/^Close all its windows/),
      },
    ]);
    // ALLOW_RUNNING_EDGE opens no lock of Windows.
    expect(await checkProfile(contextOn(machine, { ALLOW_RUNNING_EDGE: 'true' }))).toMatchObject([
      { state: platform === 'win32' ? 'fault' : 'warning' },
    ]);
  });
}

test('without a profile of the user there is none to look at', async () => {
  const context = contextOn(fakeView('linux'), { USE_PROFILE: 'false' });
  expect(await checkProfile(context)).toMatchObject([{ state: 'ok' }]);
  for (const check of [checkCookies, checkCopies]) expect(await check(context)).toEqual([]);
});

test('SESSION_FILE brings the sign-in: no profile of this computer is missed', async () => {
  const context = contextOn(fakeView('linux'), { SESSION_FILE: 'portal.session.age' });
  expect(await checkProfile(context)).toMatchObject([{ state: 'ok', text: expect.stringContaining('SESSION_FILE') }]);
});

const COOKIES: CookieFacts = { platform: 'linux', kind: 'everyday', found: { v10: 0, v11: 0, v20: 0 }, desktop: true };
for (const [what, facts, state, text] of [
  ['Windows, DPAPI', { platform: 'win32', found: { v10: 9, v11: 0, v20: 0 } }, 'ok', /DPAPI/],
  [
    'Windows, app-bound',
    { platform: 'win32', kind: 'given', found: { v10: 2, v11: 0, v20: 9 } },
    'fault',
    /app-bound.*signed out/,
  ],
  ['Windows, some app-bound', { platform: 'win32', found: { v10: 9, v11: 0, v20: 2 } }, 'warning', /about 2 of 11/],
  ['macOS', { platform: 'darwin', found: { v10: 9, v11: 0, v20: 0 } }, 'ok', /keychain/],
  ['Linux without a keyring', { found: { v10: 9, v11: 0, v20: 0 } }, 'ok', /no keyring/],
  ['Linux with a keyring', { found: { v10: 1, v11: 9, v20: 0 } }, 'ok', /keyring/],
  [
    'Linux with a keyring, from a service',
    { found: { v10: 0, v11: 9, v20: 0 }, desktop: false },
    'warning',
    /no desktop session/,
  ],
  ['no cookie', {}, 'warning', /No encrypted cookie/],
  ['no database', { found: 'ENOENT' }, 'fault', /nobody ever signed in/],
  ['locked', { found: 'EBUSY' }, 'fault', /EBUSY/],
] as const) {
  test(`cookies: ${what}`, () => {
    expect(judgeCookies({ ...COOKIES, ...facts } as CookieFacts)).toMatchObject([
      { name: 'Cookies', state, text: expect.stringMatching(text) },
    ]);
  });
}

for (const platform of SYSTEMS) {
  test(`${platform}: the kind of protection is read from the database, and a stray mark does not count`, async () => {
    const cookies = Buffer.from(`${'acme v20\x01\x02 '.repeat(100)}v10`, 'latin1');
    expect(await checkCookies(contextOn(fakeView(platform, { files: ownProfile(platform, cookies) })))).toMatchObject([
      { state: 'fault', text: expect.stringContaining('app-bound') },
    ]);
    const older = {
      ...ownProfile(platform, ''),
      [`${OWN_DATA[platform]}/profile/Default/Cookies`.replace(/\//g, platform === 'win32' ? '\\' : '/')]: 'x v10 y',
    };
    expect(
      await checkCookies(contextOn(fakeView(platform, { files: older }))),
      'where versions before 96 keep it',
    ).toMatchObject([{ state: 'ok' }]);
    expect(await checkCookies(contextOn(fakeView(platform, { files: ownProfile(platform, 16) })))).toMatchObject([
      { state: 'fault', text: expect.stringContaining('EBUSY') },
    ]);
  });
}

const ROOM: CopiesFacts = {
  folder: '/tmp',
  copy: 1e9,
  copies: 4,
  snapshot: false,
  free: 50e9,
  reflink: false,
  refused: undefined,
  unreadable: [],
};
for (const [what, facts, state, text] of [
  ['enough', {}, 'ok', '4 × 1.0 GB, 50.0 GB free'],
  ['too little', { free: 1.1e9 }, 'fault', 'The profile needs 4.0 GB for 4 copies in /tmp, 1.1 GB free'],
  ['too little for the snapshot', { free: 4.5e9, snapshot: true }, 'fault', 'and a snapshot'],
  ['too little where copies share blocks', { free: 1.1e9, reflink: true }, 'ok', 'share blocks'],
  ['not writable', { refused: 'EACCES' }, 'fault', 'EACCES'],
  ['not known', { free: undefined }, 'warning', 'not known'],
  [
    'a file that cannot be read',
    { unreadable: [{ path: 'Default/History', code: 'EBUSY' }] },
    'warning',
    'Default/History: EBUSY',
  ],
] as const) {
  test(`room for copies: ${what}`, () => {
    const [finding] = judgeCopies({
      ...ROOM,
      ...facts,
      unreadable: 'unreadable' in facts ? [...facts.unreadable] : [],
    });
    expect(finding).toMatchObject({ name: 'Copies', state, text: expect.stringContaining(text) });
    if (state === 'fault') expect(finding!.advice).toBeTruthy();
  });
}

test('room is asked where the copies go, for as many as there are workers', async () => {
  const asked: string[] = [];
  const machine = fakeView('linux', {
    files: ownProfile('linux'),
    space: async (folder) => (asked.push(folder), { free: 100e6, reflink: false }),
  });
  const [finding] = await checkCopies(contextOn(machine, { PROFILE_COPIES_DIR: '~/copies', MAX_WORKERS: '64' }));
  expect(asked).toEqual(['/home/ann/copies']);
  expect(finding).toMatchObject({ state: 'fault', text: expect.stringContaining('192 MB for 64 copies') });
});
