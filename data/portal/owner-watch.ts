import { fstatSync } from 'node:fs';

/** How often a parent that cannot be heard is looked at, in milliseconds. */
const EVERY = 1000;

/**
 * Calls back once when whoever started this process is gone, so that no portal outlives its batch: the pipe on stdin
 * closes, also when its owner was killed; without a pipe, the parent process is looked at.
 */
export function onOwnerGone(ended: () => void): void {
  let over = false;
  const once = () => {
    if (!over) ended();
    over = true;
  };
  if (hasOwnerPipe()) process.stdin.on('end', once).on('close', once).on('error', once).resume();
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent || !isAlive(parent)) once();
  }, EVERY).unref();
}

/** True when stdin is a pipe; a terminal, a file or the null device says nothing about an owner. */
export function hasOwnerPipe(): boolean {
  try {
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
