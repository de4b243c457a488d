import { BatchError } from '../errors/errors';
import { everydayEdgeDir, inUseFile, ownDataDir, ownProfileDir, pathsOf, withHome, type System } from './edge-paths';
import { machineDisk, type ProfileDisk } from './profile-disk';
import type { Settings } from '../settings/settings';

/** Which profile a run works with copies of. */
export interface ProfileSource {
  /** User-data folder, the one with `Local State` in it. Only ever read. */
  userDataDir: string;
  /** Name of the profile's folder in it. */
  profileName: string;
  /** The batch's own (made by sign-in), Edge's everyday one, or the one that EDGE_PROFILE_DIR gives. */
  kind: 'own' | 'everyday' | 'given';
}

export interface ProfileSearch extends System {
  /** Folder of the config, from which a relative EDGE_PROFILE_DIR counts. */
  rootDir: string;
  settings: Pick<Settings, 'useProfile' | 'edgeProfileDir' | 'edgeProfileName'> &
    Partial<Pick<Settings, 'allowRunningEdge' | 'sessionFile'>>;
  disk?: ProfileDisk;
}

/** Chromium's own name for the first profile of a user-data folder; the batch's own folder has only this one. */
const FIRST_PROFILE = 'Default';
const SIGN_IN = 'npx po-batch sign-in';

/**
 * Which profile to copy; undefined with USE_PROFILE=false and with SESSION_FILE, which needs none of this computer's.
 * Throws a BatchError (exit 2) with one line when there is
 * none that can be copied. Synchronous, because it is asked while the config loads.
 *
 * On Windows the everyday profile is never the default: its cookies are bound to its folder, so a copy is signed out,
 * and Edge keeps its files locked.
 */
export function locateProfile(search: ProfileSearch): ProfileSource | undefined {
  const { settings, disk = machineDisk } = search;
  if (!settings.useProfile || settings.sessionFile) return undefined;
  const source = asOnDisk(chooseSource(search, disk), disk);
  refuseUnlessProfile(source, search, disk);
  // On Windows the cookies are locked then, and no setting opens them.
  if (!settings.allowRunningEdge || search.platform === 'win32')
    refuseIfInUse(source.userDataDir, search.platform, disk);
  return source;
}

/** Beside the own profile, not in it: a sign-in that was given up leaves a profile, and that one must not be taken. */
export function signedInMarker(system: System): string {
  return pathsOf(system.platform).join(ownDataDir(system), 'signed-in.json');
}

/** Throws `PROFILE_IN_USE` when a browser is working in the folder: a copy of it would be torn. */
export function refuseIfInUse(userDataDir: string, platform: NodeJS.Platform, disk: ProfileDisk = machineDisk): void {
  const { name, kind } = inUseFile(platform);
  const file = pathsOf(platform).join(userDataDir, name);
  const used = kind === 'held-open' ? disk.isHeldOpen(file) : hasLivingOwner(disk.linkTarget(file), platform, disk);
  if (!used) return;
  throw new BatchError(
    'PROFILE_IN_USE',
    `${userDataDir}: a running Microsoft Edge is using this profile: close all its windows (and its icon near the clock), then start again${platform === 'win32' ? '' : '; or set ALLOW_RUNNING_EDGE=true, sign-ins of the last half minute may then be missing'}.`,
  );
}

function chooseSource(search: ProfileSearch, disk: ProfileDisk): ProfileSource {
  const { settings, platform } = search;
  if (settings.edgeProfileDir) {
    const userDataDir = pathsOf(platform).resolve(search.rootDir, withHome(settings.edgeProfileDir, search));
    return { userDataDir, profileName: settings.edgeProfileName, kind: 'given' };
  }
  const own = ownProfileDir(search);
  if (disk.isFile(signedInMarker(search)) && disk.isFolder(own)) {
    return { userDataDir: own, profileName: FIRST_PROFILE, kind: 'own' };
  }
  if (platform === 'win32') {
    throw new BatchError(
      'PROFILE_SIGN_IN_NEEDED',
      `${own}: the batch has no signed-in profile yet: run ${SIGN_IN} once, then start again.`,
    );
  }
  return { userDataDir: everydayEdgeDir(search), profileName: settings.edgeProfileName, kind: 'everyday' };
}

