import { isSuccess, type OutcomeRecord } from '../../batch/outcome';
import type { PurchaseOrder } from '../../batch/list';
import type { RunTotals, Spent } from '../../batch/protocol';
import type { TargetFolder } from '../files';

/** Where a PO stands in this run. */
export type TaskState = 'pending' | 'running' | 'retrying' | 'done' | 'released';

export interface Task {
  order: PurchaseOrder;
  state: TaskState;
  slot: number;
  attempt: number;
  retriesLeft: number;
  startedAt: number;
  folder?: TargetFolder;
  /** The attempt that opened it: the next one reads the disk again. */
  folderOf?: number;
  /** Its attachments in the order of the pages. */
  links: string[];
  /** Ends, never rejecting, when the outcome that is being written down is on disk. */
  recording?: Promise<unknown>;
  /** Where the time of the attempt went that is being recorded. */
  spent?: Spent;
  /** The last outcome of an attempt, final or not. */
  record?: OutcomeRecord;
}

/** The POs of the run and where each stands: the queue that `--workers` processes take from. */
export class TaskQueue {
  private readonly tasks: Map<string, Task>;

  constructor(orders: PurchaseOrder[]) {
    this.tasks = new Map(orders.map((order) => [order.po, newTask(order)]));
  }

  get(po: string): Task | undefined {
    return this.tasks.get(po);
  }

  /** A PO outside the selection that a person runs from `--ui` or an editor. */
  add(order: PurchaseOrder): Task {
    const task = newTask(order);
    this.tasks.set(order.po, task);
    return task;
  }

  [Symbol.iterator](): IterableIterator<Task> {
    return this.tasks.values();
  }

  /** Whether a PO waits for a worker to take it for the first time. */
  hasPending(): boolean {
    return [...this.tasks.values()].some(({ state }) => state === 'pending');
  }

  /** POs with no final outcome. */
  unfinished(): string[] {
    return [...this.tasks.values()].filter((task) => !task.record?.final).map((task) => task.order.po);
  }

  /** POs that `--last-failed` must run again: no outcome yet, or one that needs a person. */
  failedOrUnfinished(): string[] {
    return [...this.tasks.values()]
      .filter((task) => !task.record?.final || !isSuccess(task.record.status))
      .map((task) => task.order.po);
  }

  totals(): RunTotals {
    const totals: RunTotals = { total: this.tasks.size, done: 0, successful: 0, failed: 0, byStatus: {} };
    for (const { record } of this.tasks.values()) {
      if (!record?.final) continue;
      totals.done++;
      totals[isSuccess(record.status) ? 'successful' : 'failed']++;
      totals.byStatus[record.status] = (totals.byStatus[record.status] ?? 0) + 1;
    }
    return totals;
  }
}

function newTask(order: PurchaseOrder): Task {
  return { order, state: 'pending', slot: -1, attempt: 0, retriesLeft: 0, startedAt: 0, links: [] };
}
