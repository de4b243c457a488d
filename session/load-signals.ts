import { readFile } from 'node:fs/promises';
import os from 'node:os';

/** One measure of the machine's load. A sample takes well under 5 ms and never blocks the event loop. */
export interface LoadSignal {
  readonly name: 'cpu' | 'memory' | 'pressure';
  /** 0..1; undefined where this system does not tell. `now` in ms of a monotonic clock. */
  sample(now: number): Promise<number | undefined>;
}

/** What the signals read; tests give another machine. */
export interface LoadSource {
  platform: NodeJS.Platform;
  cpus(): { times: { user: number; nice: number; sys: number; idle: number; irq: number } }[];
  totalmem(): number;
  /** Text of a file, undefined when it cannot be read. */
  read(file: string): Promise<string | undefined>;
  /** macOS and Windows: bytes that programs can still get. */
  availableMemory(): Promise<number | undefined>;
}

export const thisMachine: LoadSource = {
  platform: os.platform(),
  cpus: os.cpus,
  totalmem: os.totalmem,
  read: (file) => readFile(file, 'utf8').catch(() => undefined),
  async availableMemory() {
    // Loaded late: only two systems need it, and only while a pool adapts.
    const { mem } = await import('systeminformation');
    return (await mem()).available;
  },
};

export const systemSignals = (source: LoadSource = thisMachine): LoadSignal[] => [cpuSignal(source), memorySignal(source), pressureSignal(source)];

/** CPU: the busy share of all cores between two samples, or of a cgroup's quota where that is smaller. */
export function cpuSignal(source: LoadSource): LoadSignal {
  let before: { now: number; busy: number; all: number; cgroup: number | undefined } | undefined;
  return {
    name: 'cpu',
    async sample(now) {
      const times = source.cpus().map((cpu) => cpu.times);
      const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
      const busy = all - times.reduce((sum, { idle }) => sum + idle, 0);
      const { quota, usage } = await cgroupCpu(source);
      const last = before;
      before = { now, busy, all, cgroup: usage };
      if (!last || all <= last.all) return undefined;
      const machine = (busy - last.busy) / (all - last.all);
      if (quota === undefined || usage === undefined || last.cgroup === undefined || now <= last.now) return machine;
      return Math.max(machine, (usage - last.cgroup) / (now - last.now) / quota);
    },
  };
}

/** The group's CPU quota in cores and its use in ms; both undefined without a limit. */
async function cgroupCpu({ platform, read }: LoadSource): Promise<{ quota?: number; usage?: number }> {
  if (platform !== 'linux') return {};
  const [max, stat] = await Promise.all([read('/sys/fs/cgroup/cpu.max'), read('/sys/fs/cgroup/cpu.stat')]);
  const [quota, period] = (max ?? '').trim().split(/\s+/).map(Number);
  const usage = Number(/^usage_usec (\d+)/m.exec(stat ?? '')?.[1]);
  if (quota && period && Number.isFinite(usage)) return { quota: quota / period, usage: usage / 1_000 };
  const [quotaV1, periodV1, usageV1] = await Promise.all([read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'), read('/sys/fs/cgroup/cpu/cpu.cfs_period_us'), read('/sys/fs/cgroup/cpuacct/cpuacct.usage')]);
  if (!(Number(quotaV1) > 0) || !(Number(periodV1) > 0) || usageV1 === undefined) return {};
  return { quota: Number(quotaV1) / Number(periodV1), usage: Number(usageV1) / 1_000_000 };
}

/**
 * Memory in use. On Linux the higher of the machine's and of the cgroup's share; page cache counts as free in both, since
 * the copies of the profile fill it and it is given back at once.
 */
export function memorySignal(source: LoadSource): LoadSignal {
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
      return Math.max((total - available) / total, (await cgroupMemory(source, total * 1_024)) ?? 0);
    },
  };
}

async function cgroupMemory({ read }: LoadSource, physical: number): Promise<number | undefined> {
  for (const [limitFile, usageFile, statFile] of CGROUP_MEMORY) {
    const [limitText, usageText, stat] = await Promise.all([read(limitFile), read(usageFile), read(statFile)]);
    const limit = Number(limitText);
    // `max`, and v1's huge number, mean no limit; so does one above what the machine has.
    if (usageText === undefined || !(limit > 0) || limit > physical) continue;
    const inactive = Number(/^(?:total_)?inactive_file (\d+)/m.exec(stat ?? '')?.[1] ?? 0);
    return Math.max(0, Number(usageText) - inactive) / limit;
  }
  return undefined;
}

const CGROUP_MEMORY = [
  ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory.current', '/sys/fs/cgroup/memory.stat'],
  ['/sys/fs/cgroup/memory/memory.limit_in_bytes', '/sys/fs/cgroup/memory/memory.usage_in_bytes', '/sys/fs/cgroup/memory/memory.stat'],
] as const;

/** Linux: share of the last 10 s in which something had to wait for memory. */
export function pressureSignal(source: LoadSource): LoadSignal {
  return {
    name: 'pressure',
    async sample() {
      if (source.platform !== 'linux') return undefined;
      const average = /^some avg10=([\d.]+)/m.exec((await source.read('/proc/pressure/memory')) ?? '')?.[1];
      return average === undefined ? undefined : Number(average) / 100;
    },
  };
}

function kibibytes(info: string | undefined, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(info ?? '')?.[1];
  return value === undefined ? undefined : Number(value);
}
