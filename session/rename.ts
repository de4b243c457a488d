import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';

/**
 * A rename that something refuses for a moment: on Windows an open file (Acrobat, Explorer, a virus scanner, OneDrive)
 * keeps its folder from being renamed. Tried again for `patience` ms, since most such holds last a second or two.
 */
export interface RenameTools {
  rename(from: string, to: string): Promise<void>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export const systemRename: RenameTools = { rename: (from, to) => fs.rename(from, to), now: Date.now, sleep };

const HELD = new Set(['EBUSY', 'EPERM', 'EACCES', 'ENOTEMPTY']);
export const isHeld = (error: unknown) => HELD.has((error as NodeJS.ErrnoException)?.code ?? '');

/** True when renamed, false when still refused after `patience` ms. Any other failure is thrown. */
export async function patientRename(from: string, to: string, patience = 15_000, tools: RenameTools = systemRename): Promise<boolean> {
  const deadline = tools.now() + patience;
  for (let pause = 50; ; pause = Math.min(pause * 2, 1_000)) {
    try {
      await tools.rename(from, to);
      return true;
    } catch (error) {
      if (!isHeld(error)) throw error;
      if (tools.now() + pause > deadline) return false;
      await tools.sleep(pause);
    }
  }
}
