import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { cpuSignal } from '../../../../session/pool/load/cpu';
import { memorySignal } from '../../../../session/pool/load/memory';
import { pressureSignal } from '../../../../session/pool/load/pressure';
import { systemSignals } from '../../../../session/pool/load/signals';
import { macAvailable, thisMachine, type LoadSource } from '../../../../session/pool/load/source';

const GiB = 2 ** 30;

/** A Linux machine with these files in /proc and /sys, and one core that has been busy and idle for so long. */
function linux(files: Record<string, string>, times = { busy: 0, idle: 0 }): LoadSource {
  return {
    platform: 'linux',
    cpus: () => [{ times: { user: times.busy, nice: 0, sys: 0, irq: 0, idle: times.idle } }],
    totalmem: () => 16 * GiB,
    read: async (file) => files[file],
    availableMemory: async () => undefined,
  };
}

const meminfo = (total: number, available: number) =>
  `MemTotal:  ${total * 2 ** 20} kB\nMemFree:  1 kB\nMemAvailable:   ${available * 2 ** 20} kB\n`;
const v2 = { '/proc/self/cgroup': '0::/\n' };
const V1_NONE = '9223372036854771712\n';

test('CPU is the busy share of all cores between two samples', async () => {
  const times = { busy: 1_000, idle: 1_000 };
  const signal = cpuSignal(linux({}, times));
  expect(await signal.sample(0)).toBeUndefined();
  Object.assign(times, { busy: 1_750, idle: 1_250 });
  expect(await signal.sample(1_000)).toBe(0.75);
  expect(await signal.sample(1_001), 'no time has passed for the cores').toBeUndefined();
});

for (const [name, files, use] of [
  [
    'a v2 quota',
    { ...v2, '/sys/fs/cgroup/cpu.max': '50000 100000\n' },
    (ms: number) => ({ '/sys/fs/cgroup/cpu.stat': `usage_usec ${ms * 1_000}\nuser_usec 1\n` }),
  ],
  [
    'a v2 quota of a service',
    {
      '/proc/self/cgroup': '0::/system.slice/batch.service\n',
      '/sys/fs/cgroup/system.slice/batch.service/cpu.max': '50000 100000\n',
    },
    (ms: number) => ({ '/sys/fs/cgroup/system.slice/batch.service/cpu.stat': `usage_usec ${ms * 1_000}\n` }),
  ],
  [
    'a v1 quota',
    {
      '/proc/self/cgroup': '2:cpu,cpuacct:/docker/abc\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '50000',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
    },
    (ms: number) => ({ '/sys/fs/cgroup/cpuacct/cpuacct.usage': `${ms * 1_000_000}` }),
  ],
] as const) {
  test(`CPU of a container: its use over ${name}`, async () => {
    const times = { busy: 0, idle: 0 };
    const disk: Record<string, string> = { ...files, ...use(100) };
    const signal = cpuSignal(linux(disk, times));
    await signal.sample(0);
    // Half a core is allowed and 450 ms of a second were used; the machine is nearly idle.
    Object.assign(disk, use(550));
    Object.assign(times, { busy: 100, idle: 900 });
    expect(await signal.sample(1_000)).toBeCloseTo(0.9);
  });
}

