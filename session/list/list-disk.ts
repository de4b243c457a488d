import { rename } from 'node:fs/promises';
import path from 'node:path';
import fs from 'fs-extra';

/** The disk as the write-back uses it; tests fake a file that another program holds. */
export interface ListDisk {
  read(file: string): Promise<Buffer>;
  /** Another text for each save of the file by whomever, and when there is no file. */
  version(file: string): Promise<string>;
  /**
   * Replaces the file as a whole: whoever reads it sees the old or the new content, never a part. False, with nothing
   * changed, when the file is no longer of this version.
   */
  replace(file: string, content: string | Buffer, version?: string): Promise<boolean>;
  copy(from: string, to: string): Promise<void>;
}

export const listDisk: ListDisk = {
  read: (file) => fs.readFile(file),
  version: (file) =>
    fs.promises.stat(file, { bigint: true }).then(
      // With the inode, since programs that save by renaming may keep the time and the size.
      ({ ino, size, mtimeNs }) => `${ino} ${size} ${mtimeNs}`,
      () => 'none',
    ),
  async replace(file, content, version) {
    // A list that is a link to one elsewhere must stay a link, with the results where it leads.
    const real = await fs.realpath(file).catch(() => file);
    const temporary = path.join(path.dirname(real), `.${path.basename(real)}.${process.pid}.tmp`);
    try {
      const handle = await fs.promises.open(temporary, 'w', await modeOf(real));
      try {
        await handle.writeFile(content);
        // Renamed before it is on the disk, a power cut would leave an empty list.
        await handle.sync();
      } finally {
        await handle.close();
      }
      // As late as can be: what a person saved while the results were merged would be lost by the renaming.
      if (version !== undefined && version !== (await listDisk.version(file))) {
        await fs.remove(temporary);
        return false;
      }
      // Node's own: that of fs-extra may try for 60 s on Windows, with the list's lock held.
      await rename(temporary, real);
      return true;
    } catch (error) {
      await fs.remove(temporary).catch(() => undefined);
      throw error;
    }
  },
  async copy(from, to) {
    await fs.ensureDir(path.dirname(to));
    await fs.copyFile(from, to);
  },
};

const MOST_TRIES = 5;

/**
 * Replaces a file by what `change` makes of it, again and again until nobody saved it in between. `change` reads the
 * file itself; nothing is written when it gives nothing. Throws after five tries.
 */
export async function rewrite(
  disk: ListDisk,
  file: string,
  change: () => Promise<string | Buffer | undefined>,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const version = await disk.version(file);
    const content = await change();
    if (content === undefined || (await disk.replace(file, content, version))) return;
  }
  throw new Error('another program saves it all the time');
}

const modeOf = (file: string) =>
  fs.stat(file).then(
    ({ mode }) => mode & 0o777,
    () => 0o644,
  );
