import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What a command and everything that it started took. Linux only. */
export interface Taken {
  exitCode: number | null;
  /** Seconds from its start to its end. */
  wall: number;
  /** Seconds of all cores together, of all its processes. */
  processor: number;
  /** Bytes: the highest sum of its processes' proportional set sizes, in which shared pages count once. */
  peakPss: number;
  /** stdout and stderr as they came. */
  output: string;
}

export interface Watched {
  child: ChildProcess;
  /** Seconds of all its processes so far. */
  processor(): number;
  ended: Promise<Taken>;
}

export interface HowToRun {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Seconds after which all its processes are killed; its exit code is null then. Default: never. */
  limit?: number;
}

/** Milliseconds between two looks at the processes' memory: a look at forty browser processes takes some itself. */
const EVERY = 500;

/** Starts a command and measures it until it has ended, browsers of its own included. */
export function watchCommand(command: string, args: string[], { cwd, env, limit }: HowToRun): Watched {
  const group = controlGroup();
  const began = performance.now();
  const [program, ...rest] = [...group.join, command, ...args] as [string, ...string[]];
  const child = spawn(program, rest, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  let peakPss = 0;
  const timer = setInterval(() => (peakPss = Math.max(peakPss, sum(group.pids().map(pssOf)))), EVERY);
  const overtime = limit === undefined ? undefined : setTimeout(() => group.kill(), limit * 1_000);
  const ended = new Promise<Taken>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearInterval(timer);
      clearTimeout(overtime);
      const wall = (performance.now() - began) / 1_000;
      const processor = group.processor();
      // What a command left running would take its share of the next one's time.
      group.kill();
      void group.remove().then(() => resolve({ exitCode, wall, processor, peakPss, output }));
    });
  });
  return { child, processor: group.processor, ended };
}

/** All processes that a command starts, also those that leave its session and those whose parent ends first. */
interface Group {
  /** Put before a command, this runs it in the group. */
  join: string[];
  pids(): number[];
  /** Seconds so far, of processes that have ended too. */
  processor(): number;
  /** Ends all that are in it now. */
  kill(): void;
  remove(): Promise<void>;
}

let groups = 0;

/** The kernel keeps count: what is sampled misses the last moments of each process. */
function controlGroup(): Group {
  const v1 = fs.existsSync('/sys/fs/cgroup/cpuacct');
  const folder = path.join(v1 ? '/sys/fs/cgroup/cpuacct' : '/sys/fs/cgroup', `po-batch-${process.pid}-${groups++}`);
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    throw new Error(`Processor time is counted in a control group, which this user may not make: run it as root.`, {
      cause: error,
    });
  }
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
  const pids = () => read('cgroup.procs').split('\n').filter(Boolean).map(Number);
  return {
    join: ['/bin/sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$@"`, 'sh'],
    pids,
    processor: () =>
      v1 ? Number(read('cpuacct.usage')) / 1e9 : Number(/usage_usec (\d+)/.exec(read('cpu.stat'))![1]) / 1e6,
    kill: () => pids().forEach(killed),
    remove: () => removed(folder),
  };
}

/** Not before its last process has gone. */
async function removed(folder: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    try {
      fs.rmdirSync(folder);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}

function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1_024;
  } catch {
    return 0; // it has ended meanwhile
  }
}

/** Bytes of a process's memory at its highest, and its processor seconds so far; undefined when it has ended. */
export function processNow(pid: number): { peakRss: number; processor: number } | undefined {
  try {
    const peak = Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
    // After the name, which may have spaces in it: fields 14 and 15 are user and system time, in ticks of 10 ms.
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return { peakRss: peak, processor: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return undefined;
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
