import type { InputFile } from '../../batch/list';
import { expectedTimes, hashOfNumbers, listedOrders, splitByTime, type Split } from '../../batch/shards';
import type { RunJournal } from '../../session/store';
import { keepSplit, readKeptSplit, stillHolds } from './kept-split';
import { endedSince, isOneOfSeveralCopies, measuredTimes, sizesOf } from './measured';

/** What the run's plan was made from. */
export interface SplitBasis {
  input: InputFile;
  journals: RunJournal[];
  /** Folder beside the list where its runs keep what they share. */
  folder: string;
}

interface Holder {
  basis?: SplitBasis;
  splits: Map<number, Split>;
}

const KEY = Symbol.for('playwright-po-batch.split');

/** On globalThis, since reporters, config and global setup are loaded as separate module graphs. */
const holder = (): Holder => ((globalThis as { [KEY]?: Holder })[KEY] ??= { splits: new Map() });

/** Called while the plan is frozen: the split must rest on the rows and journals that the plan rests on. */
export function setSplitBasis(basis: SplitBasis): void {
  Object.assign(holder(), { basis, splits: new Map() });
}

/**
 * The split of this run's list over so many shards; undefined when this process has made no plan. `keep`: written down
 * for the shards that start later.
 */
export function splitOfRun(total: number, keep = true): Split | undefined {
  const { basis, splits } = holder();
  if (!basis) return undefined;
  const known = splits.get(total) ?? splitOf(basis, total, keep);
  splits.set(total, known);
  return known;
}

/** Reads and writes the kept split; otherwise it depends on nothing but its arguments. */
export function splitOf({ input, journals, folder }: SplitBasis, total: number, keep = true): Split {
  const orders = listedOrders(input);
  const numbers = hashOfNumbers(orders.map(({ number }) => number));
  const completed = new Set(orders.filter(({ status }) => status === 'COMPLETED').map(({ number }) => number));
  const kept = readKeptSplit(folder, total);
  if (kept && stillHolds(kept, numbers, completed, endedSince(journals, kept.journals))) return kept;
  const alone = isOneOfSeveralCopies(journals);
  const times = alone
    ? orders.map(({ number }) => ({ number, milliseconds: 1_000 }))
    : expectedTimes(orders, measuredTimes(journals));
  const split = splitByTime(times, total);
  if (!keep) return split;
  const open = orders.map(({ number }) => number).filter((number) => !completed.has(number));
  return keepSplit(folder, { ...split, numbers, open, journals: sizesOf(journals) }, kept);
}