/**
 * With the profile's name as the disk spells it. Disks of Windows and macOS find `default` too, but what is copied is
 * told by the names that the disk lists: the profile itself would be left out, and every worker be signed out.
 */
function asOnDisk(source: ProfileSource, disk: ProfileDisk): ProfileSource {
  const names = disk.entries(source.userDataDir);
  if (names.includes(source.profileName)) return source;
  const same = names.find((name) => nameKey(name) === nameKey(source.profileName));
  return same === undefined ? source : { ...source, profileName: same };
}

const nameKey = (name: string) => name.normalize('NFC').toLowerCase();

function refuseUnlessProfile(
  { userDataDir, profileName, kind }: ProfileSource,
  { platform }: System,
  disk: ProfileDisk,
): void {
  const paths = pathsOf(platform);
  const instead = kind === 'given' ? 'correct EDGE_PROFILE_DIR' : `run ${SIGN_IN}, or set EDGE_PROFILE_DIR`;
  if (!disk.isFolder(userDataDir)) {
    const what =
      kind === 'given' ? 'the profile folder does not exist (EDGE_PROFILE_DIR)' : 'Microsoft Edge has no profile here';
    throw new BatchError(
      'PROFILE_MISSING',
      `${userDataDir}: ${what}: ${instead}, or set USE_PROFILE=false to work without one.`,
    );
  }
  if (!disk.isFile(paths.join(userDataDir, 'Local State'))) {
    const parent = paths.dirname(userDataDir);
    const inner = disk.isFile(paths.join(parent, 'Local State'));
    const todo = inner
      ? `set EDGE_PROFILE_DIR=${parent} and EDGE_PROFILE_NAME=${paths.basename(userDataDir)}`
      : instead;
    throw new BatchError(
      'NOT_A_PROFILE',
      `${userDataDir}: this is not a user-data folder, it has no file Local State in it: ${todo}.`,
    );
  }
  if (disk.isFile(paths.join(userDataDir, profileName, 'Preferences'))) return;
  const there = profilesIn(userDataDir, platform, disk);
  const list = there.length ? `there are: ${there.join(', ')}` : 'there is none in it';
  throw new BatchError(
    'PROFILE_NAME_UNKNOWN',
    `${userDataDir}: it has no profile ${profileName}; ${list}: set EDGE_PROFILE_NAME to a folder's name.`,
  );
}

/** Folder names, with the name that Edge shows where it differs: people know their profiles by that one. */
function profilesIn(userDataDir: string, platform: NodeJS.Platform, disk: ProfileDisk): string[] {
  const paths = pathsOf(platform);
  const shown = shownNames(disk.text(paths.join(userDataDir, 'Local State')));
  return disk
    .entries(userDataDir)
    .filter((name) => name !== 'System Profile' && name !== 'Guest Profile')
    .filter((name) => disk.isFile(paths.join(userDataDir, name, 'Preferences')))
    .sort()
    .map((name) => (shown[name] && shown[name] !== name ? `${name} ("${shown[name]}")` : name));
}

function shownNames(localState: string): Record<string, string> {
  try {
    const { profile } = JSON.parse(localState) as { profile?: { info_cache?: Record<string, { name?: unknown }> } };
    return Object.fromEntries(
      Object.entries(profile?.info_cache ?? {}).map(([folder, { name }]) => [folder, String(name ?? '')]),
    );
  } catch {
    return {};
  }
}

/**
 * The link names `<host>-<pid>`. A link of another host is stale: container names change with every start. A process
 * number may have been given to another program since; where the system tells, only a browser's counts, or a profile
 * would be "in use" for ever with no window to close.
 */
function hasLivingOwner(target: string | undefined, platform: NodeJS.Platform, disk: ProfileDisk): boolean {
  const [, host, pid] = /^(.*)-(\d+)$/.exec(target ?? '') ?? [];
  if (!pid || host !== disk.hostname || !disk.isAlive(Number(pid))) return false;
  const commandLine = platform === 'linux' ? disk.text(`/proc/${pid}/cmdline`) : '';
  return commandLine === '' || /edge|chrom/i.test(commandLine);
}
