import { createHash } from 'node:crypto';

/** The part of a shard's expected work that is offered to all shards, where they have a store in common. */
const SHARE = 0.1;

/**
 * The end of each shard's work: the shortest POs, the longest of them first, together at least a tenth of what the
 * shard has. The short ones even out best, and the long ones have begun by then. Pure. `times`: milliseconds.
 */
export function tailsOf(shards: readonly (readonly string[])[], times: ReadonlyMap<string, number>): string[][] {
  return shards.map((numbers) => {
    const timeOf = (number: string) => times.get(number) ?? 0;
    const load = numbers.reduce((sum, number) => sum + timeOf(number), 0);
    let [from, taken] = [numbers.length, 0];
    while (from > 0 && taken < load * SHARE) taken += timeOf(numbers[--from]!);
    return numbers.slice(from);
  });
}

/** What of the split is offered to a shard, and what of its own it offers. */
export interface Offer {
  /** Numbers of the shard's own tail, in the order in which it does them. */
  own: string[];
  /** Numbers of the other shards' tails, in the order in which it takes them. */
  others: string[];
}

/**
 * Each shard goes through its own tail from the front and through another's from the back, so that helper and owner
 * meet at one PO only; and begins with the shard after its own, so that helpers spread. Pure; `current` from 1.
 */
export function offerTo({ tails = [] }: { tails?: readonly (readonly string[])[] }, current: number): Offer {
  const at = current - 1;
  const after = [...tails.slice(at + 1), ...tails.slice(0, at)];
  return { own: [...(tails[at] ?? [])], others: after.flatMap((numbers) => numbers.toReversed()) };
}

/** POs in the order in which a shard does them: what only it has, its own tail, the tails of the others. Pure. */
export function inOrderOfOffer<T extends { number: string }>(orders: readonly T[], { own, others }: Offer): T[] {
  const place = new Map([...own, ...others].map((number, index) => [number, index]));
  const tail = orders.filter(({ number }) => place.has(number));
  return [
    ...orders.filter(({ number }) => !place.has(number)),
    ...tail.sort((a, b) => place.get(a.number)! - place.get(b.number)!),
  ];
}

/**
 * POs in an order of the run's own. Machines that go through one list in the same order want the same PO at the same
 * moment, again and again: one of them works, the others wait for it. Pure.
 */
export function inOrderOfRun<T extends { number: string }>(orders: readonly T[], run: string): T[] {
  const ranked = orders.map((order) => ({
    order,
    rank: createHash('sha256').update(`${run}:${order.number}`).digest('hex'),
  }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ order }) => order);
}
