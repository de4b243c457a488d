/**
 * What a copy of a profile leaves out, one reason per entry, and what kinds of content a profile has. Pure; paths are
 * relative to the user-data folder, with `/`.
 */
export interface LeftOut {
  /** A path, or with `*` as its first part: in the profile's own folder, whatever its name. */
  path: string;
  reason: string;
  /** Left out only with PROFILE_COPY=lean. */
  lean?: true;
}

const perProcess = (path: string): LeftOut => ({ path, reason: 'made anew by every browser process' });
const rebuilt = (path: string): LeftOut => ({
  path,
  reason: 'a cache that the browser builds again by itself',
  lean: true,
});

const LEFT_OUT: readonly LeftOut[] = [
  {
    path: 'SingletonLock',
    reason: 'names the process that uses the folder; with it in the copy no browser starts there',
  },
  { path: 'SingletonCookie', reason: 'belongs to SingletonLock' },
  { path: 'SingletonSocket', reason: 'belongs to SingletonLock' },
  { path: 'lockfile', reason: "Windows' form of SingletonLock, held open by the browser that uses the folder" },
  {
    path: 'DevToolsActivePort',
    reason: "the debugging port of the browser that uses the folder: the copy's browser has its own",
  },
  perProcess('RunningChromeVersion'),
  { path: 'Crashpad', reason: 'dumps of earlier crashes, and a database that the crash handler holds open' },
  rebuilt('*/Cache'),
  rebuilt('*/Code Cache'),
  rebuilt('*/GPUCache'),
  rebuilt('*/DawnCache'),
  rebuilt('*/DawnGraphiteCache'),
  rebuilt('*/DawnWebGPUCache'),
  rebuilt('*/Media Cache'),
  rebuilt('ShaderCache'),
  rebuilt('GrShaderCache'),
  rebuilt('GraphiteDawnCache'),
  rebuilt('GPUPersistentCache'),
  rebuilt('component_crx_cache'),
  rebuilt('extensions_crx_cache'),
  rebuilt('BrowserMetrics'),
  rebuilt('BrowserMetrics-spare.pma'),
];

const BY_PATH = new Map(LEFT_OUT.map((entry) => [entry.path, entry]));

/**
 * Why this file or folder is not copied; undefined when it is. Further down a file of such a name is an extension's
 * own.
 */
export function whyLeftOut(relative: string, profileName: string, lean: boolean): string | undefined {
  const entry = entryAt(relative, profileName);
  return entry && (lean || !entry.lean) ? entry.reason : undefined;
}

/**
 * True for content of caches: torn by a browser that writes meanwhile, it is thrown away by the next one, and nothing
 * is lost.
 */
export function isRebuilt(relative: string, profileName: string): boolean {
  const parts = relative.split('/');
  return [1, 2].some((depth) => entryAt(parts.slice(0, depth).join('/'), profileName)?.lean === true);
}

function entryAt(relative: string, profileName: string): LeftOut | undefined {
  const inProfile = relative.startsWith(`${profileName}/`) ? `*${relative.slice(profileName.length)}` : relative;
  return BY_PATH.get(inProfile);
}

/** Kinds in the order in which they are reported. */
export const KINDS = ['cookies', 'site storage', 'extensions', 'history and settings', 'caches', 'other'] as const;
export type Kind = (typeof KINDS)[number];

const KIND_BY_NAME: readonly [RegExp, Kind][] = [
  [/^(Network\/)?(Cookies|Trust Tokens)(-journal|-wal|-shm)?$/, 'cookies'],
  [
    /^(Local Storage|Session Storage|IndexedDB|Service Worker|WebStorage|databases|File System|blob_storage|Storage|shared_proto_db|SharedStorage.*)(\/|$)/,
    'site storage',
  ],
  [
    /^(Extensions|Extension (State|Rules|Scripts)|Local Extension Settings|Sync Extension Settings|Managed Extension Settings)(\/|$)/,
    'extensions',
  ],
  [
    /^(Preferences|Secure Preferences|History|Bookmarks|Login Data|Web Data|Favicons|Top Sites|Shortcuts|Sessions|Visited Links)/,
    'history and settings',
  ],
];

/** What kind of content a file is. */
export function kindOf(relative: string, profileName: string): Kind {
  if (relative === 'Local State') return 'history and settings';
  if (isRebuilt(relative, profileName)) return 'caches';
  if (!relative.startsWith(`${profileName}/`)) return 'other';
  const within = relative.slice(profileName.length + 1);
  return KIND_BY_NAME.find(([pattern]) => pattern.test(within))?.[1] ?? 'other';
}

/** Where Chromium keeps cookies: since version 96 in `Network`, before that beside the preferences. */
export const cookieFiles = (profileName: string) => [`${profileName}/Network/Cookies`, `${profileName}/Cookies`];

/**
 * Files that belong together and must be copied in one consistent state: a LevelDB folder (it has a file CURRENT), or a
 * database with its journal. `folderIsDatabase` tells of the folder that the file lies in. Returns the unit's name.
 */
export function unitOf(relative: string, folderIsDatabase: (folder: string) => boolean): string {
  const folder = relative.slice(0, Math.max(0, relative.lastIndexOf('/')));
  return folderIsDatabase(folder) ? `${folder}/` : relative.replace(/-(journal|wal|shm)$/, '');
}
