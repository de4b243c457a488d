import { cgroupFolders, numberIn, type CgroupFolder } from './cgroup';
import type { LoadSignal } from './load-signal';
import type { LoadSource } from './source';

/**
 * Memory in use. On Linux the higher of the machine's and of a container's share; page cache counts as free in both,
 * since the copies of the profile fill it and it is given back at once. Never a sum over processes: browsers share most
 * of theirs.
 */
export function memorySignal(source: LoadSource): LoadSignal {
  let groups: Promise<CgroupFolder[]> | undefined;
  return {
    name: 'memory',
    async sample() {
      if (source.platform !== 'linux') {
        const available = await source.availableMemory().catch(() => undefined);
        return available === undefined ? undefined : 1 - available / source.totalmem();
      }
      const info = await source.read('/proc/meminfo');
      const total = kibibytes(info, 'MemTotal');
      const available = kibibytes(info, 'MemAvailable');
      if (total === undefined || available === undefined) return undefined;
      groups ??= cgroupFolders(source, 'memory');
      const shares = await Promise.all((await groups).map((group) => shareOf(source, group, total * 1_024)));
      return Math.max((total - available) / total, ...shares);
    },
  };
}

const FILES = {
  1: { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes', inactive: /^total_inactive_file (\d+)/m },
  2: { limit: 'memory.max', usage: 'memory.current', inactive: /^inactive_file (\d+)/m },
} as const;

async function shareOf({ read }: LoadSource, { version, folder }: CgroupFolder, physical: number): Promise<number> {
  const files = FILES[version];
  const limit = numberIn(await read(`${folder}/${files.limit}`));
  // `max`, and v1's huge number, mean no limit; so does one above what the machine has.
  if (limit === undefined || limit <= 0 || limit > physical) return 0;
  const [usage, stat] = await Promise.all([read(`${folder}/${files.usage}`), read(`${folder}/memory.stat`)]);
  const cache = numberIn(files.inactive.exec(stat ?? '')?.[1]) ?? 0;
  return Math.max(0, (numberIn(usage) ?? 0) - cache) / limit;
}

function kibibytes(info: string | undefined, name: string): number | undefined {
  return numberIn(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(info ?? '')?.[1]);
}
