import { createHash } from 'node:crypto';
import path from 'node:path';
import fs from 'fs-extra';
import { tree } from './run-batch';

/** A whole database of so many pages with nothing in them: the first is an empty schema, the others are free. */
export function emptyDatabase(pages = 2): Buffer {
  const page = 4_096;
  const file = Buffer.alloc(page * pages);
  file.write('SQLite format 3\0', 'latin1');
  file.writeUInt16BE(page, 16);
  file.set([1, 1, 0, 64, 32, 32], 18);
  file.writeUInt32BE(7, 24);
  file.writeUInt32BE(pages, 28);
  file.writeUInt32BE(4, 44);
  file.writeUInt32BE(1, 56);
  file.writeUInt32BE(7, 92);
  file[100] = 13;
  file.writeUInt16BE(page, 105);
  if (pages === 1) return file;
  // The second page lists the free ones after it.
  file.writeUInt32BE(2, 32);
  file.writeUInt32BE(pages - 1, 36);
  file.writeUInt32BE(pages - 2, page + 4);
  for (let free = 3; free <= pages; free++) file.writeUInt32BE(free, page + 8 + 4 * (free - 3));
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
  const entries = names
    .filter((name) => !name.endsWith('/'))
    .map(async (name) => {
      const full = path.join(dir, name);
      const stat = await fs.lstat(full);
      const hash = stat.isFile()
        ? createHash('sha256')
            .update(await fs.readFile(full))
            .digest('hex')
        : 'no file';
      return [name, `${hash} ${Math.round(stat.mtimeMs)}`] as const;
    });
  return Object.fromEntries(await Promise.all(entries));
}
