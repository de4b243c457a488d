import path from 'node:path';
import type { BrowserChoice } from '../../../batch/profile';
import type { MachineView } from '../model';
import { POLICY_NAMES, type PolicyValue } from './policy-table';

/** A policy as it is set on this computer, of those that the table knows; nothing else is read out. */
export interface SetPolicy {
  name: string;
  value: PolicyValue;
  /** The registry key or the file. */
  where: string;
}

export interface SetPolicies {
  policies: SetPolicy[];
  /** Paths that exist and could not be read. */
  unreadable: string[];
}

interface PolicyPaths {
  registry: string;
  folder: string;
  plist: string;
}

const EDGE: PolicyPaths = {
  registry: 'SOFTWARE\\Policies\\Microsoft\\Edge',
  folder: '/etc/opt/edge/policies/managed',
  plist: 'com.microsoft.Edge',
};
const CHROME: PolicyPaths = {
  registry: 'SOFTWARE\\Policies\\Google\\Chrome',
  folder: '/etc/opt/chrome/policies/managed',
  plist: 'com.google.Chrome',
};
const CHROMIUM: PolicyPaths = {
  registry: 'SOFTWARE\\Policies\\Chromium',
  folder: '/etc/chromium/policies/managed',
  plist: 'org.chromium.Chromium',
};

/** Policies that bind the person; recommended ones, which a preference overrules, are left out. */
export function readPolicies(
  machine: MachineView,
  browser: Pick<BrowserChoice, 'channel'> | undefined,
): Promise<SetPolicies> {
  const paths = browser?.channel === 'chrome' ? CHROME : browser && !browser.channel ? CHROMIUM : EDGE;
  if (machine.platform === 'win32') return fromRegistry(machine, paths.registry);
  if (machine.platform === 'darwin') return fromPropertyLists(machine, paths.plist);
  return Promise.resolve(fromFolder(machine, paths.folder));
}

/** By its full path: a `reg.exe` in the project's folder must not be what is started. */
const regOf = ({ env }: MachineView) => path.win32.join(env['SystemRoot'] || 'C:\\Windows', 'System32', 'reg.exe');
/** There on every Windows: when even this cannot be read, an empty answer says nothing. */
const ALWAYS_THERE = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

async function fromRegistry(machine: MachineView, key: string): Promise<SetPolicies> {
  const query = (from: string, ...args: string[]) => machine.run(regOf(machine), ['query', from, ...args]);
  const keys = ['HKLM', 'HKCU'].map((hive) => `${hive}\\${key}`);
  const [certain, ...texts] = await Promise.all([
    query(ALWAYS_THERE, '/v', 'CurrentBuild'),
    ...keys.map((from) => query(from)),
  ]);
  return {
    policies: texts.flatMap((text, index) => known(registryValues(text ?? ''), keys[index]!)),
    unreadable: certain === undefined ? keys : [],
  };
}

/**
 * `    Name    REG_DWORD    0x1`, as `reg query` prints values of a key itself; its subkeys are lines without a type.
 */
function registryValues(text: string): Record<string, unknown> {
  const values = [...text.matchAll(/^ {4}(\S+) {4}REG_(\w+) {4}(.*?)\r?$/gm)].map(
    ([, name, type, value]) => [name!, type === 'DWORD' ? Number(value) : value!.trim()] as const,
  );
  return Object.fromEntries(values);
}

async function fromPropertyLists(machine: MachineView, plist: string): Promise<SetPolicies> {
  const root = '/Library/Managed Preferences';
  const files = [root, path.posix.join(root, path.posix.basename(machine.homedir))]
    .map((folder) => path.posix.join(folder, `${plist}.plist`))
    .filter(machine.disk.isFile);
  const texts = await Promise.all(
    files.map((file) => machine.run('/usr/bin/plutil', ['-convert', 'json', '-o', '-', file])),
  );
  return gathered(files.map((file, index) => [file, texts[index]]));
}

function fromFolder({ disk, bytes }: MachineView, folder: string): SetPolicies {
  const files = disk
    .entries(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => path.posix.join(folder, name));
  return gathered(files.map((file) => [file, textOf(bytes(file))]));
}

const textOf = (content: Buffer | string) =>
  typeof content === 'string' ? undefined : content.toString('utf8').replace(/^\ufeff/, '');

function gathered(texts: [file: string, text: string | undefined][]): SetPolicies {
  const result: SetPolicies = { policies: [], unreadable: [] };
  for (const [file, text] of texts) {
    try {
      result.policies.push(...known(JSON.parse(text ?? '') as Record<string, unknown>, file));
    } catch {
      result.unreadable.push(file);
    }
  }
  return result;
}

function known(values: Record<string, unknown>, where: string): SetPolicy[] {
  return POLICY_NAMES.flatMap((name): SetPolicy[] => {
    const value = values[name];
    if (typeof value === 'boolean') return [{ name, value: Number(value), where }];
    return typeof value === 'number' || typeof value === 'string' ? [{ name, value, where }] : [];
  });
}
