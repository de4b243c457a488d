import { BatchError } from '../batch/errors/errors';
import { EXIT } from '../batch/errors/exit-codes';
import {
  sessionEvents,
  type Request,
  type Requests,
  type StepMessage,
  type RunPlan,
  type StopReason,
  type WorkerConnection,
} from '../batch/protocol';
import { nextAttempt, workerStays } from '../batch/outcome';
import { resultCells, type PurchaseOrder } from '../batch/list';
import { diskFullMessage, isDiskFull } from './files';
import { Recovery, type Waits } from './portal';
import type { MessagePdfs } from './mail';
import type { ProfileManager } from './profiles';
import type { RecorderParts } from './recorder';
import { Results } from './results';
import { TakenOver } from './store';
import type { RequestHandler } from './session-server';
import { OrderClaims, PageReading, TaskQueue, WorkClock, type Task } from './tasks';
import type { WorkerPool } from './pool/worker-pool';

export interface SessionParts extends RecorderParts {
  /** The copies of the profile. */
  profiles: Pick<ProfileManager, 'take' | 'giveBack' | 'tellTotals'>;
  /** Permits: how many workers may work now. */
  pool: WorkerPool;
  /** Makes PDFs of messages; absent when that is not wanted. */
  messagePdfs?: Pick<MessagePdfs, 'add' | 'stop' | 'end'> | undefined;
  /** Called once the number of workers is known. */
  onBegin?(workers: number): void;
  /** Ends the Playwright run: no further test begins. */
  interrupt(): void;
  /** For tests: shorter ones. */
  waits?: Waits | undefined;
}

const STOPPING =
  '🛑 Stopping: no further PO is taken, those under way have 30 s to finish. Ctrl+C again stops at once.';

/**
 * One per run, in the main process: hands out POs, moves finished files into place, and records what became of each PO
 * (journal first, then input.csv, then reporters). Workers ask; only the session touches what runs share.
 */
export class ProcessingSession implements RequestHandler {
  private readonly events = sessionEvents();
  private readonly claims: OrderClaims;
  private readonly results: Results;
  readonly recovery: Recovery;
  private readonly reading: PageReading;
  private readonly clock = new WorkClock();
  private readonly orders: ReadonlyMap<string, PurchaseOrder>;
  private queue: TaskQueue;
  private begun = false;
  /** A person named some of the POs: the rest of the list is nothing for this run. */
  private narrowed = false;
  /** Of the workers that wait for their PO's next attempt. */
  private readonly resting = new Set<() => void>();
  /** Playwright has named the tests that run: from then on the last-failed state is this session's. */
  knowsItsTests = false;
  /**
   * A reporter before all others calls a failure unexpected again that its worker called expected: a test may fail
   * without its process being replaced. False where no such reporter runs.
   */
  failuresKeepWorker = false;
  private ended = false;
  stopReason: StopReason | undefined;

  constructor(
    readonly plan: RunPlan,
    private readonly parts: SessionParts,
  ) {
    this.results = new Results(
      plan,
      { ...parts, onFinal: (record) => parts.messagePdfs?.add(record) },
      () => this.queue,
    );
    this.claims = new OrderClaims(parts.store, (text) => this.events.emit('notice', { level: 'info', text }));
    this.orders = new Map(plan.orders.map((order) => [order.po, order]));
    this.queue = new TaskQueue(plan.orders, plan.offer?.others);
    this.reading = new PageReading(plan.settings.executionMode);
    this.recovery = new Recovery({
      settings: plan.settings,
      waits: parts.waits,
      total: () => this.queue.totals().total,
      stopReason: () => this.stopReason,
      stop: (reason) => this.stop(reason),
    });
  }

  /**
   * Called once the selected tests are known. Without Playwright's reporters (`--ui`, editors) the first claim does it.
   */
  begin(selected: ReadonlySet<string> | undefined, workers: number): void {
    if (this.begun) return;
    this.begun = true;
    this.knowsItsTests = selected !== undefined;
    if (selected)
      this.queue = new TaskQueue(
        this.plan.orders.filter((order) => selected.has(order.po)),
        this.plan.offer?.others,
      );
    this.narrowed = selected === undefined || selected.size < this.plan.orders.length;
    if (selected) this.parts.onBegin?.(workers);
    if (selected) this.choose();
    this.events.emit('run-started', {
      plan: this.plan,
      workers,
      at: Date.now(),
      total: this.queue.totals().total,
      ...(selected && { pos: [...selected] }),
    });
  }

