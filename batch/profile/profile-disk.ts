import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

/** What locating a profile asks of the machine; tests give another. Nothing here throws, writes or waits. */
export interface ProfileDisk {
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** Names in a folder; empty when it cannot be read. */
  entries(path: string): string[];
  /** Content; empty when it cannot be read. */
  text(path: string): string;
  /** Where a symbolic link points to, as written in it; undefined when there is no such link. */
  linkTarget(path: string): string | undefined;
  /** True when the file exists and another process lets nobody open it for writing. */
  isHeldOpen(path: string): boolean;
  isAlive(pid: number): boolean;
  hostname: string;
}

/** The real disk. */
export const machineDisk: ProfileDisk = {
  isFile: (path) => orElse(false, () => statSync(path).isFile()),
  isFolder: (path) => orElse(false, () => statSync(path).isDirectory()),
  entries: (path) => orElse([], () => readdirSync(path)),
  text: (path) => orElse('', () => readFileSync(path, 'utf8')),
  linkTarget: (path) => orElse(undefined, () => readlinkSync(path)),
  isHeldOpen: (path) => {
    try {
      closeSync(openSync(path, 'r+'));
      return false;
    } catch (error) {
      return ['EBUSY', 'EPERM', 'EACCES'].includes(codeOf(error));
    }
  },
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // Another user's process may not be signalled, but it lives.
      return codeOf(error) === 'EPERM';
    }
  },
  hostname: hostname(),
};

function orElse<T>(fallback: T, probe: () => T): T {
  try {
    return probe();
  } catch {
    return fallback;
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
