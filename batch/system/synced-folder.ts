import { pathsOf, type System } from '../profile';

/**
 * Whether a folder is kept in step with a cloud by OneDrive, SharePoint, Dropbox, Google Drive or iCloud: there a lock
 * that one computer sets reaches the other seconds or minutes later, and protects nobody. Pure: decided by the path and
 * by what the services put into the environment; every system's answer is tested on any other.
 */
export function syncServiceOf(folder: string, system: System): string | undefined {
  const { platform, homedir } = system;
  const { sep } = pathsOf(platform);
  const parts = folder.split(/[\\/]/).filter(Boolean);
  const inHome = within(folder, homedir, platform)?.split(sep) ?? [];
  if (platform === 'win32') return byEnvironment(folder, system) ?? onWindows(parts, folder) ?? byName(inHome, system);
  if (platform === 'darwin') return onMac(inHome) ?? byName(inHome, system);
  return byName(inHome, system);
}

/** OneDrive says where it is: the only trace when somebody moved its folder. */
function byEnvironment(folder: string, { platform, env }: System): string | undefined {
  const roots = ['OneDrive', 'OneDriveCommercial', 'OneDriveConsumer']
    .map((name) => env[name])
    .filter((root): root is string => Boolean(root));
  return roots.some((root) => within(folder, root, platform) !== undefined) ? 'OneDrive' : undefined;
}

function onWindows(parts: string[], folder: string): string | undefined {
  // Mapped as a drive, or by its address: `\\contoso.sharepoint.com@SSL\DavWWWRoot\sites\…`.
  if (/^[\\/]{2}[^\\/]+\.sharepoint\.com(@ssl)?[\\/]/i.test(folder)) return 'SharePoint';
  const top = parts.slice(1, 3).map((part) => part.toLowerCase());
  // Google Drive's own drive letter.
  if (/^[a-z]:$/i.test(parts[0] ?? '') && ['my drive', 'shared drives', 'other computers'].includes(top[0] ?? ''))
    return 'Google Drive';
  return undefined;
}

/** macOS keeps what providers sync in one parent folder, with a folder for each account. */
function onMac([library, parent, account = '']: string[]): string | undefined {
  if (library !== 'Library') return undefined;
  if (parent === 'Mobile Documents') return 'iCloud Drive';
  if (parent !== 'CloudStorage') return undefined;
  if (/^OneDrive-SharedLibraries/i.test(account)) return 'SharePoint';
  return byName([account.replace(/-.*/s, '')], { env: {} }) ?? 'a cloud storage';
}

/**
 * Folders that the services make in the home folder: `OneDrive - Contoso`, `Dropbox (Contoso)`, `Contoso Dropbox`, …
 */
function byName([top = '']: string[], { env }: Pick<System, 'env'>): string | undefined {
  if (/^onedrive( - .+)?$/i.test(top)) return 'OneDrive';
  if (/^dropbox( \(.+\))?$|^.+ dropbox$/i.test(top)) return 'Dropbox';
  if (/^(google ?drive|my drive)( .*)?$/i.test(top)) return 'Google Drive';
  if (/^icloud ?drive$/i.test(top)) return 'iCloud Drive';
  // SharePoint's libraries lie beside OneDrive's folder, under the company's name alone.
  const company = / - ([^\\/]+)$/.exec(env['OneDriveCommercial'] ?? '')?.[1];
  return company !== undefined && company.toLowerCase() === top.toLowerCase() ? 'SharePoint' : undefined;
}

/** The path of `inner` below `outer`, '' for itself; undefined when it lies elsewhere. Case counts on Linux only. */
function within(inner: string, outer: string, platform: NodeJS.Platform): string | undefined {
  const paths = pathsOf(platform);
  const same = (text: string) => (platform === 'linux' ? text : text.toLowerCase());
  const relative = paths.relative(same(paths.resolve(outer)), same(paths.resolve(inner)));
  if (relative === '..' || relative.startsWith(`..${paths.sep}`) || paths.isAbsolute(relative)) return undefined;
  return relative === '' ? '' : paths.resolve(inner).slice(-relative.length);
}