  /** What runs share is told what this one is to do: if it is killed, `--last-failed` takes the rest on any machine. */
  private choose(): void {
    const orders = [...this.queue].flatMap(({ order, offered }) => (offered ? [] : [order]));
    this.parts.store.choose(orders).catch((error: Error) =>
      this.events.emit('notice', {
        level: 'warning',
        text: `What this run is to do could not be written down for --last-failed: ${error.message}`,
      }),
    );
  }

  /** POs of which another run's report tells: they are in this one's too, and are to show once when both are merged. */
  shownElsewhere(): string[] {
    const { offer } = this.plan;
    const own = new Set(offer?.own);
    return [...this.queue]
      .filter(({ order, offered, record }) => offered || (own.has(order.number) && record?.doneBy !== undefined))
      .map(({ order }) => order.po);
  }

  /** POs that a next run has to take, for the last-failed state. */
  failedOrUnfinished(): string[] {
    return this.queue.failedOrUnfinished();
  }

  /** True when no further attempt at this PO makes sense. */
  isSettled(po: string): boolean {
    return this.queue.get(po)?.record?.final === true;
  }

  async handle(worker: WorkerConnection, request: Request): Promise<object> {
    try {
      return await this.answer(worker, request);
    } catch (error) {
      // Whichever file found the disk full: nothing that is done from now on could be kept.
      if (isDiskFull(error))
        this.stop({
          code: 'disk-full',
          message: diskFullMessage((error as NodeJS.ErrnoException).path ?? this.parts.store.path),
        });
      throw error;
    }
  }

  private async answer(worker: WorkerConnection, request: Request): Promise<object> {
    switch (request.type) {
      case 'hello':
        return { run: this.plan.run };
      case 'permit':
        // Without Playwright's reporters (`--ui`, editors) nobody else says that the run begins.
        this.begin(undefined, 1);
        return this.clock.during(worker, 'permit', async () => ({
          answer: await this.parts.pool.acquire(worker, request.browser),
        }));
      case 'claim':
        return this.claim(worker, request);
      case 'folder':
        return this.results.recorder.openFolder(this.held(worker, request.po), request.supplier, request.links);
      case 'file':
        return this.results.recorder.placeFile(this.held(worker, request.po), request);
      case 'outcome':
        return this.endAttempt(worker, this.held(worker, request.po), request);
      case 'rest':
        return this.clock.during(worker, 'rest', () => this.rest(request.wait));
      case 'release':
        return this.release(worker, this.held(worker, request.po));
      case 'stop':
        this.stop({ code: request.code, message: request.message });
        return {};
      case 'profile':
        return this.profileCopy(worker);
      case 'profile-back':
        this.parts.profiles.giveBack(
          worker,
          request.healthy,
          this.stopReason?.code === 'signed-out' ? [] : request.cookies,
        );
        return {};
      case 'admit':
      case 'trouble':
        return this.clock.turn(worker, () => this.recovery.handle(worker, request));
      case 'probed':
        return this.clock.probed(worker, () => this.recovery.handle(worker, request));
      case 'pause':
      case 'restart':
        return this.recovery.handle(worker, request);
      case 'ready':
        this.parts.pool.browserReady(worker);
        this.recovery.browserReady();
        this.events.emit('worker-ready', { slot: worker.slot, milliseconds: request.milliseconds });
        return {};
    }
  }

  step(worker: WorkerConnection, { po, text, doing }: StepMessage): void {
    // Work that was given up goes on talking for a moment: its time is not the next PO's.
    if (doing && this.claims.holds(worker, po)) this.clock.doing(worker, doing);
    this.events.emit('po-step', { po, slot: worker.slot, text });
  }

