import type { FullConfig, Suite, TestCase, TestRun } from '@playwright/test/reporter';
import { parsePoNumber } from '../../batch/list';
import type { Offer, Split } from '../../batch/shards';

/**
 * Leaves the tests of one shard in the run, and those that other shards offer to it. `current` is counted from 1.
 * Tests of the config that are no POs (a spec of the user's own, "nothing to do") are dealt out in the order of their
 * ids.
 */
export function excludeOtherShards(
  suite: Suite,
  testRun: Pick<TestRun, 'exclude'>,
  split: Split,
  current: number,
  offered: readonly string[] = [],
): void {
  const own = new Set([...split.shards[current - 1]!, ...offered]);
  const known = new Set(split.shards.flat());
  const numberOf = (test: TestCase) => {
    const number = parsePoNumber(test.title)?.number;
    return number !== undefined && known.has(number) ? number : undefined;
  };
  const tests = suite.allTests();
  const others = tests.filter((test) => numberOf(test) === undefined).sort((a, b) => (a.id < b.id ? -1 : 1));
  const dealt = new Set(others.filter((_, index) => index % split.total === current - 1));
  for (const test of tests) {
    const number = numberOf(test);
    if (number === undefined ? !dealt.has(test) : !own.has(number)) testRun.exclude(test);
  }
}

/** `25 of 100 POs, about 12 min of work, split 3f2a9c01d4e7`: what a person compares between shards. */
export function shardText(split: Split, current: number): string {
  const pos = split.shards.reduce((sum, { length }) => sum + length, 0);
  const load = split.loads[current - 1]! / 1_000;
  const work = load < 90 ? `${Math.round(load)} s` : `${Math.round(load / 60)} min`;
  return `${split.shards[current - 1]!.length} of ${pos} POs, about ${work} of work, split ${split.hash}`;
}

/** Empty without a store in common. */
export const offerText = (offer: Offer | undefined) =>
  offer ? `; up to ${offer.others.length} of other shards when those are late` : '';

/** Tells the reports: a blob report carries it to the merged one, which shows it among its metadata. */
export function noteInReports(config: FullConfig, current: number, split: Split): void {
  // The very object that the blob report holds: it is written at the run's end.
  Object.assign(config.metadata, { [`shard ${current} of ${split.total}`]: shardText(split, current) });
}
