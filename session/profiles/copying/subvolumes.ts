import { execFile } from 'node:child_process';
import { chmod, rmdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * Btrfs makes a folder with everything in it again in one step, however many files there are, if the folder is a
 * subvolume (https://btrfs.readthedocs.io/en/latest/Subvolumes.html). Other file systems that share blocks do so file
 * by file.
 */
export interface Subvolumes {
  /** A new, empty folder that can be made again as a whole. */
  create(folder: string): Promise<void>;
  /** `to` becomes a folder of its own that holds what `from` holds now. */
  snapshot(from: string, to: string): Promise<void>;
}

export type Command = (file: string, args: string[]) => Promise<unknown>;

/** `f_type` of statfs(2), from linux/magic.h. */
const BTRFS = 0x9123683e;

/**
 * What makes subvolumes in `folder`; undefined where there are none, or where this user may not make or remove them.
 */
export async function subvolumesIn(
  folder: string,
  fileSystem = fileSystemOf,
  run: Command = promisify(execFile),
): Promise<Subvolumes | undefined> {
  if ((await fileSystem(folder)) !== BTRFS) return undefined;
  const subvolumes: Subvolumes = {
    create: async (target) => {
      await run('btrfs', ['subvolume', 'create', target]);
      await chmod(target, 0o700);
    },
    snapshot: async (from, to) => void (await run('btrfs', ['subvolume', 'snapshot', from, to])),
  };
  const probe = path.join(folder, 'subvolume-probe');
  try {
    await subvolumes.create(probe);
    // An old kernel, or a policy, lets users make what it does not let them remove: nothing could clean up after the
    // run.
    await rmdir(probe);
    return subvolumes;
  } catch {
    await run('btrfs', ['subvolume', 'delete', probe]).catch(() => undefined);
    return undefined;
  }
}

const fileSystemOf = async (folder: string) => (process.platform === 'linux' ? (await statfs(folder)).type : undefined);