  /** A worker process went away. Whether its POs are tried again is Playwright's to say: see `attemptEnded`. */
  lost(worker: WorkerConnection): void {
    this.parts.pool.release(worker);
    this.parts.profiles.giveBack(worker, false);
    const spent = this.clock.take(worker);
    const held = this.claims.dropHolder(worker);
    this.recovery.lost(worker, held);
    for (const po of held) {
      const task = this.queue.get(po);
      if (task) task.state = 'released';
      this.events.emit('po-released', { po, slot: worker.slot, spent });
    }
  }

  /**
   * Playwright's word that an attempt ended. An attempt that ended without an outcome (its process was killed, ran out
   * of memory, never came up) has nobody else to record it; with no retry left it must not vanish from input.csv.
   */
  attemptEnded(po: string, attempt: number, failed: boolean, retriesLeft: number, error: string): void {
    const task = this.queue.get(po);
    if (!task || !failed || retriesLeft > 0 || this.stopReason || task.record?.final || this.ended) return;
    task.attempt = attempt;
    task.retriesLeft = 0;
    this.results.lostForGood(task, error);
  }

  /** Ends the run before its last PO. POs in flight may finish; none is taken any more. */
  stop(reason: StopReason): void {
    if (this.stopReason) return;
    this.stopReason = reason;
    this.parts.pool.close();
    for (const wake of this.resting) wake();
    this.claims.close();
    this.recovery.stop();
    // A portal that is away keeps nobody from its files; a person who waits, and a full disk, do.
    if (reason.code === 'interrupted' || reason.code === 'disk-full') this.parts.messagePdfs?.stop();
    this.events.emit(
      'notice',
      reason.code === 'interrupted' ? { level: 'info', text: STOPPING } : { level: 'error', text: reason.message },
    );
    this.parts.interrupt();
  }

  /** After the last test: writes what is still due. */
  async end(): Promise<void> {
    // A run without any claim (nothing selected) still has invalid rows and a closing line.
    this.begin(undefined, 0);
    await this.results.end();
    await this.parts.store.catchUp();
    await this.parts.messagePdfs?.end(!this.narrowed);
    this.ended = true;
    await this.parts.writeBack.close();
    this.parts.profiles.tellTotals();
    const { stopReason: stop } = this;
    const pages = this.reading.totals();
    this.events.emit('run-ended', {
      totals: this.queue.totals(),
      at: Date.now(),
      unfinished: this.queue.unfinished(),
      restarts: this.recovery.counts(),
      ...(stop && { stop }),
      ...(pages && { pages }),
    });
  }

  private async claim(worker: WorkerConnection, ask: Requests['claim']['ask']): Promise<Requests['claim']['reply']> {
    this.begin(undefined, 1);
    const order = this.orders.get(ask.po);
    if (!order) throw new BatchError('UNKNOWN_PO', `${ask.po} is not in this run's list.`, 1);
    const task = this.queue.get(ask.po) ?? this.queue.add(order);
    // Its process went away before it heard that the result is on disk: without this its retry would do it all again.
    await task.recording;
    if (task.record?.final && ask.attempt > 0)
      return {
        granted: false,
        done: task.record,
        row: resultCells(task.record, order.supplier, new Date(task.record.endedAt)),
        workerStays: this.failuresKeepWorker,
      };
    // A person runs it once more, from `--ui` or an editor.
    if (task.record?.final) task.record = undefined;
    const onWait = task.offered ? ('never' as const) : () => this.parts.pool.release(worker);
    const answer = await this.claims.take(worker, order, onWait);
    // Its own shard waits for it; this one is better off with the next.
    if (answer.is === 'held' || (answer.is === 'done' && task.offered)) {
      this.clock.take(worker);
      return { granted: false, elsewhere: `${answer.by.user} on ${answer.by.host} does it, or has done it` };
    }
    if (answer.is === 'again') return { granted: false, again: true };
    // Its wait was for a PO that another did: it is no other PO's.
    if (answer.is === 'done') this.clock.take(worker);
    if (answer.is === 'done') {
      await this.results.recorder.leaveWork(task, answer.by.entry.record).catch(() => undefined);
      return {
        granted: false,
        done: this.results.settleElsewhere(task, answer.by, ask.attempt, worker.slot),
        row: answer.by.entry.cells,
        workerStays: this.failuresKeepWorker,
      };
    }
    if (answer.is === 'refused') return { granted: false, why: this.stopReason?.message ?? 'the run is ending' };
    // Playwright counts processes; some of the attempts were made within one.
    const attempt = Math.max(ask.attempt, task.record ? task.record.attempt + 1 : 0);
    const retriesLeft = Math.max(0, ask.retriesLeft - (attempt - ask.attempt));
    task.accept();
    Object.assign(task, { state: 'running', slot: worker.slot, attempt, retriesLeft, startedAt: Date.now() });
    this.events.emit('po-started', { po: ask.po, slot: worker.slot, attempt, at: task.startedAt });
    return { granted: true, attempt, retriesLeft, reading: this.reading.next(), foundBefore: task.mostFound };
  }

