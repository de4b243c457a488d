import fs from 'fs-extra';
import type { PurchaseOrder } from '../../batch/list';
import { systemMove, type MoveTools } from '../files';
import type { DoneElsewhere, OtherRuns } from './other-runs';
import { systemTools, TakenOver, type SharedFolderTools, type PoClaim, type SharedFolder } from './shared-folder';

/** What came of asking for a PO: it is this run's, another run did it meanwhile, or another run is at it. */
export type Asked = { is: 'ours' } | { is: 'done'; by: DoneElsewhere } | { is: 'held'; by: PoClaim; at: SharedFolder };

type Order = Pick<PurchaseOrder, 'po' | 'number'>;

/** Milliseconds between two readings of a claim that is waited for. */
const POLL = 500;

/**
 * A run's claims among all runs: of the list, since two runs may work on it, and of the download folder, since runs of
 * two lists may meet there. Always in this order, so that no two runs wait for each other.
 */
export class SharedClaims {
  private stopped = false;
  private readonly stops = new Set<() => void>();

  constructor(
    private readonly list: SharedFolder,
    private readonly downloads: SharedFolder,
    private readonly others: OtherRuns,
    private readonly tools: Pick<SharedFolderTools, 'sleep'> = systemTools,
  ) {}

  async take({ po, number }: Order): Promise<Asked> {
    const inList = await this.list.take(number, po);
    if (inList) return { is: 'held', by: inList, at: this.list };
    // Only now: while this run has the claim, no other run can end this PO.
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
  async untilFree({ number }: Order, at: SharedFolder): Promise<void> {
    while (!this.stopped && !(await at.mayBeFree(number))) await this.pause();
  }

  /** The moves by which files get into the PO's folder, each of them only while the PO is this run's. */
  moves(order: Order): MoveTools {
    const fenced = (work: () => Promise<void>) =>
      this.saying(order, this.downloads.fenced(order.po, order.number, work));
    return {
      ...systemMove,
      rename: (from, to) => fenced(() => systemMove.rename(from, to)),
      makeFolder: (folder) => fenced(() => fs.ensureDir(folder)),
    };
  }

  /** Writes down an attempt after which another follows: the PO stays this run's. */
  record<T>(order: Order, write: () => Promise<T>): Promise<T> {
    return this.saying(order, this.list.fenced(order.po, order.number, write));
  }

  /** Writes down what became of the PO and gives it back. */
  async recordLast<T>(order: Order, write: () => Promise<T>): Promise<T> {
    const result = await this.saying(order, this.list.fencedLast(order.po, order.number, write));
    // Not waited for: the result is recorded already, and the lock keeps the order of what this run does next there.
    void this.downloads.release(order.number).catch(() => undefined);
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

  /** A PO that was taken over and is done has no claim any more; the other run's journal names who did it. */
  private async saying<T>({ po }: Order, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof TakenOver) || error.by) throw error;
      await this.others.update();
      throw new TakenOver(po, this.others.lastOf(po));
    }
  }

  private async pause(): Promise<void> {
    let stop: (() => void) | undefined;
    const stopping = new Promise<void>((resolve) => this.stops.add((stop = resolve)));
    await Promise.race([this.tools.sleep(POLL), stopping]);
    this.stops.delete(stop!);
  }
}
