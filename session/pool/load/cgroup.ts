import path from 'node:path';
import type { LoadSource } from './source';

/** Where the limits of a container, or of a service, stand for this process. */
export interface CgroupFolder {
  version: 1 | 2;
  folder: string;
}

/**
 * The control groups that a process is in, innermost first, of one controller: each of them may have a limit. A
 * container may show the host's paths without having them; reading what is not there is then no limit, and the root is
 * read too.
 */
export async function cgroupFolders(
  { platform, read }: Pick<LoadSource, 'platform' | 'read'>,
  controller: 'cpu' | 'cpuacct' | 'memory',
): Promise<CgroupFolder[]> {
  if (platform !== 'linux') return [];
  const lines = ((await read('/proc/self/cgroup')) ?? '0::/').trim().split('\n');
  return lines.flatMap((line): CgroupFolder[] => {
    const [, controllers = '', own = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') return upTo('/sys/fs/cgroup', own).map((folder) => ({ version: 2, folder }));
    return controllers.split(',').includes(controller)
      ? upTo(`/sys/fs/cgroup/${controller}`, own).map((folder) => ({ version: 1, folder }))
      : [];
  });
}

function upTo(root: string, own: string): string[] {
  const folder = path.posix.join(root, own);
  const parent = path.posix.dirname(own);
  return own === '/' || parent === own ? [root] : [folder, ...upTo(root, parent)];
}

/** A number in a file; undefined for `max`, for nothing and for text. */
export function numberIn(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
