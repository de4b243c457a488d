import { cgroupFolders, numberIn, type CgroupFolder } from './cgroup';
import type { LoadSignal } from './load-signal';
import type { LoadSource } from './source';

/** CPU: the busy share of all cores between two samples, or of a container's quota where that is nearer to its end. */
export function cpuSignal(source: LoadSource): LoadSignal {
  let before: { now: number; busy: number; all: number; used: Map<string, number> } | undefined;
  let groups: Promise<[CgroupFolder[], CgroupFolder[]]> | undefined;
  return {
    name: 'cpu',
    async sample(now) {
      const times = source.cpus().map((cpu) => cpu.times);
      const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
      const busy = all - times.reduce((sum, { idle }) => sum + idle, 0);
      groups ??= Promise.all([cgroupFolders(source, 'cpu'), cgroupFolders(source, 'cpuacct')]);
      const quotas = await limited(source, ...(await groups));
      const last = before;
      before = { now, busy, all, used: new Map(quotas.map(({ folder, used }) => [folder, used])) };
      if (!last || all <= last.all || now <= last.now) return undefined;
      const shares = quotas.flatMap(({ folder, used, cores }) => {
        const earlier = last.used.get(folder);
        return earlier === undefined ? [] : [(used - earlier) / (now - last.now) / cores];
      });
      return Math.max((busy - last.busy) / (all - last.all), ...shares);
    },
  };
}

interface Quota {
  folder: string;
  /** ms of CPU that the group has used, and how many cores it may use. */
  used: number;
  cores: number;
}

async function limited({ read }: LoadSource, groups: CgroupFolder[], accounts: CgroupFolder[]): Promise<Quota[]> {
  const quotas = await Promise.all(
    groups.map(async ({ version, folder }, index): Promise<Quota[]> => {
      if (version === 2) {
        const [quota, period] = ((await read(`${folder}/cpu.max`)) ?? '').trim().split(/\s+/).map(Number);
        if (!(quota! > 0) || !(period! > 0)) return [];
        const used = numberIn(/^usage_usec (\d+)/m.exec((await read(`${folder}/cpu.stat`)) ?? '')?.[1]);
        return used === undefined ? [] : [{ folder, used: used / 1_000, cores: quota! / period! }];
      }
      const quota = numberIn(await read(`${folder}/cpu.cfs_quota_us`));
      // -1 means no limit. Most groups have none and need no further check.
      if (quota === undefined || quota <= 0) return [];
      const [period, used] = await Promise.all([
        read(`${folder}/cpu.cfs_period_us`),
        read(`${accounts[index]?.folder ?? folder}/cpuacct.usage`),
      ]);
      const [every, nanoseconds] = [numberIn(period), numberIn(used)];
      return !every || nanoseconds === undefined
        ? []
        : [{ folder, used: nanoseconds / 1_000_000, cores: quota / every }];
    }),
  );
  return quotas.flat();
}
