import { join } from 'node:path';
import { KINDS, kindOf, type Kind } from './profile-parts';
import { listProfile, type ListedFile } from './profile-listing';
import { rawPath, shownPath, toRaw } from './raw-paths';
import { databaseFault, isDatabase, quickCheck, readHeader } from './sqlite-check';

export interface InspectRequest {
  userDataDir: string;
  profileName: string;
  /** Which databases are read as a whole; of the others the header. */
  check: 'every database' | 'cookies';
}

/** What a copy holds, and which of its databases are not whole. */
export interface CopyFacts {
  kinds: Record<Kind, KindTotals>;
  faults: { path: string; fault: string }[];
  /** True when the profile's cookie database is there, with pages in it. */
  cookies: boolean;
}

export interface KindTotals {
  files: number;
  bytes: number;
}

export function totalsByKind(files: ListedFile[], profileName: string): Record<Kind, KindTotals> {
  const totals = Object.fromEntries(KINDS.map((kind) => [kind, { files: 0, bytes: 0 }])) as Record<Kind, KindTotals>;
  for (const { path, bytes } of files) {
    const total = totals[kindOf(path, toRaw(profileName))];
    total.files++;
    total.bytes += bytes;
  }
  return totals;
}

/** Reads a finished copy: its files by kind, and the databases that lie where Chromium keeps them. */
export function inspectCopy({ userDataDir, profileName, check }: InspectRequest): CopyFacts {
  const { files } = listProfile({ userDataDir, profileName, lean: false });
  const profile = toRaw(profileName);
  const facts: CopyFacts = { kinds: totalsByKind(files, profileName), faults: [], cookies: false };
  for (const { path } of files) {
    const [folder, name, inner, deeper] = path.split('/');
    if (folder !== profile || name === undefined || deeper !== undefined || (inner !== undefined && name !== 'Network'))
      continue;
    const file = rawPath(userDataDir, path);
    const { header, bytes } = readHeader(file);
    const cookies = (inner ?? name) === 'Cookies' && isDatabase(header);
    if (cookies) facts.cookies = true;
    // SQLite takes paths in UTF-8 only. Browsers give no file another name.
    const read = isDatabase(header) && toRaw(shownPath(path)) === path && (cookies || check === 'every database');
    const fault =
      databaseFault(header, bytes) ?? (read ? quickCheck(join(userDataDir, shownPath(path)), header) : undefined);
    if (fault) facts.faults.push({ path, fault });
  }
  return facts;
}
