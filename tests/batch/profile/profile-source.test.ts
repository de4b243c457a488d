import { chmodSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { BatchError } from '../../../batch/errors/errors';
import { pathsOf } from '../../../batch/profile/edge-paths';
import { machineDisk, type ProfileDisk } from '../../../batch/profile/profile-disk';
import { locateProfile, signedInMarker, type ProfileSearch } from '../../../batch/profile/profile-source';

const WINDOWS = {
  platform: 'win32' as const,
  env: { LOCALAPPDATA: 'C:\\Users\\ana\\AppData\\Local' },
  homedir: 'C:\\Users\\ana',
};
const MAC = { platform: 'darwin' as const, env: {}, homedir: '/Users/ana' };
const LINUX = { platform: 'linux' as const, env: {}, homedir: '/home/ana' };
const SYSTEMS = [
  {
    system: WINDOWS,
    own: 'C:\\Users\\ana\\AppData\\Local\\playwright-po-batch\\profile',
    everyday: 'C:\\Users\\ana\\AppData\\Local\\Microsoft\\Edge\\User Data',
  },
  {
    system: MAC,
    own: '/Users/ana/Library/Application Support/playwright-po-batch/profile',
    everyday: '/Users/ana/Library/Application Support/Microsoft Edge',
  },
  {
    system: LINUX,
    own: '/home/ana/.local/share/playwright-po-batch/profile',
    everyday: '/home/ana/.config/microsoft-edge',
  },
];
type System = (typeof SYSTEMS)[number]['system'];

/** A disk that holds these files (folders follow from them), with the content where it matters. */
function diskWith(system: System, files: Record<string, string>, more: Partial<ProfileDisk> = {}): ProfileDisk {
  const { sep } = pathsOf(system.platform);
  const all = Object.keys(files);
  return {
    isFile: (file) => all.includes(file),
    isFolder: (folder) => all.some((file) => file.startsWith(folder + sep)),
    entries: (folder) => [
      ...new Set(
        all.filter((file) => file.startsWith(folder + sep)).map((file) => file.slice(folder.length + 1).split(sep)[0]!),
      ),
    ],
    text: (file) => files[file] ?? '',
    linkTarget: () => undefined,
    isHeldOpen: () => false,
    isAlive: () => false,
    hostname: 'desk',
    ...more,
  };
}

/** Files of a user-data folder with these profiles. */
function profileFiles(system: System, folder: string, names = ['Default'], localState = '{}'): Record<string, string> {
  const { join } = pathsOf(system.platform);
  return {
    [join(folder, 'Local State')]: localState,
    ...Object.fromEntries(names.map((name) => [join(folder, name, 'Preferences'), '{}'])),
  };
}

function search(system: System, disk: ProfileDisk, settings: Partial<ProfileSearch['settings']> = {}): ProfileSearch {
  return {
    ...system,
    rootDir: system.platform === 'win32' ? 'C:\\batch' : '/batch',
    disk,
    settings: { useProfile: true, edgeProfileDir: undefined, edgeProfileName: 'Default', ...settings },
  };
}

function refusal(given: ProfileSearch): { code: string; exitCode: number; message: string } {
  try {
    locateProfile(given);
  } catch (error) {
    const { code, exitCode, message } = error as BatchError;
    return { code, exitCode, message };
  }
  throw new Error('It was not refused.');
}

for (const { system, own, everyday } of SYSTEMS) {
  test.describe(system.platform, () => {
    test("the batch's own profile is taken once a sign-in made it", () => {
      const files = { ...profileFiles(system, own), ...profileFiles(system, everyday), [signedInMarker(system)]: '{}' };
      expect(locateProfile(search(system, diskWith(system, files)))).toEqual({
        userDataDir: own,
        profileName: 'Default',
        kind: 'own',
      });
    });

    test('EDGE_PROFILE_DIR wins over the own profile', () => {
      const given = pathsOf(system.platform).join(system.homedir, 'work');
      const files = {
        ...profileFiles(system, own),
        [signedInMarker(system)]: '{}',
        ...profileFiles(system, given, ['Profile 2']),
      };
      const settings = { edgeProfileDir: given, edgeProfileName: 'Profile 2' };
      expect(locateProfile(search(system, diskWith(system, files), settings))).toEqual({
        userDataDir: given,
        profileName: 'Profile 2',
        kind: 'given',
      });
    });

    test('no profile is looked for with USE_PROFILE=false', () => {
      expect(locateProfile(search(system, diskWith(system, {}), { useProfile: false }))).toBeUndefined();
    });
  });
}

for (const { system, own, everyday } of SYSTEMS.slice(1)) {
  test(`the everyday Edge profile is the default on ${system.platform}`, () => {
    const disk = diskWith(system, profileFiles(system, everyday, ['Default', 'Profile 1']));
    expect(locateProfile(search(system, disk, { edgeProfileName: 'Profile 1' }))).toEqual({
      userDataDir: everyday,
      profileName: 'Profile 1',
      kind: 'everyday',
    });
  });

  test(`a sign-in that was given up does not replace the everyday profile on ${system.platform}`, () => {
    const disk = diskWith(system, { ...profileFiles(system, own), ...profileFiles(system, everyday) });
    expect(locateProfile(search(system, disk))?.kind).toBe('everyday');
  });
}

test('the everyday profile is never taken on Windows, where a copy is signed out: it says to sign in', () => {
  const { everyday } = SYSTEMS[0]!;
  expect(refusal(search(WINDOWS, diskWith(WINDOWS, profileFiles(WINDOWS, everyday))))).toEqual({
    code: 'PROFILE_SIGN_IN_NEEDED',
    exitCode: 2,
    message:
      'C:\\Users\\ana\\AppData\\Local\\playwright-po-batch\\profile: the batch has no signed-in profile yet: run ' +
      'npx po-batch sign-in once, then start again.',
  });
});

test('XDG folders are followed, relative ones as if not set', () => {
  const system = { ...LINUX, env: { XDG_CONFIG_HOME: '/x/config', XDG_DATA_HOME: 'relative' } };
  expect(
    locateProfile(search(system, diskWith(system, profileFiles(system, '/x/config/microsoft-edge'))))?.userDataDir,
  ).toBe('/x/config/microsoft-edge');
  expect(signedInMarker(system)).toBe('/home/ana/.local/share/playwright-po-batch/signed-in.json');
});

test('a ~ in EDGE_PROFILE_DIR is the home folder', () => {
  const disk = diskWith(LINUX, profileFiles(LINUX, '/home/ana/edge'));
  expect(locateProfile(search(LINUX, disk, { edgeProfileDir: '~/edge' }))?.userDataDir).toBe('/home/ana/edge');
});

for (const [system, given, folder] of [
  [LINUX, 'edge', '/batch/edge'],
  [LINUX, '../edge/', '/edge'],
  [WINDOWS, 'User Data', 'C:\\batch\\User Data'],
  [WINDOWS, 'D:\\Edge\\User Data', 'D:\\Edge\\User Data'],
] as const) {
  test(`${system.platform}: EDGE_PROFILE_DIR=${given} is ${folder}, wherever the command is given`, () => {
    const disk = diskWith(system, profileFiles(system, folder));
    expect(locateProfile(search(system, disk, { edgeProfileDir: given }))?.userDataDir).toBe(folder);
  });
}

for (const [name, there, taken] of [
  ['default', ['Default', 'Profile 1'], 'Default'],
  ['PROFILE 1', ['Default', 'Profile 1'], 'Profile 1'],
  ['profile 1', ['Profile 1', 'profile 1'], 'profile 1'],
  ['Bu\u0308ro', ['Default', 'B\u00fcro'], 'B\u00fcro'],
] as const) {
  test(`EDGE_PROFILE_NAME=${name} on a disk with ${there.join(', ')} is ${taken}, as the disk spells it`, () => {
    const disk = diskWith(MAC, profileFiles(MAC, '/edge', [...there]));
    const plain = (file: string) => file.normalize('NFC').toLowerCase();
    const files = there.map((one) => plain(`/edge/${one}/Preferences`)).concat(plain('/edge/Local State'));
    const knowsNoCase = { ...disk, isFile: (file: string) => files.includes(plain(file)) };
    const given = search(MAC, knowsNoCase, { edgeProfileDir: '/edge', edgeProfileName: name });
    expect(locateProfile(given)?.profileName).toBe(taken);
  });
}

test('a missing folder is named, with what to do', () => {
  expect(refusal(search(LINUX, diskWith(LINUX, {}), { edgeProfileDir: '/gone' }))).toEqual({
    code: 'PROFILE_MISSING',
    exitCode: 2,
    message:
      '/gone: the profile folder does not exist (EDGE_PROFILE_DIR): correct EDGE_PROFILE_DIR, or set ' +
      'USE_PROFILE=false to work without one.',
  });
  expect(refusal(search(MAC, diskWith(MAC, {}))).message).toBe(
    '/Users/ana/Library/Application Support/Microsoft Edge: Microsoft Edge has no profile here: run npx po-batch ' +
      'sign-in, or set EDGE_PROFILE_DIR, or set USE_PROFILE=false to work without one.',
  );
});

test('a folder without Local State is no profile', () => {
  const given = search(LINUX, diskWith(LINUX, { '/docs/a.txt': '' }), { edgeProfileDir: '/docs' });
  expect(refusal(given)).toMatchObject({
    code: 'NOT_A_PROFILE',
    exitCode: 2,
    message: expect.stringMatching(/^\/docs: .*Local State.*correct EDGE_PROFILE_DIR\.$/),
  });
});

test('EDGE_PROFILE_DIR that names a profile inside the user-data folder is told which two settings it takes', () => {
  const folder = 'C:\\Edge\\User Data';
  const given = search(WINDOWS, diskWith(WINDOWS, profileFiles(WINDOWS, folder, ['Profile 1'])), {
    edgeProfileDir: `${folder}\\Profile 1`,
  });
  expect(refusal(given).message).toContain('set EDGE_PROFILE_DIR=C:\\Edge\\User Data and EDGE_PROFILE_NAME=Profile 1.');
});

test('a profile that is not there is answered with those that are, by folder and by shown name', () => {
  const localState = JSON.stringify({
    profile: { info_cache: { Default: { name: 'Default' }, 'Profile 1': { name: 'Work' } } },
  });
  const files = {
    ...profileFiles(LINUX, '/edge', ['Default', 'Profile 1', 'System Profile'], localState),
    '/edge/Crashpad/x': '',
  };
  expect(refusal(search(LINUX, diskWith(LINUX, files), { edgeProfileDir: '/edge', edgeProfileName: 'Work' }))).toEqual({
    code: 'PROFILE_NAME_UNKNOWN',
    exitCode: 2,
    message:
      '/edge: it has no profile Work; there are: Default, Profile 1 ("Work"): set EDGE_PROFILE_NAME to a ' +
      "folder's name.",
  });
});

test('a damaged Local State still lists the folders', () => {
  const given = search(LINUX, diskWith(LINUX, profileFiles(LINUX, '/edge', ['Default'], '{"profile":')), {
    edgeProfileDir: '/edge',
    edgeProfileName: 'X',
  });
  expect(refusal(given).message).toContain('there are: Default:');
});

const LOCKS: [string, Partial<ProfileDisk>, boolean][] = [
  [
    'a lock of a living Edge',
    { linkTarget: () => 'desk-42', isAlive: (pid) => pid === 42, text: () => '/opt/microsoft/msedge/msedge\0--type' },
    true,
  ],
  [
    'a lock of a living process that the system says nothing about',
    { linkTarget: () => 'desk-42', isAlive: () => true },
    true,
  ],
  ['a lock whose process is gone', { linkTarget: () => 'desk-42', isAlive: () => false }, false],
  [
    'a lock whose process number is another program now',
    { linkTarget: () => 'desk-42', isAlive: () => true, text: () => 'vim\0notes' },
    false,
  ],
  ['a lock of another host', { linkTarget: () => 'other-host-42', isAlive: () => true }, false],
  ['a lock that is no link of a browser', { linkTarget: () => 'nonsense', isAlive: () => true }, false],
  ['no lock', {}, false],
];
for (const [what, disk, inUse] of LOCKS) {
  test(`${what} ${inUse ? 'means in use' : 'is no hindrance'} on Linux`, () => {
    const given = search(LINUX, diskWith(LINUX, profileFiles(LINUX, '/edge'), disk), { edgeProfileDir: '/edge' });
    if (inUse)
      expect(refusal(given)).toMatchObject({
        code: 'PROFILE_IN_USE',
        exitCode: 2,
        message: expect.stringMatching(/^\/edge: .*close all its windows/),
      });
    else expect(locateProfile(given)?.userDataDir).toBe('/edge');
  });
}

test('a host name with a hyphen is read whole', () => {
  const disk = diskWith(MAC, profileFiles(MAC, '/edge'), {
    hostname: 'anas-mac-7',
    linkTarget: () => 'anas-mac-7-42',
    isAlive: (pid) => pid === 42,
  });
  expect(refusal(search(MAC, disk, { edgeProfileDir: '/edge' })).code).toBe('PROFILE_IN_USE');
});

for (const held of [true, false]) {
  test(`a lockfile on Windows that ${held ? 'is held open means in use' : 'nobody holds is no hindrance'}`, () => {
    const asked: string[] = [];
    const isHeldOpen = (file: string) => asked.push(file) > 0 && held;
    const given = search(WINDOWS, diskWith(WINDOWS, profileFiles(WINDOWS, 'C:\\Edge'), { isHeldOpen }), {
      edgeProfileDir: 'C:\\Edge',
    });
    if (held) expect(refusal(given).code).toBe('PROFILE_IN_USE');
    else expect(locateProfile(given)?.kind).toBe('given');
    expect(asked).toEqual(['C:\\Edge\\lockfile']);
  });
}

test('the real disk: a lock of a living process, of a dead one, and of none', ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'Windows has no such link.');
  const folder = testInfo.outputPath('edge');
  mkdirSync(path.join(folder, 'Default'), { recursive: true });
  writeFileSync(path.join(folder, 'Local State'), '{}');
  writeFileSync(path.join(folder, 'Default', 'Preferences'), '{}');
  const given = search(LINUX, { ...machineDisk, text: () => '' }, { edgeProfileDir: folder });
  expect(locateProfile(given)?.userDataDir).toBe(folder);
  const lock = path.join(folder, 'SingletonLock');
  symlinkSync(`${hostname()}-${process.pid}`, lock);
  expect(refusal(given).code).toBe('PROFILE_IN_USE');
  unlinkSync(lock);
  symlinkSync(`${hostname()}-4194304999`, lock);
  expect(locateProfile(given)?.userDataDir).toBe(folder);
});

test('the real disk: a file that may not be written counts as held open, a missing one does not', ({}, testInfo) => {
  const file = testInfo.outputPath('lockfile');
  expect(machineDisk.isHeldOpen(file)).toBe(false);
  writeFileSync(file, '');
  expect(machineDisk.isHeldOpen(file)).toBe(false);
  chmodSync(file, 0o444);
  // Root may write anything.
  expect(machineDisk.isHeldOpen(file)).toBe(process.getuid?.() !== 0);
});
