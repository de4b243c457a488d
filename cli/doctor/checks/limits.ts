import { cgroupFolders, numberIn } from '../../../session/pool/load';
import { ok, warning, counted, type Check, type Finding, type MachineView } from '../model';

/** What the computer, or the container, lets a batch use. */
export interface LimitFacts {
  workers: number;
  cores: number;
  /** Cores that a container or service may use at most. */
  quota: number | undefined;
  /** Bytes. */
  memory: number;
  available: number | undefined;
  /** Bytes that a container or service may use at most. */
  memoryLimit: number | undefined;
}

/** Bytes that a worker takes with its browser, and what the system and the run itself keep. */
const WORKER = 512 * 1024 ** 2;
const KEPT = 512 * 1024 ** 2;

export function judgeLimits({ workers, cores, quota, memory, available, memoryLimit }: LimitFacts): Finding[] {
  const limited = memoryLimit !== undefined && memoryLimit < memory;
  const total = limited ? memoryLimit : memory;
  const usable = Math.min(total, available ?? total);
  const fits = Math.max(1, Math.floor((usable - KEPT) / WORKER));
  const text = `${inGibibytes(total)}${limited ? ` (limit of the container or service; the computer has ${inGibibytes(memory)})` : ''}${available === undefined ? '' : `, ${inGibibytes(usable)} free`}`;
  const power =
    quota !== undefined && quota < cores
      ? `${round(quota)} of ${cores} cores (limit of the container or service)`
      : counted(cores, 'core');
  return [
    ok(
      'CPU',
      workers > 2 * Math.min(cores, quota ?? cores)
        ? `${power}: fewer than ${workers} browsers will work most of the time, by themselves`
        : power,
    ),
    fits >= workers
      ? ok('Memory', `${text}: enough for ${counted(workers, 'worker')}`)
      : warning(
          'Memory',
          `${text}: about ${fits} of ${workers} workers fit now.`,
          `Close other programs, or set MAX_WORKERS=${fits}. A run lets fewer work while memory is short.`,
        ),
  ];
}

/** Processors and memory that this process may use, against the number of workers. */
export const checkLimits: Check = async ({ machine, batch }) => {
  const { load, cores } = machine;
  const memory = load.totalmem();
  const limits = await cgroupLimits(machine);
  return judgeLimits({
    workers: batch?.settings.maxWorkers ?? 1,
    cores,
    memory,
    available: await availableIn(load),
    ...limits,
  });
};

async function availableIn(load: MachineView['load']): Promise<number | undefined> {
  if (load.platform !== 'linux') return load.availableMemory().catch(() => undefined);
  const kibibytes = numberIn(/^MemAvailable:\s+(\d+)/m.exec((await load.read('/proc/meminfo')) ?? '')?.[1]);
  return kibibytes === undefined ? undefined : kibibytes * 1_024;
}

/** The tightest of all groups that this process is in. */
async function cgroupLimits({ load }: MachineView): Promise<Pick<LimitFacts, 'quota' | 'memoryLimit'>> {
  const memories = await Promise.all(
    (await cgroupFolders(load, 'memory')).map(async ({ version, folder }) =>
      numberIn(await load.read(`${folder}/${version === 2 ? 'memory.max' : 'memory.limit_in_bytes'}`)),
    ),
  );
  const quotas = await Promise.all(
    (await cgroupFolders(load, 'cpu')).map(async ({ version, folder }) => {
      const [quota, period] =
        version === 2
          ? ((await load.read(`${folder}/cpu.max`)) ?? '').trim().split(/\s+/).map(Number)
          : [
              numberIn(await load.read(`${folder}/cpu.cfs_quota_us`)),
              numberIn(await load.read(`${folder}/cpu.cfs_period_us`)),
            ];
      return quota! > 0 && period! > 0 ? quota! / period! : undefined;
    }),
  );
  return { quota: least(quotas), memoryLimit: least(memories) };
}

function least(values: (number | undefined)[]): number | undefined {
  const known = values.filter((value): value is number => value !== undefined);
  return known.length ? Math.min(...known) : undefined;
}

const round = (value: number) => Number(value.toFixed(1));
const inGibibytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;
