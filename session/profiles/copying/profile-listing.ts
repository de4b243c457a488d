import { lstatSync, readdirSync, realpathSync, statSync, existsSync, type Stats } from 'node:fs';
import path from 'node:path';
import { whyLeftOut } from './profile-parts';
import { RAW_NAMES, rawPath, toRaw } from './raw-paths';

/** One file of a profile as it was found. `path` is relative, of raw names. */
export interface ListedFile {
  path: string;
  bytes: number;
  mtimeMs: number;
  /** Bytes that it takes on the disk; far fewer than `bytes` for a file with holes. */
  onDisk: number;
}

export interface Unreadable {
  path: string;
  code: string;
}

/** What there is to copy. */
export interface Listing {
  /** Parents first. */
  folders: string[];
  files: ListedFile[];
  leftOut: { path: string; reason: string }[];
  unreadable: Unreadable[];
}

/** Which profile to list, and whether without caches. */
export interface ListRequest {
  userDataDir: string;
  profileName: string;
  lean: boolean;
}

/**
 * Everything of one profile and of its user-data folder. Links are followed, since a copied link would let the copy's
 * browser write into what the link points to. Never throws: what cannot be read is named in the result.
 */
export function listProfile({ userDataDir, profileName, lean }: ListRequest): Listing {
  const listing: Listing = { folders: [], files: [], leftOut: [], unreadable: [] };
  const profile = toRaw(profileName);
  const visit = (folder: string, followed: string[]) => {
    for (const name of namesIn(userDataDir, folder, listing)) {
      const relative = folder === '' ? name : `${folder}/${name}`;
      const reason =
        whyLeftOut(relative, profile, lean) ??
        (folder === '' && isOtherProfile(userDataDir, name, profile) ? 'another profile' : undefined);
      if (reason) listing.leftOut.push({ path: relative, reason });
      else inspect(relative, followed);
    }
  };
  const inspect = (relative: string, followed: string[]) => {
    const full = rawPath(userDataDir, relative);
    try {
      const own = lstatSync(full);
      const stat = own.isSymbolicLink() ? statSync(full) : own;
      if (!stat.isDirectory()) return addFile(listing, relative, stat);
      const chain = own.isSymbolicLink() ? follow(full, followed) : followed;
      listing.folders.push(relative);
      visit(relative, chain);
    } catch (error) {
      const { code = 'EIO' } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && isDeadLink(full)) listing.leftOut.push({ path: relative, reason: 'a link to nothing' });
      else listing.unreadable.push({ path: relative, code });
    }
  };
  try {
    visit('', [realpathSync(userDataDir)]);
  } catch (error) {
    listing.unreadable.push({ path: '', code: (error as NodeJS.ErrnoException).code ?? 'EIO' });
  }
  return listing;
}

function namesIn(userDataDir: string, folder: string, listing: Listing): string[] {
  try {
    return readdirSync(rawPath(userDataDir, folder), RAW_NAMES as BufferEncoding).sort();
  } catch (error) {
    listing.unreadable.push({ path: folder, code: (error as NodeJS.ErrnoException).code ?? 'EIO' });
    return [];
  }
}

function addFile(listing: Listing, relative: string, stat: Stats): void {
  // Sockets and pipes belong to processes.
  if (!stat.isFile()) return;
  // Windows tells no blocks.
  listing.files.push({
    path: relative,
    bytes: stat.size,
    mtimeMs: stat.mtimeMs,
    onDisk: stat.blocks ? stat.blocks * 512 : stat.size,
  });
}

/** The folders entered so far by links; throws ELOOP when this link leads into one of them again, or above it. */
function follow(link: string | Buffer, followed: string[]): string[] {
  const real = realpathSync(link);
  if (followed.some((earlier) => `${earlier}${path.sep}`.startsWith(`${real}${path.sep}`)))
    throw Object.assign(new Error('loop'), { code: 'ELOOP' });
  return [...followed, real];
}

function isDeadLink(full: string | Buffer): boolean {
  try {
    return lstatSync(full).isSymbolicLink();
  } catch {
    return false;
  }
}

/** A folder with a `Preferences` file is a profile; the user's other profiles are not copied. */
const isOtherProfile = (userDataDir: string, name: string, profile: string) =>
  name !== profile && existsSync(rawPath(userDataDir, `${name}/Preferences`));
