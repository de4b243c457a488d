import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { hashOf, type Split } from '../../batch/shards';

/**
 * A split as the first of its shards wrote it down beside the list. Where shards share that folder, the one that starts
 * later, or is started again, must not come to another split because results have come in meanwhile.
 */
export interface KeptSplit extends Split {
  /** Names the set of all valid POs. */
  numbers: string;
  /** POs that were not COMPLETED when it was made. */
  open: string[];
  /** Records of each journal that were there when it was made. */
  journals: Record<string, number>;
}

/**
 * Whether a split that was written down is the one to use: it is about the same POs, and of those that were open some
 * have no result yet. When all have one, a new round begins, and what was measured counts. Pure.
 */
export function stillHolds(
  kept: KeptSplit,
  numbers: string,
  completed: ReadonlySet<string>,
  ended: ReadonlySet<string>,
): boolean {
  return kept.numbers === numbers && kept.open.some((number) => !completed.has(number) && !ended.has(number));
}

const fileOf = (folder: string, total: number) => path.join(folder, `shards-${total}.json`);

/** Undefined when there is none, or none that can be read. */
export function readKeptSplit(folder: string, total: number): KeptSplit | undefined {
  try {
    const kept = JSON.parse(fs.readFileSync(fileOf(folder, total), 'utf8')) as KeptSplit;
    return kept.total === total && kept.shards.length === total && hashOf(kept.shards) === kept.hash ? kept : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes it down, unless another shard was faster: then its split counts. `stale` is what may be replaced. A folder
 * that cannot be written keeps no split; each shard then comes to it by itself.
 */
export function keepSplit(folder: string, split: KeptSplit, stale: KeptSplit | undefined): KeptSplit {
  const file = fileOf(folder, split.total);
  const temporary = `${file}.${process.pid}-${randomBytes(3).toString('hex')}.tmp`;
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(temporary, JSON.stringify(split));
    if (stale && readKeptSplit(folder, split.total)?.hash === stale.hash) fs.rmSync(file, { force: true });
    // A link to a name that is taken fails: of two shards that begin at the same moment one has the word.
    fs.linkSync(temporary, file);
    return split;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? (readKeptSplit(folder, split.total) ?? split) : split;
  } finally {
    remove(temporary);
  }
}

function remove(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // What could not be written is not there either.
  }
}
