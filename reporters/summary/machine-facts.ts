import os from 'node:os';
import { Worker } from 'node:worker_threads';

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

/** What systeminformation calls them; what it does not know is empty. */
interface Names {
  distro: string;
  release: string;
  manufacturer: string;
  brand: string;
}

/** Runs in a thread of its own, as JavaScript. */
const ASK = `
const { parentPort, workerData } = require('node:worker_threads');
const { osInfo, cpu } = require(workerData);
Promise.all([osInfo(), cpu()]).then(([{ distro, release }, { manufacturer, brand }]) => parentPort.postMessage({ distro, release, manufacturer, brand }));
`;

/**
 * The same with the system's and the processor's proper names. It starts other programs (on Windows a PowerShell that
 * takes seconds), so nobody waits for it, it never fails, and the library is loaded only here. In a thread, since the
 * library itself waits for some of them: for a third of a second no worker would get an answer from this process.
 */
export async function machineInFull(library = require.resolve('systeminformation')): Promise<MachineFacts> {
  const known = machineAtOnce();
  try {
    const names = await new Promise<Names>((resolve, reject) => {
      const thread = new Worker(ASK, { eval: true, workerData: library, execArgv: [], stderr: true });
      thread.unref();
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => reject(new Error('The thread ended without an answer.')));
    });
    const name = [names.distro, names.release].filter(Boolean).join(' ');
    const model = [names.manufacturer, names.brand].filter(Boolean).join(' ');
    return { ...known, os: name || known.os, cpu: model || known.cpu };
  } catch {
    return known;
  }
}
