import { createHash } from 'node:crypto';
import path from 'node:path';
import fs from 'fs-extra';
import { tree } from './run-batch';

/** What SQLite writes at the beginning of a database of `pages` pages, and nothing in them. */
export function emptyDatabase(pages = 2): Buffer {
  const file = Buffer.alloc(4_096 * pages);
  file.write('SQLite format 3\0', 'latin1');
  file.writeUInt16BE(4_096, 16);
  file.writeUInt32BE(7, 24);
  file.writeUInt32BE(pages, 28);
  file.writeUInt32BE(7, 92);
  file[100] = 13;
  return file;
}

/** A user-data folder in which nothing is real but its shape. */
export const PROFILE: Record<string, string | Buffer> = {
  'Local State': '{"os_crypt":{"encrypted_key":"k"}}',
  'Default/Preferences': '{"profile":{"name":"Ana"},"plugins":{"x":1},"browser":{"theme":2}}',
  'Default/Network/Cookies': emptyDatabase(),
  'Default/Cache/Cache_Data/data_0': 'cache',
  'Default/Extensions/abc/1.0/manifest.json': '{}',
  'Default/Extensions/abc/1.0/lockfile': "an extension's own",
  'Default/Local Storage/leveldb/CURRENT': 'MANIFEST-1',
  'Default/Local Storage/leveldb/000003.log': 'a',
  'Default/Sessions/Session_1': 'tabs',
  'Default/Grün 中.dat': 'x',
  'component_crx_cache/a': 'c',
};

export async function writeProfile(dir: string, files: Record<string, string | Buffer> = PROFILE): Promise<void> {
  await Promise.all(Object.entries(files).map(([name, content]) => fs.outputFile(path.join(dir, name), content)));
}

/** Every path with its content's hash, and modification times where they count. */
export async function fingerprint(dir: string): Promise<Record<string, string>> {
  const names = await tree(dir);
  const entries = names.filter((name) => !name.endsWith('/')).map(async (name) => {
    const full = path.join(dir, name);
    const stat = await fs.lstat(full);
    const hash = stat.isFile() ? createHash('sha256').update(await fs.readFile(full)).digest('hex') : 'no file';
    return [name, `${hash} ${Math.round(stat.mtimeMs)}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
