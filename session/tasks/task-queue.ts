import { isSuccess, STATUSES, type OutcomeRecord, type Status } from '../../batch/outcome';
import type { PurchaseOrder } from '../../batch/list';
import type { RunTotals, Spent } from '../../batch/protocol';
import type { TargetFolder } from '../files';

/** Where a PO stands in this run. */
export type TaskState = 'pending' | 'running' | 'retrying' | 'done' | 'released';

/** One PO in this run. */
export class Task {
  slot = -1;
  attempt = 0;
  retriesLeft = 0;
  startedAt = 0;
  folder?: TargetFolder;
  /** The attempt that opened it: the next one reads the disk again. */
  folderOf?: number;
  /** Links of files that earlier attempts of this run have brought in. */
  readonly placed = new Set<string>();
  /** Its attachments in the order of the pages. */
  links: string[] = [];
  /** Ends, never rejecting, when the outcome that is being written down is on disk. */
  recording?: Promise<unknown>;
  /** Where the time of the attempt went that is being recorded. */
  spent?: Spent;
  private standing: TaskState = 'pending';
  private last: OutcomeRecord | undefined;
  /** The most attachments that an attempt of this run has found. */
  mostFound = 0;

  constructor(
    readonly order: PurchaseOrder,
    private readonly tally: Tally,
    /** Another shard's, and not taken by this run: nothing that it owes, and counted nowhere. */
    private offer = false,
  ) {
    if (!offer) tally.takeIn();
  }

  get offered(): boolean {
    return this.offer;
  }

  /** The run has taken the PO of another shard: from now on it counts. */
  accept(): void {
    if (this.offer) this.tally.takeIn();
    this.offer = false;
  }

  get state(): TaskState {
    return this.standing;
  }

  set state(state: TaskState) {
    if (!this.offer) this.tally.pending += Number(state === 'pending') - Number(this.standing === 'pending');
    this.standing = state;
  }

  /** The last outcome of an attempt, final or not. */
  get record(): OutcomeRecord | undefined {
    return this.last;
  }

  set record(record: OutcomeRecord | undefined) {
    if (this.last?.final) this.tally.count(this.last, -1);
    if (record?.final) this.tally.count(record, 1);
    this.last = record;
    this.mostFound = Math.max(this.mostFound, record?.found ?? 0);
  }
}

/** Kept up with each change: counting 10,000 POs after each of them took longer than doing them. */
class Tally {
  total = 0;
  pending = 0;
  readonly byStatus = new Map<Status, number>();

  count({ status }: OutcomeRecord, change: 1 | -1): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + change);
  }

  /** One more PO, that nobody has begun. */
  takeIn(): void {
    this.total++;
    this.pending++;
  }

  totals(): RunTotals {
    const totals: RunTotals = { total: this.total, done: 0, successful: 0, failed: 0, byStatus: {} };
    for (const status of STATUSES) {
      const count = this.byStatus.get(status);
      if (!count) continue;
      totals.done += count;
      totals[isSuccess(status) ? 'successful' : 'failed'] += count;
      totals.byStatus[status] = count;
    }
    return totals;
  }
}

/** The POs of the run and where each stands: the queue that `--workers` processes take from. */
export class TaskQueue {
  private readonly tally = new Tally();
  private readonly tasks = new Map<string, Task>();

  /** `offered`: numbers of POs of other shards, each counted only once this run takes it. */
  constructor(orders: PurchaseOrder[], offered: readonly string[] = []) {
    const others = new Set(offered);
    for (const order of orders) this.tasks.set(order.po, new Task(order, this.tally, others.has(order.number)));
  }

  get(po: string): Task | undefined {
    return this.tasks.get(po);
  }

  /** A PO outside the selection that a person runs from `--ui` or an editor. */
  add(order: PurchaseOrder): Task {
    const task = new Task(order, this.tally);
    this.tasks.set(order.po, task);
    return task;
  }

  [Symbol.iterator](): IterableIterator<Task> {
    return this.tasks.values();
  }

  /** Whether a PO waits for a worker to take it for the first time. */
  hasPending(): boolean {
    return this.tally.pending > 0;
  }

  /** POs with no final outcome. */
  unfinished(): string[] {
    return this.own()
      .filter((task) => !task.record?.final)
      .map((task) => task.order.po);
  }

  /** POs that `--last-failed` must run again: no outcome yet, or one that needs a person. */
  failedOrUnfinished(): string[] {
    return this.own()
      .filter((task) => !task.record?.final || !isSuccess(task.record.status))
      .map((task) => task.order.po);
  }

  totals(): RunTotals {
    return this.tally.totals();
  }

  /** What this run is to do, or has taken from others. */
  private own(): Task[] {
    return [...this.tasks.values()].filter(({ offered }) => !offered);
  }
}
