import os from 'node:os';

/** The machine a run ran on, so that two runs' times can be compared. */
export interface MachineFacts {
  cores: number;
  /** GiB, one decimal. */
  memoryGiB: number;
  /** `Windows 11 Pro 10.0.26100`; the kernel's name until more is known. */
  os: string;
  cpu: string;
  node: string;
}

/** What Node knows without asking anybody. */
export function machineAtOnce(): MachineFacts {
  return {
    cores: os.availableParallelism(),
    memoryGiB: Math.round((os.totalmem() / 2 ** 30) * 10) / 10,
    os: `${os.type()} ${os.release()}`,
    cpu: os.cpus()[0]?.model.trim() ?? '',
    node: process.version,
  };
}

/**
 * The same with the system's and the processor's proper names. It starts other programs (on Windows a PowerShell that
 * takes seconds), so nobody waits for it, it never fails, and the library is loaded only here.
 */
export async function machineInFull(): Promise<MachineFacts> {
  const known = machineAtOnce();
  try {
    const { osInfo, cpu } = await import('systeminformation');
    const [system, processor] = await Promise.all([osInfo(), cpu()]);
    const name = [system.distro, system.release].filter(Boolean).join(' ');
    const model = [processor.manufacturer, processor.brand].filter(Boolean).join(' ');
    return { ...known, os: name || known.os, cpu: model || known.cpu };
  } catch {
    return known;
  }
}
