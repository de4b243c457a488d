import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';

/**
 * Who made a folder: the one proof by which it may be removed later. A folder without an owner file, or of a process
 * that lives, is never touched, whatever its name or age.
 */
export interface Owner {
  run: string;
  pid: number;
  host: string;
  user: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

const FILE = 'owner.json';

export function currentOwner(run: string): Owner {
  return { run, pid: process.pid, host: os.hostname(), user: os.userInfo().username, startedAt: Date.now() - Math.round(process.uptime() * 1_000) };
}

export function writeOwnerSync(folder: string, owner: Owner): void {
  fs.writeFileSync(path.join(folder, FILE), JSON.stringify(owner), { mode: 0o600 });
}

export function readOwnerSync(folder: string): Owner | undefined {
  try {
    const owner = JSON.parse(fs.readFileSync(path.join(folder, FILE), 'utf8')) as Partial<Owner>;
    return typeof owner.pid === 'number' && typeof owner.host === 'string' ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

/** Facts about processes, injected in tests. `startTimeOf` is undefined where the system does not tell it cheaply. */
export interface ProcessFacts {
  host: string;
  isAlive(pid: number): boolean;
  startTimeOf(pid: number): number | undefined;
}

export const systemProcesses: ProcessFacts = {
  host: os.hostname(),
  isAlive(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // EPERM: it lives and belongs to somebody else.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
  startTimeOf(pid) {
    try {
      // Linux: the folder of a process is as old as the process.
      return fs.statSync(`/proc/${pid}`).ctimeMs;
    } catch {
      return undefined;
    }
  },
};

/**
 * True only when the owner certainly no longer runs: same host, and its pid is free or belongs to a process that began
 * later than the owner's did (pids are used again).
 */
export function isDead(owner: Owner, facts: ProcessFacts = systemProcesses): boolean {
  if (owner.host !== facts.host) return false;
  if (!facts.isAlive(owner.pid)) return true;
  const began = facts.startTimeOf(owner.pid);
  return began !== undefined && began > owner.startedAt + 60_000;
}

/** Removes those of `folders` whose owners are dead; returns them. A folder that cannot be removed now stays for the next run. */
export async function sweepDead(folders: string[], facts: ProcessFacts = systemProcesses): Promise<string[]> {
  const swept: string[] = [];
  for (const folder of folders) {
    const owner = readOwnerSync(folder);
    if (!owner || !isDead(owner, facts)) continue;
    await fs.remove(folder).then(
      () => swept.push(folder),
      () => undefined,
    );
  }
  return swept;
}
