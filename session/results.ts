import { unexpectedOutcome, type Outcome, type OutcomeRecord } from '../batch/outcome';
import { sessionEvents, type RunPlan, type Spent } from '../batch/protocol';
import { orderAddress } from '../batch/settings/portal-rules';
import { doneElsewhere, type DoneElsewhere } from './store';
import { Recorder, type Recorded, type RecorderParts } from './recorder';
import type { Task, TaskQueue } from './tasks';

/**
 * What became of each PO, whoever says so: the worker that did it, Playwright when its worker went away, another run
 * that was quicker. Recorded first, then reported; nothing of it keeps other POs from their rows.
 */
export class Results {
  readonly recorder: Recorder;
  private readonly events = sessionEvents();
  /** Records that nobody waits for but the end of the run; none of them rejects. */
  private readonly pending: Promise<void>[] = [];

  constructor(
    private readonly plan: RunPlan,
    private readonly parts: RecorderParts,
    private readonly queue: () => TaskQueue,
  ) {
    this.recorder = new Recorder(plan, parts);
  }

  async record(task: Task, outcome: Outcome, final: boolean): Promise<Recorded> {
    const recording = this.recorder.record(task, outcome, final);
    task.recording = recording.catch(() => undefined);
    const recorded = await recording;
    this.tell(recorded.record, task.spent);
    delete task.spent;
    if (final) this.parts.onFinal?.(recorded.record);
    return recorded;
  }

  /** For a PO whose process went away without an outcome, with no attempt left: `error` is all that is known. */
  lostForGood(task: Task, error: string): void {
    const coupaUrl = orderAddress(this.plan.settings, task.order.number);
    // An earlier attempt's outcome says more than "the process went away": its files are there.
    this.pending.push(
      this.recordLate(task, task.record ?? unexpectedOutcome(new Error(error), { supplier: '', coupaUrl })),
    );
  }

  /**
   * Another run has done the PO while this one wanted to: it counts as that run's result says, and no row is written.
   */
  settleElsewhere(task: Task, by: DoneElsewhere, attempt = task.attempt, slot = task.slot): OutcomeRecord {
    const record = doneElsewhere(by, { attempt, slot, at: Date.now() });
    Object.assign(task, { record, state: 'done' });
    this.tell(record);
    return record;
  }

  /**
   * What is still open is final now: a retry that never came (the run was stopped) leaves what the last attempt found.
   */
  async end(): Promise<void> {
    await Promise.all(this.pending);
    for (const task of this.queue()) {
      await task.recording;
      if (task.record) await this.recordLate(task, task.record);
    }
  }

  /**
   * For a PO whose worker no longer waits for the answer: what cannot be recorded must not keep the others from their
   * rows.
   */
  private async recordLate(task: Task, outcome: Outcome): Promise<void> {
    try {
      // What the worker had still sent before it went away counts more than that it went away.
      await task.recording;
      if (task.record?.final) return;
      // A PO whose process never came up was never claimed; one that another run is at is that run's to record.
      const asked = await this.parts.store.take(task.order);
      if (asked.is === 'ours') await this.record(task, outcome, true);
      if (asked.is === 'done') this.settleElsewhere(task, asked.by);
    } catch (error) {
      this.events.emit('notice', {
        level: 'error',
        text: `${task.order.po}: its result could not be recorded: ${(error as Error).message}`,
      });
    }
  }

  private tell(record: OutcomeRecord, spent?: Spent): void {
    this.events.emit('po-finished', { record, totals: this.queue().totals(), ...(spent && { spent }) });
  }
}
