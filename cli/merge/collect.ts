import path from 'node:path';
import fs from 'fs-extra';
import { moveFile, sameContent } from '../../session/files';

/** Brings the PO folders of shards into one tree. */

/** A PO's folder as its shard knew it. */
export interface Placed {
  po: string;
  folder: string;
}

export interface CollectOptions {
  /** Files or folders that hold the shards' download folders, wherever in them. */
  sources: readonly string[];
  target: string;
  /** Folders from the download folder down to the PO's own: one for the supplier, or the hierarchy's, and its own. */
  depth: number;
  /** The shards' own files stay. */
  copy: boolean;
}

export interface Collected {
  /** Where each PO's folder is now. */
  folders: Map<string, string>;
  moved: number;
  /** Files that lie there already with other content: theirs stays, and ours stays where it was. */
  differing: string[];
  /** POs whose folder is nowhere below the given paths. */
  missing: string[];
}

/**
 * Below `target` each PO gets the folders that it had below its shard's download folder. Done again it changes nothing;
 * a file with other content is never replaced.
 */
export async function collect(
  placed: readonly Placed[],
  { sources, target, depth, copy }: CollectOptions,
): Promise<Collected> {
  const result: Collected = { folders: new Map(), moved: 0, differing: [], missing: [] };
  const found = await foldersByName(sources, new Set(placed.map(({ folder }) => baseOf(folder))), target);
  for (const one of placed) {
    const below = partsOf(one.folder).slice(-depth);
    const to = path.join(target, ...below);
    const from = [one.folder, ...(found.get(baseOf(one.folder)) ?? [])].filter((folder) => endsWith(folder, below));
    const here = await firstFolder(from.filter((folder) => path.resolve(folder) !== path.resolve(to)));
    if (here) await bring(here, to, copy, result);
    if (await isFolder(to)) result.folders.set(one.po, to);
    else result.missing.push(one.po);
  }
  return result;
}

async function bring(from: string, to: string, copy: boolean, result: Collected): Promise<void> {
  await fs.ensureDir(to);
  for (const entry of await fs.readdir(from, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const [source, file] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (await fs.pathExists(file)) {
      if (!(await sameContent(source, file).catch(() => false))) result.differing.push(file);
      else if (!copy) await fs.remove(source);
      continue;
    }
    if (copy) await copyWhole(source, file);
    else await moveFile(source, file);
    result.moved++;
  }
  // Only when nothing is left in it: what differs, and what a person put there, stays.
  if (!copy) await fs.rmdir(from).catch(() => undefined);
}

/** Under a name of its own first: a copy that was cut short must not pass for the whole file. */
async function copyWhole(from: string, to: string): Promise<void> {
  const part = `${to}.part`;
  try {
    await fs.copyFile(from, part);
    await moveFile(part, to);
  } finally {
    await fs.remove(part);
  }
}

/** The shard may have run on another system: both kinds of separator. */
const partsOf = (folder: string) => folder.split(/[\\/]+/).filter((part) => !['', '.', '..'].includes(part));
const baseOf = (folder: string) => partsOf(folder).at(-1) ?? '';

const endsWith = (folder: string, below: readonly string[]) =>
  partsOf(folder).slice(-below.length).join('/') === below.join('/');

/** Folders with these names below the given paths, in whatever depth a download of artifacts has put them. */
async function foldersByName(
  sources: readonly string[],
  names: ReadonlySet<string>,
  target: string,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const visit = async (folder: string): Promise<void> => {
    if (path.resolve(folder) === path.resolve(target)) return;
    for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name === 'node_modules' || entry.name === '.git') continue;
      const full = path.join(folder, entry.name);
      if (names.has(entry.name)) found.set(entry.name, [...(found.get(entry.name) ?? []), full]);
      else await visit(full);
    }
  };
  for (const source of sources) if (await isFolder(source)) await visit(source);
  return found;
}

async function firstFolder(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) if (await isFolder(folder)) return folder;
  return undefined;
}

const isFolder = (folder: string) =>
  fs.stat(folder).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
