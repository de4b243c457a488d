import path from 'node:path';
import { pathsOf } from '../../../batch/profile/edge-paths';
import type { ProfileDisk } from '../../../batch/profile/profile-disk';
import { resolveSettings } from '../../../batch/settings/settings';
import { contextOf, type Context } from '../../../cli/doctor/model/context';
import type { MachineView } from '../../../cli/doctor/model/machine-view';

export const HOMES = { win32: 'C:\\Users\\ann', darwin: '/Users/ann', linux: '/home/ann' } as const;
export type Platform = keyof typeof HOMES;
export const NOW = Date.parse('2026-11-24T12:00:00Z');

export interface FakeParts extends Partial<Omit<MachineView, 'platform' | 'disk' | 'bytes' | 'run'>> {
  /** Content by path; a number is an error that the file cannot be read with (16 is EBUSY). */
  files?: Record<string, string | Buffer | 16>;
  /** What a command line prints; any other ends with an error. */
  programs?: Record<string, string>;
}

/** A computer of the given system on which only this is there. */
export function fakeView(platform: Platform, { files = {}, programs = {}, ...parts }: FakeParts = {}): MachineView {
  const paths = pathsOf(platform);
  const names = Object.keys(files);
  const bytes = (file: string) =>
    files[file] === undefined ? 'ENOENT' : files[file] === 16 ? 'EBUSY' : Buffer.from(files[file]);
  const below = (folder: string) =>
    names
      .filter((name) => name.startsWith(folder + paths.sep))
      .map((name) => name.slice(folder.length + 1).split(paths.sep)[0]!);
  const disk: ProfileDisk = {
    isFile: (file) => file in files,
    isFolder: (folder) => below(folder).length > 0,
    entries: (folder) => [...new Set(below(folder))],
    text: (file) => (Buffer.isBuffer(bytes(file)) ? bytes(file).toString() : ''),
    linkTarget: (file) => (paths.basename(file) === 'SingletonLock' && file in files ? String(files[file]) : undefined),
    isHeldOpen: (file) => files[file] === 16,
    isAlive: () => true,
    hostname: 'desk',
  };
  return {
    platform,
    env:
      platform === 'win32'
        ? {
            LOCALAPPDATA: `${HOMES.win32}\\AppData\\Local`,
            'PROGRAMFILES(X86)': 'C:\\Program Files (x86)',
            SystemRoot: 'C:\\Windows',
          }
        : {},
    homedir: HOMES[platform],
    now: NOW,
    arch: 'x64',
    release: '10.0',
    node: 'v22.1.0',
    root: false,
    cores: 8,
    load: {
      platform,
      read: async (file) => (typeof files[file] === 'string' ? files[file] : undefined),
      totalmem: () => 16 * 1024 ** 3,
      availableMemory: async () => 8 * 1024 ** 3,
    },
    disk,
    tmpdir: platform === 'win32' ? 'C:\\Temp' : '/tmp',
    playwrightChromium: '/nowhere/chrome',
    bytes,
    realPath: (folder) => folder,
    run: async (program, args) => programs[[program, ...args].join(' ')],
    space: async () => ({ free: 50e9, reflink: false }),
    listProfile: () => ({
      folders: [],
      files: [{ path: 'Local State', bytes: 3e6, mtimeMs: 0, onDisk: 3e6 }],
      leftOut: [],
      unreadable: [],
    }),
    ask: async () => 200,
    lookAtStore: async () => ({ place: 'db:5432/po' }),
    ...parts,
  };
}

/** A batch on that computer, with the settings as the environment would give them. */
export function contextOn(machine: MachineView, environment: Record<string, string> = {}): Context {
  return contextOf(machine, path.resolve('/project'), {
    settings: resolveSettings({ environment: { BASE_URL: 'https://acme.coupahost.com', ...environment } }),
    sample: false,
  });
}

export const EDGE_AT: Record<Platform, string> = {
  win32: 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  darwin: '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  linux: '/opt/microsoft/msedge/msedge',
};

export const OWN_DATA: Record<Platform, string> = {
  win32: `${HOMES.win32}\\AppData\\Local\\playwright-po-batch`,
  darwin: `${HOMES.darwin}/Library/Application Support/playwright-po-batch`,
  linux: `${HOMES.linux}/.local/share/playwright-po-batch`,
};

/** The batch's own profile as sign-in leaves it, four days ago. */
export function ownProfile(
  platform: Platform,
  cookies: string | Buffer | 16 = '.acme.coupahost.com v10',
): NonNullable<FakeParts['files']> {
  const { join } = pathsOf(platform);
  const data = OWN_DATA[platform];
  return {
    [join(data, 'signed-in.json')]: JSON.stringify({
      portal: 'https://acme.coupahost.com',
      signedInAt: '2026-11-20T12:00:00Z',
    }),
    [join(data, 'profile', 'Local State')]: '{}',
    [join(data, 'profile', 'Default', 'Preferences')]: '{}',
    ...(cookies !== '' && {
      [`${join(data, 'profile')}${pathsOf(platform).sep}${join('Default', 'Network', 'Cookies')}`]: cookies,
    }),
  };
}