test('CPU without a quota is the machine’s', async () => {
  for (const files of [
    { ...v2, '/sys/fs/cgroup/cpu.max': 'max 100000\n', '/sys/fs/cgroup/cpu.stat': 'usage_usec 0\n' },
    { '/proc/self/cgroup': '2:cpu:/\n', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n' },
  ]) {
    const times = { busy: 0, idle: 0 };
    const signal = cpuSignal(linux(files as Record<string, string>, times));
    await signal.sample(0);
    Object.assign(times, { busy: 300, idle: 700 });
    expect(await signal.sample(1_000)).toBe(0.3);
  }
});

const memory = (files: Record<string, string>) => memorySignal(linux(files)).sample(0);

test('memory is what programs cannot get any more', async () => {
  expect(await memory({ '/proc/meminfo': meminfo(16, 4) })).toBe(0.75);
  expect(await memory({}), 'no /proc').toBeUndefined();
});

const limited = (total: number, used: number, cache: number) => ({
  v2: {
    ...v2,
    '/sys/fs/cgroup/memory.max': String(total * GiB),
    '/sys/fs/cgroup/memory.current': String(used * GiB),
    '/sys/fs/cgroup/memory.stat': `anon 1\ninactive_file ${cache * GiB}\n`,
  },
  v1: {
    '/proc/self/cgroup': '8:pids:/x\n4:memory:/docker/abc\n0::/\n',
    '/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': String(total * GiB),
    '/sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes': String(used * GiB),
    '/sys/fs/cgroup/memory/docker/abc/memory.stat': `inactive_file 7\ntotal_inactive_file ${cache * GiB}\n`,
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': V1_NONE,
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': String(15 * GiB),
  },
});

for (const version of ['v1', 'v2'] as const) {
  test(`memory of a container (${version}): its use without page cache, over its limit`, async () => {
    const of = (...facts: Parameters<typeof limited>) =>
      memory({ '/proc/meminfo': meminfo(16, 12), ...limited(...facts)[version] });
    expect(await of(4, 3.8, 0.2)).toBeCloseTo(0.9);
    expect(await of(4, 3.8, 3)).toBe(0.25);
    expect(await of(32, 31, 0), 'a limit above what the machine has is none').toBe(0.25);
  });
}

test('memory in a group within a limited group: the nearest to its end counts', async () => {
  const files = {
    '/proc/meminfo': meminfo(16, 12),
    '/proc/self/cgroup': '0::/team/batch\n',
    '/sys/fs/cgroup/team/batch/memory.max': 'max\n',
    '/sys/fs/cgroup/team/memory.max': String(2 * GiB),
    '/sys/fs/cgroup/team/memory.current': String(1.9 * GiB),
    '/sys/fs/cgroup/team/memory.stat': 'inactive_file 0\n',
  };
  expect(await memory(files)).toBeCloseTo(0.95);
});

test('memory elsewhere: what the system says is available', async () => {
  const signal = memorySignal({ ...linux({}), platform: 'win32', availableMemory: async () => 4 * GiB });
  expect(await signal.sample(0)).toBe(0.75);
  const silent = memorySignal({
    ...linux({}),
    platform: 'darwin',
    availableMemory: () => Promise.reject(new Error('no vm_stat')),
  });
  expect(await silent.sample(0)).toBeUndefined();
});

test('macOS: all but what programs and the system hold', () => {
  const text = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            200000.
Pages inactive:                          190000.
Pages speculative:                         5000.
Pages wired down:                        100000.
Pages purgeable:                           2000.
File-backed pages:                       150000.
Anonymous pages:                         240000.
Pages occupied by compressor:             50000.
`;
  expect(macAvailable(text, 16 * GiB)).toBe(16 * GiB - (240_000 - 2_000 + 100_000 + 50_000) * 16_384);
  expect(macAvailable('', 16 * GiB)).toBeUndefined();
});

test('pressure: waiting for memory is bad soon, waiting for a core is not; a container has its own', async () => {
  const pressure = (files: Record<string, string>) => pressureSignal(linux(files)).sample(0);
  const some = (percent: number) =>
    `some avg10=${percent} avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=0 avg300=0 total=0\n`;
  expect(await pressure({ '/proc/pressure/memory': some(20), '/proc/pressure/cpu': some(30) })).toBe(2);
  expect(await pressure({ '/proc/pressure/memory': some(0), '/proc/pressure/cpu': some(30) })).toBe(0.5);
  expect(
    await pressure({
      '/proc/pressure/memory': some(50),
      '/sys/fs/cgroup/memory.pressure': some(1),
      '/proc/pressure/cpu': some(0),
    }),
  ).toBeCloseTo(0.1);
  expect(await pressure({})).toBeUndefined();
});

/** 22 readings are as much as 5 ms where one takes 0.23: a limit in milliseconds fails on a busy or slow computer. */
const READINGS = 22;

test(`a sample of this machine takes less time than ${READINGS} readings of a file, event loop included`, async () => {
  const signals = systemSignals();
  const sample = () => Promise.all(signals.map((signal) => signal.sample(performance.now())));
  await sample();
  const took: number[] = [];
  const held: number[] = [];
  const reading: number[] = [];
  for (let i = 0; i < 200; i++) {
    const began = performance.now();
    const sampled = sample();
    held.push(performance.now() - began);
    await sampled;
    took.push(performance.now() - began);
    const reads = performance.now();
    await readFile(__filename);
    reading.push(performance.now() - reads);
  }
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length / 2]!;
  console.log(
    `Sample of the load: ${median(took).toFixed(2)} ms, of which ${median(held).toFixed(2)} ms hold the event loop`,
  );
  expect(median(took)).toBeLessThan(READINGS * median(reading));
  expect(median(held)).toBeLessThan(READINGS * median(reading));
});

test('this machine tells what it has', async () => {
  const [cpu, used] = [cpuSignal(thisMachine), memorySignal(thisMachine)];
  await cpu.sample(0);
  await expect.poll(() => cpu.sample(performance.now())).toEqual(expect.any(Number));
  expect(await used.sample(0)).toBeGreaterThan(0);
  expect(await used.sample(0)).toBeLessThan(1);
});
