import { systemMove, type MoveTools } from '../../../session/files/move-file';

export interface HeldDisk extends MoveTools {
  /** Milliseconds that the clock was let run by sleeping. */
  slept(): number;
}

/**
 * The real disk, except for renames that `refuse` gives a code for (asked with the number of the try, from 1), and for
 * time, which passes only by sleeping.
 */
export function heldDisk(
  refuse: (from: string, to: string, tries: number) => string | undefined,
  platform: NodeJS.Platform = 'linux',
): HeldDisk {
  let now = 0;
  const tries = new Map<string, number>();
  return {
    platform,
    now: () => now,
    sleep: async (ms) => void (now += ms),
    slept: () => now,
    makeFolder: systemMove.makeFolder,
    copy: systemMove.copy,
    rename: async (from, to) => {
      const count = (tries.get(from) ?? 0) + 1;
      tries.set(from, count);
      const code = refuse(from, to, count);
      if (code) throw Object.assign(new Error(`${code}: rename '${from}' -> '${to}'`), { code });
      await systemMove.rename(from, to);
    },
  };
}
