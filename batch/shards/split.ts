import { createHash } from 'node:crypto';
import { tailsOf } from './tail';

/** How long a PO is expected to take. Whole milliseconds, so that sums are the same on every computer. */
export interface ExpectedTime {
  /** The PO's number without its prefix: two spellings of one order belong to one shard. */
  number: string;
  milliseconds: number;
}

/** Which shard does which PO. */
export interface Split {
  total: number;
  /** Numbers of the POs by shard, the longest first; the first shard is `shards[0]`. */
  shards: string[][];
  /** Milliseconds of work that each shard is expected to have. */
  loads: number[];
  /**
   * Numbers by shard that all shards may take where they have a store in common; splits of earlier versions have
   * none.
   */
  tails?: string[][];
  /** Twelve hexadecimal digits. Shards that show the same hash were split in the same way. */
  hash: string;
}

/**
 * Longest first, each to the shard that has least so far (LPT): at most a third worse than the best split there is.
 * Pure; the order of `times` does not matter. Of two entries with one number the longer counts.
 */
export function splitByTime(times: readonly ExpectedTime[], total: number): Split {
  const longest = new Map<string, number>();
  for (const { number, milliseconds } of times)
    longest.set(number, Math.max(longest.get(number) ?? 0, Math.max(0, Math.round(milliseconds))));
  const sorted = [...longest].sort(([a, left], [b, right]) => right - left || byText(a, b));
  const shards: string[][] = Array.from({ length: total }, () => []);
  const loads = new Array<number>(total).fill(0);
  for (const [number, milliseconds] of sorted) {
    const least = leastOf(loads, shards);
    shards[least]!.push(number);
    loads[least]! += milliseconds;
  }
  return { total, shards, loads, tails: tailsOf(shards, longest), hash: hashOf(shards) };
}

/** Of equal loads the shard with fewer POs: POs of which nothing is known must not all go to the first. */
function leastOf(loads: readonly number[], shards: readonly string[][]): number {
  let least = 0;
  for (let index = 1; index < loads.length; index++) {
    const less = loads[index]! - loads[least]! || shards[index]!.length - shards[least]!.length;
    if (less < 0) least = index;
  }
  return least;
}

/** Depends on who is where, and not on why. */
export function hashOf(shards: readonly (readonly string[])[]): string {
  return digest(JSON.stringify(shards.map((numbers) => numbers.toSorted(byText)))).slice(0, 12);
}

/** Names a set of POs, whatever their order. */
export const hashOfNumbers = (numbers: Iterable<string>) =>
  digest(JSON.stringify([...new Set(numbers)].sort(byText))).slice(0, 12);

/** By code units: `localeCompare` depends on the computer's language. */
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
