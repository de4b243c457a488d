import type { Listing, ListedFile } from './profile-listing';
import { unitOf } from './profile-parts';

/** Which parts of a profile changed while they were copied, so that their copy is inconsistent. Pure. */

export interface Problem {
  path: string;
  /** The disk's code; `CHANGED` for what another process writes to. */
  code: string;
}

/** Units with a file that appeared, vanished or changed between two listings of the source. */
export function changedBetween(before: Listing, after: Listing): Problem[] {
  const earlier = byPath(before.files);
  const later = byPath(after.files);
  const changed = [...later.values()].filter((file) => !sameFile(earlier.get(file.path), file));
  const vanished = before.files.filter(({ path }) => !later.has(path));
  return [...changed, ...vanished].map(({ path }) => ({ path, code: 'CHANGED' }));
}

/**
 * All files that must be copied again because one of their unit was not right, and those of such units that are gone.
 */
export function again(
  problems: Problem[],
  listing: Listing,
  copied: Iterable<string>,
): { files: ListedFile[]; gone: string[] } {
  const isDatabase = databaseFolders(listing.files);
  const units = new Set(problems.map(({ path }) => unitOf(path, isDatabase)));
  const inUnits = ({ path }: { path: string }) => units.has(unitOf(path, isDatabase));
  const there = byPath(listing.files);
  return {
    files: listing.files.filter(inUnits),
    gone: [...copied].filter((path) => !there.has(path) && inUnits({ path })),
  };
}

/**
 * Those of `problems` whose units are among `units`' units: what changes elsewhere meanwhile was right when it was
 * copied.
 */
export function within(problems: Problem[], units: Problem[], listing: Listing): Problem[] {
  const isDatabase = databaseFolders(listing.files);
  const wanted = new Set(units.map(({ path }) => unitOf(path, isDatabase)));
  return problems.filter(({ path }) => wanted.has(unitOf(path, isDatabase)));
}

function databaseFolders(files: ListedFile[]): (folder: string) => boolean {
  const folders = new Set(
    files.filter(({ path }) => path.endsWith('/CURRENT')).map(({ path }) => path.slice(0, -'/CURRENT'.length)),
  );
  return (folder) => folders.has(folder);
}

const byPath = (files: ListedFile[]) => new Map(files.map((file) => [file.path, file]));
const sameFile = (a: ListedFile | undefined, b: ListedFile) => a?.bytes === b.bytes && a.mtimeMs === b.mtimeMs;
