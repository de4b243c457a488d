import path from 'node:path';

/**
 * Everything that differs between systems: where browsers are installed, where Edge keeps its profiles, where this
 * batch keeps its own, which file says that a profile is in use. Pure: the system is passed in, so that every
 * system's answer is tested on any other.
 */
export interface System {
  platform: NodeJS.Platform;
  env: Record<string, string | undefined>;
  homedir: string;
}

/** Path rules of the given system, not of the one that this runs on. */
export const pathsOf = (platform: NodeJS.Platform) => (platform === 'win32' ? path.win32 : path.posix);

/** `~/x` as people write it; no shell has expanded it in `.env`. */
export function withHome(file: string, { platform, homedir }: Pick<System, 'platform' | 'homedir'>): string {
  return /^~(?=[\\/]|$)/.test(file) ? pathsOf(platform).join(homedir, file.slice(1)) : file;
}

/** Edge's user-data folder of everyday work: the folder with `Local State` in it. */
export function everydayEdgeDir({ platform, env, homedir }: System): string {
  if (platform === 'win32') return path.win32.join(localAppData(env, homedir), 'Microsoft', 'Edge', 'User Data');
  if (platform === 'darwin') return path.posix.join(homedir, 'Library', 'Application Support', 'Microsoft Edge');
  return path.posix.join(absoluteOr(env['XDG_CONFIG_HOME'], path.posix.join(homedir, '.config')), 'microsoft-edge');
}

/** Folder for what this tool keeps per user, outside any project. */
export function ownDataDir({ platform, env, homedir }: System): string {
  const name = 'playwright-po-batch';
  if (platform === 'win32') return path.win32.join(localAppData(env, homedir), name);
  if (platform === 'darwin') return path.posix.join(homedir, 'Library', 'Application Support', name);
  return path.posix.join(absoluteOr(env['XDG_DATA_HOME'], path.posix.join(homedir, '.local', 'share')), name);
}

/** User-data folder of the batch's own profile, which `po-batch sign-in` makes. */
export function ownProfileDir(system: System): string {
  return pathsOf(system.platform).join(ownDataDir(system), 'profile');
}

/** Where downloads go unless DOWNLOAD_FOLDER says otherwise. */
export function defaultDownloadFolder({ platform, homedir }: Pick<System, 'platform' | 'homedir'>): string {
  return pathsOf(platform).join(homedir, 'Downloads', 'CoupaDownloads');
}

/**
 * The file in a user-data folder that exists while a browser uses it. A link `<host>-<pid>` where browsers can be
 * asked by process id; on Windows a file that the browser keeps open and nobody else can open for writing.
 */
export function inUseFile(platform: NodeJS.Platform): { name: string; kind: 'link-to-owner' | 'held-open' } {
  return platform === 'win32'
    ? { name: 'lockfile', kind: 'held-open' }
    : { name: 'SingletonLock', kind: 'link-to-owner' };
}

/** Where each browser's program may be, best first. The first two lists are those of Playwright's channels. */
export function browserPrograms({ platform, env }: Pick<System, 'platform' | 'env'>): BrowserPrograms {
  if (platform === 'win32') {
    const roots = windowsProgramRoots(env);
    const under = (...parts: string[]) => roots.map((root) => path.win32.join(root, ...parts));
    return {
      edge: under('Microsoft', 'Edge', 'Application', 'msedge.exe'),
      chrome: under('Google', 'Chrome', 'Application', 'chrome.exe'),
      chromium: under('Chromium', 'Application', 'chrome.exe'),
    };
  }
  if (platform === 'darwin') {
    const app = (name: string) => [`/Applications/${name}.app/Contents/MacOS/${name}`];
    return { edge: app('Microsoft Edge'), chrome: app('Google Chrome'), chromium: app('Chromium') };
  }
  return {
    edge: ['/opt/microsoft/msedge/msedge'],
    chrome: ['/opt/google/chrome/chrome'],
    chromium: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'],
  };
}

export interface BrowserPrograms {
  edge: string[];
  chrome: string[];
  chromium: string[];
}

function localAppData(env: System['env'], homedir: string): string {
  return env['LOCALAPPDATA'] || path.win32.join(homedir, 'AppData', 'Local');
}

/** The XDG rules say that a relative path there counts as not set; without this a profile would land in the project. */
function absoluteOr(value: string | undefined, fallback: string): string {
  return value && path.posix.isAbsolute(value) ? value : fallback;
}

function windowsProgramRoots(env: System['env']): string[] {
  const drive = env['HOMEDRIVE'];
  const roots = [env['LOCALAPPDATA'], env['PROGRAMFILES'], env['PROGRAMFILES(X86)']];
  // Some services start without PROGRAMFILES: Edge would be reported missing on a machine that has it.
  if (drive) roots.push(`${drive}\\Program Files`, `${drive}\\Program Files (x86)`);
  return [...new Set(roots.filter((root): root is string => Boolean(root)))];
}
