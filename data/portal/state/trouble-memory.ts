import { readFileSync, writeFileSync } from 'node:fs';

/** Which troubles of a first run happened, over the starts of a portal. */
export interface TroubleMemory {
  earlier: ReadonlySet<string>;
  note(key: string): void;
}

/** Kept in a file. What happens now is for the next start: within a run nothing is mended. */
export function troubleMemory(file: string): TroubleMemory {
  const earlier = new Set(read(file));
  const all = new Set(earlier);
  return {
    earlier,
    note(key) {
      if (all.has(key)) return;
      all.add(key);
      writeFileSync(file, JSON.stringify([...all], undefined, 1));
    },
  };
}

/** A file that is missing or damaged is a portal that remembers nothing. */
function read(file: string): string[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as string[];
  } catch {
    return [];
  }
}
