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
  /** Whose process ids `pid` is one of, where several systems bear one host name. Absent: written by an older version. */
  pids?: string;
  user: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

const FILE = 'owner.json';

/** Asked of the system once: each lock of a list names its owner, and a long run takes one per PO. */
let user: string | undefined;

export function currentOwner(run: string): Owner {
  return {
    run,
    pid: process.pid,
    host: os.hostname(),
    pids: systemProcesses.pids,
    user: (user ??= userName()),
    startedAt: Date.now() - Math.round(process.uptime() * 1_000),
  };
}

/** In a container a user may have a number and no name: that must not end a run before it began. */
function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
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
  pids: string;
  isAlive(pid: number): boolean;
  startTimeOf(pid: number): number | undefined;
}

export const systemProcesses: ProcessFacts = {
  host: os.hostname(),
  pids: pidsHere(),
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
      return startTimeByProc(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'), fs.readFileSync('/proc/stat', 'utf8'));
    } catch {
      return undefined;
    }
  },
};

/**
 * A Linux beside a Windows (WSL), and containers, may bear the host's name: what has no such process id here may live
 * there.
 */
function pidsHere(): string {
  try {
    return `${process.platform} ${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return process.platform;
  }
}

/**
 * Linux: field 22 of a process's `stat`, in ticks since boot (100 a second on every system that Node runs on). Not the
 * age of its folder in /proc: that is made anew whenever memory is short, and a living run would count as dead.
 */
export function startTimeByProc(processStat: string, systemStat: string): number | undefined {
  // The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
  const ticks = Number(processStat.slice(processStat.lastIndexOf(')') + 2).split(' ')[19]);
  const boot = Number(/^btime (\d+)$/m.exec(systemStat)?.[1]);
  return Number.isFinite(ticks) && Number.isFinite(boot) ? boot * 1_000 + ticks * 10 : undefined;
}

/** A clock that is set right while a run goes on moves what counts as its beginning: only a clear difference counts. */
const CLOCK_DOUBT = 10 * 60_000;

/**
 * True only when the owner certainly no longer runs: same host, same process ids, and its pid is free or belongs to a
 * process that began later than the owner's did (pids are used again).
 */
export function isDead(owner: Owner, facts: ProcessFacts = systemProcesses): boolean {
  if (owner.host !== facts.host || (owner.pids ?? facts.pids) !== facts.pids) return false;
  if (!facts.isAlive(owner.pid)) return true;
  const began = facts.startTimeOf(owner.pid);
  return began !== undefined && began > owner.startedAt + CLOCK_DOUBT;
}

/**
 * Removes those of `folders` whose owners are dead; returns them. A folder that cannot be removed now stays for the
 * next run.
 */
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
