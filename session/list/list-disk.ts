import { rename } from 'node:fs/promises';
import path from 'node:path';
import fs from 'fs-extra';

/** The disk as the write-back uses it; tests fake a file that another program holds. */
export interface ListDisk {
  read(file: string): Promise<Buffer>;
  /** Replaces the file as a whole: whoever reads it sees the old or the new content, never a part. */
  replace(file: string, content: string | Buffer): Promise<void>;
  copy(from: string, to: string): Promise<void>;
}

export const listDisk: ListDisk = {
  read: (file) => fs.readFile(file),
  async replace(file, content) {
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
      // Node's own: that of fs-extra may try for 60 s on Windows, with the list's lock held.
      await rename(temporary, real);
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

const modeOf = (file: string) =>
  fs.stat(file).then(
    ({ mode }) => mode & 0o777,
    () => 0o644,
  );
