import fs from 'fs-extra';
import type { PurchaseOrder } from '../batch/selection';
import { systemMove, type MoveTools } from './move-file';
import type { DoneElsewhere, OtherRuns } from './other-runs';
import { systemPlace, type PlaceTools, type PoClaim, type SharedPlace } from './shared-place';

/** What came of asking for a PO: it is this run's, another run did it meanwhile, or another run is at it. */
export type Asked = { is: 'ours' } | { is: 'done'; by: DoneElsewhere } | { is: 'held'; by: PoClaim; at: SharedPlace };

type Order = Pick<PurchaseOrder, 'po' | 'number'>;

/** Milliseconds between two looks at a claim that is waited for. */
const LOOK = 500;

/**
 * A run's claims among all runs: of the list, since two runs may work on it, and of the download folder, since runs of
 * two lists may meet there. Always in this order, so that no two runs wait for each other.
 */
export class SharedClaims {
  private stopped = false;
  private readonly stops = new Set<() => void>();

  constructor(
    private readonly list: SharedPlace,
    private readonly downloads: SharedPlace,
    private readonly others: OtherRuns,
    private readonly tools: Pick<PlaceTools, 'sleep'> = systemPlace,
  ) {}

  async take({ po, number }: Order): Promise<Asked> {
    const inList = await this.list.take(number, po);
    if (inList) return { is: 'held', by: inList, at: this.list };
    // Only now: with the claim in hand nobody else can end this PO any more.
    await this.others.update();
    const done = this.others.takeDone(po);
    if (done) {
      await this.list.release(number);
      return { is: 'done', by: done };
    }
    const inFolder = await this.downloads.take(number, po);
    if (!inFolder) return { is: 'ours' };
    await this.list.release(number);
    return { is: 'held', by: inFolder, at: this.downloads };
  }

  /** Resolves when asking again may have another answer, or nobody is to wait any more. */
  async untilFree({ number }: Order, at: SharedPlace): Promise<void> {
    while (!this.stopped && !(await at.mayBeFree(number))) await this.pause();
  }

  /** The moves by which files get into the PO's folder, each of them only while the PO is this run's. */
  moves({ po, number }: Order): MoveTools {
    return {
      ...systemMove,
      rename: (from, to) => this.downloads.fenced(po, number, () => systemMove.rename(from, to)),
      makeFolder: (folder) => this.downloads.fenced(po, number, () => fs.ensureDir(folder)),
    };
  }

  /** Writes down an attempt after which another follows: the PO stays this run's. */
  record<T>({ po, number }: Order, write: () => Promise<T>): Promise<T> {
    return this.list.fenced(po, number, write);
  }

  /** Writes down what became of the PO and gives it back. */
  async recordLast<T>({ po, number }: Order, write: () => Promise<T>): Promise<T> {
    const result = await this.list.fencedLast(po, number, write);
    await this.downloads.release(number);
    return result;
  }

  async release({ number }: Order): Promise<void> {
    await this.downloads.release(number);
    await this.list.release(number);
  }

  /** Nobody waits any more. */
  stop(): void {
    this.stopped = true;
    for (const stop of this.stops) stop();
  }

  async close(): Promise<void> {
    this.stop();
    await this.downloads.close();
    await this.list.close();
  }

  private async pause(): Promise<void> {
    let stop: (() => void) | undefined;
    const stopping = new Promise<void>((resolve) => this.stops.add((stop = resolve)));
    await Promise.race([this.tools.sleep(LOOK), stopping]);
    this.stops.delete(stop!);
  }
}