  private held(worker: WorkerConnection, po: string): Task {
    const task = this.queue.get(po);
    // A worker that was thought dead and comes back must not write into a PO that another has taken since.
    if (!task || !this.claims.holds(worker, po))
      throw new BatchError('NOT_HELD', `${po} is no longer this worker's.`, 1);
    return task;
  }

  private async endAttempt(
    worker: WorkerConnection,
    task: Task,
    { outcome, links, browser = 'up', announced = false, pages, differs }: Requests['outcome']['ask'],
  ): Promise<Requests['outcome']['reply']> {
    task.links = links;
    task.spent = this.clock.take(worker);
    const { attempt, retriesLeft } = task;
    const then = nextAttempt({
      outcome,
      attempt,
      retriesLeft,
      browser,
      announced,
      othersWait: this.queue.hasPending(),
    });
    if (pages) this.reading.count(pages);
    const notice = differs && this.reading.differed(task.order.po, differs);
    if (notice) this.events.emit('notice', { level: 'warning', text: notice });
    this.recovery.ended(worker, task.order.po);
    try {
      const recorded = await this.results.record(task, outcome, then.next === 'none');
      // It waits for its next attempt: another worker may use its permit meanwhile.
      if (then.next === 'here') this.parts.pool.release(worker);
      return { ...recorded, then, workerStays: this.failuresKeepWorker && workerStays(then, browser) };
    } catch (error) {
      if (error instanceof TakenOver) this.takenOver(worker, task, error);
      throw error;
    } finally {
      this.claims.release(worker, task.order.po);
    }
  }

  /** Here and not in the worker: Ctrl+C must not wait for it. */
  private async rest(wait: number): Promise<Requests['rest']['reply']> {
    if (this.stopReason || wait <= 0) return {};
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      wake = () => (clearTimeout(timer), resolve());
    });
    this.resting.add(wake);
    await woken;
    this.resting.delete(wake);
    return {};
  }

  private async release(worker: WorkerConnection, task: Task): Promise<Requests['release']['reply']> {
    task.state = 'released';
    // Done again, maybe in this very attempt: the disk is read anew.
    delete task.folderOf;
    await this.parts.store.release(task.order);
    this.claims.release(worker, task.order.po);
    this.events.emit('po-released', { po: task.order.po, slot: worker.slot, spent: this.clock.take(worker) });
    return {};
  }

  /** The error tells the worker; what it shows of its work must not stay on the screen. */
  private takenOver(worker: WorkerConnection, task: Task, { message }: Error): void {
    task.state = 'released';
    this.events.emit('notice', { level: 'warning', text: message });
    this.events.emit('po-released', { po: task.order.po, slot: worker.slot });
  }

  /** A profile that cannot be copied stops the run: every PO would fail of the same, three times. */
  private async profileCopy(worker: WorkerConnection): Promise<Requests['profile']['reply']> {
    try {
      return await this.parts.profiles.take(worker, worker.slot);
    } catch (error) {
      if (error instanceof BatchError && !this.ended)
        this.stop({ code: error.exitCode === EXIT.DISK_FULL ? 'disk-full' : 'profile', message: error.message });
      throw error;
    }
  }
}
