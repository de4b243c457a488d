import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';

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

/** The machine that this process runs on. */
export const thisMachine: LoadSource = {
  platform: os.platform(),
  cpus: os.cpus,
  totalmem: os.totalmem,
  read: (file) => readFile(file, 'utf8').catch(() => undefined),
  async availableMemory() {
    if (os.platform() !== 'darwin') return os.freemem();
    const { stdout } = await promisify(execFile)('/usr/bin/vm_stat', { timeout: 900 });
    return macAvailable(stdout, os.totalmem());
  },
};

/**
 * What `vm_stat` leaves for programs: everything but what they hold, what the system holds and what is compressed. The
 * same sum as systeminformation's `available`, which waits for a second program on the main thread, and on Windows
 * starts PowerShell for every sample.
 */
export function macAvailable(text: string, total: number): number | undefined {
  const size = Number(/page size of (\d+) bytes/.exec(text)?.[1]);
  const [anonymous, purgeable, wired, compressed] = [
    'Anonymous pages',
    'Pages purgeable',
    'Pages wired down',
    'Pages occupied by compressor',
  ].map((name) => Number(new RegExp(`^"?${name}"?:\\s+(\\d+)`, 'm').exec(text)?.[1])) as [
    number,
    number,
    number,
    number,
  ];
  const held = (anonymous - purgeable + wired + compressed) * size;
  return Number.isFinite(held) ? total - held : undefined;
}
