import path from 'node:path';
import fs from 'fs-extra';
import type { Owner } from '../../../batch/system/owner';

/**
 * A run's heartbeat in a folder that it shares with other runs: `<run>.lease`, changed every few seconds. It makes the
 * run's claims live; when it is gone, so are they. Nobody compares its times: see change-watch.ts.
 */
export interface Lease extends Owner {
  beat: number;
}

const ENDING = '.lease';

export const leasePath = (folder: string, run: string) => path.join(folder, run + ENDING);

/** Runs with a lease in this folder. */
export async function leasedRuns(folder: string): Promise<string[]> {
  const names = await fs.readdir(folder).catch(() => [] as string[]);
  return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
}

/** The lease as it stands, for a run that watches it; undefined when there is no lease. */
export async function readLease(folder: string, run: string): Promise<{ text: string; owner?: Owner } | undefined> {
  const text = await fs
    .readFile(leasePath(folder, run), 'utf8')
    .catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : ''));
  if (text === undefined) return undefined;
  try {
    return { text, owner: JSON.parse(text) as Owner };
  } catch {
    // Read in the middle of a write: the lease exists, its owner is not known.
    return { text };
  }
}

export class OwnLease {
  private beats = 0;

  constructor(
    private readonly folder: string,
    private readonly owner: Owner,
  ) {}

  async write(): Promise<void> {
    await fs.outputFile(this.path, this.text());
  }

  /**
   * Changes the lease. False when it had been taken away, since this run stood still for so long that another one gave
   * it up: written into the old file only, a lease that somebody removes meanwhile does not come back unnoticed.
   */
  async beat(): Promise<boolean> {
    this.beats++;
    const handle = await fs.promises.open(this.path, 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!handle) return false;
    try {
      await handle.write(this.text(), 0);
    } finally {
      await handle.close();
    }
    return true;
  }

  async remove(): Promise<void> {
    await fs.remove(this.path);
  }

  private get path(): string {
    return leasePath(this.folder, this.owner.run);
  }

  private text(): string {
    return JSON.stringify({ ...this.owner, beat: this.beats } satisfies Lease);
  }
}
