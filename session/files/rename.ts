import fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A rename that something refuses for a moment: on Windows an open file (Acrobat, Explorer, a virus scanner, OneDrive)
 * keeps its folder from being renamed. Tried again for `patience` ms, since most such holds last a second or two.
 */
export interface RenameTools {
  rename(from: string, to: string): Promise<void>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
  platform: NodeJS.Platform;
}

// Node's own rename: that of fs-extra tries for 60 s on Windows by itself, before anybody here is asked.
export const systemRename: RenameTools = {
  rename: (from, to) => fs.rename(from, to),
  now: Date.now,
  sleep,
  platform: process.platform,
};

/**
 * Whether a failure says that another program holds the file or folder. On Windows a hold shows as any of three codes;
 * a file share shows it as EBUSY or EPERM on every system. EACCES elsewhere is a missing right, which no waiting mends.
 */
export function isHeld(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'EBUSY' || code === 'EPERM' || (code === 'EACCES' && platform === 'win32');
}

/** True when renamed, false when still held after `patience` ms. Any other failure is thrown. */
export async function patientRename(
  from: string,
  to: string,
  patience = 15_000,
  tools: RenameTools = systemRename,
): Promise<boolean> {
  const deadline = tools.now() + patience;
  for (let pause = 50; ; pause = Math.min(pause * 2, 1_000)) {
    try {
      await tools.rename(from, to);
      return true;
    } catch (error) {
      if (!isHeld(error, tools.platform)) throw error;
      if (tools.now() >= deadline) return false;
      await tools.sleep(Math.min(pause, deadline - tools.now()));
    }
  }
}
