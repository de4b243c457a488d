import type { PurchaseOrder } from '../../batch/list';
import { Claims } from './claims';
import type { DoneElsewhere, PoClaim, SharedStore } from '../store';

/**
 * `again`: another run had the PO and no longer has it, or the question is worth asking once more; `held`: another run
 * is at it, and was not to be waited for.
 */
export type ClaimAnswer =
  | { is: 'ours' }
  | { is: 'refused' }
  | { is: 'again' }
  | { is: 'done'; by: DoneElsewhere }
  | { is: 'held'; by: Pick<PoClaim, 'user' | 'host'> };

/**
 * One PO, one worker: within the run, and among all runs on the list and the download folder. Within the run a claim
 * ends with the worker's connection; among runs it stays with the run, whose retry goes on with it, until the PO is
 * recorded.
 */
export class OrderClaims {
  private readonly inRun = new Claims();
  private readonly said = new Map<string, string>();
  /** Holders whose connection is over: what they asked for before that must not be given to them any more. */
  private readonly departed = new WeakSet<object>();
  private closed = false;

  constructor(
    private readonly shared: Pick<SharedStore, 'take' | 'untilFree' | 'release' | 'stop'>,
    /** One line for the operator. */
    private readonly notice: (text: string) => void,
  ) {}

  /**
   * `onWait` is called when another run is at it: what this worker keeps others from is to be given back. `never`:
   * that run is not waited for.
   */
  async take(holder: object, order: PurchaseOrder, onWait: (() => void) | 'never'): Promise<ClaimAnswer> {
    const { po, number } = order;
    if (this.closed || this.departed.has(holder) || !(await this.inRun.take({ number, po, holder })))
      return { is: 'refused' };
    const asked = await this.shared.take(order).catch((error: unknown) => {
      this.inRun.release(holder, po);
      throw error;
    });
    // Its process has ended meanwhile. What was taken for it is the run's, and its retry goes on with it.
    if (!this.inRun.holds(holder, po)) return { is: 'refused' };
    if (asked.is === 'ours' && !this.closed) return asked;
    this.inRun.release(holder, po);
    if (asked.is === 'done') return asked;
    if (asked.is === 'held' && onWait === 'never') return { is: 'held', by: asked.by };
    if (asked.is === 'held' && onWait !== 'never' && !this.closed) {
      this.say(po, asked.by);
      onWait();
      await this.shared.untilFree(asked);
      if (!this.closed) return { is: 'again' };
    }
    await this.shared.release(order);
    return { is: 'refused' };
  }

  holds(holder: object, po: string): boolean {
    return this.inRun.holds(holder, po);
  }

  /** The worker's attempt is over. */
  release(holder: object, po: string): void {
    this.inRun.release(holder, po);
  }

  /** Ends what a lost connection held or waited for; returns the POs it held. */
  dropHolder(holder: object): string[] {
    this.departed.add(holder);
    return this.inRun.dropHolder(holder);
  }

  /** Refuses everybody who waits, and whoever still asks; those who hold go on. */
  close(): void {
    this.closed = true;
    this.inRun.refuseWaiting();
    this.shared.stop();
  }

  /** Once for each claim that is waited for, however often it is asked for. */
  private say(po: string, { user, host, since, run }: PoClaim): void {
    const mark = `${run} ${since}`;
    if (this.said.get(po) === mark) return;
    this.said.set(po, mark);
    this.notice(`⏳ ${po} is being done by ${user} on ${host} since ${clock(since)}`);
  }
}

const clock = (at: number) => new Date(at).toTimeString().slice(0, 5);
