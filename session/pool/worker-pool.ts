/**
 * Permits of a run: how many of Playwright's worker processes may work now. A process keeps its permit from PO to PO,
 * so that browsers which are up do the work; it gives it back when there are more permits out than allowed, and loses
 * it with its connection. A running PO is never cut off. Synchronous, so that who goes next is decided in one step.
 */
export class WorkerPool {
  private readonly holders = new Set<object>();
  private readonly waiting: Waiter[] = [];
  /** Workers whose browser is up. */
  private readonly browsers = new WeakSet<object>();
  private memoryTight = false;
  private closed = false;
  private lastStart = -Infinity;
  private waking = false;

  /** Without a limit until somebody sets one: `--ui` and editors run one PO at a time anyway. */
  constructor(
    private limitNow = Infinity,
    private readonly starts = startsOf(Infinity),
    private readonly clock: PoolClock = { now: () => performance.now(), after: (ms, act) => void setTimeout(act, ms) },
  ) {}

  get limit(): number {
    return this.limitNow;
  }

  get running(): number {
    return this.holders.size;
  }

  /** Permits whose browser is still starting: its storm of CPU says nothing about the load of the work. */
  get starting(): number {
    return [...this.holders].filter((holder) => !this.browsers.has(holder)).length;
  }

  browserReady(holder: object): void {
    this.browsers.add(holder);
    this.admit();
  }

  get queued(): number {
    return this.waiting.length;
  }

  /**
   * Asked before every PO; `browser` says whether the worker's is up. Resolves `granted` with a permit, `refused` when
   * the pool was closed or the holder went away, `close-browser` when the worker is to ask again without one.
   */
  acquire(holder: object, browser = false): Promise<PermitAnswer> {
    if (browser) this.browsers.add(holder);
    else this.browsers.delete(holder);
    if (this.closed) return Promise.resolve('refused');
    if (this.holders.has(holder) && this.holders.size <= this.limitNow) return Promise.resolve('granted');
    this.holders.delete(holder);
    return new Promise((answer) => {
      this.waiting.push({ holder, answer });
      this.admit();
      this.freeMemory();
    });
  }

  /** The worker has gone away. */
  release(holder: object): void {
    this.dismiss((waiter) => waiter.holder === holder, 'refused');
    if (this.holders.delete(holder)) this.admit();
  }

  /** Lowering lets those who run finish; raising admits whoever waits at once. */
  setLimit(limit: number): void {
    this.limitNow = Math.max(1, limit);
    this.admit();
  }

  /** While memory is short nobody waits with a browser: a parked one would go on taking what it takes. */
  setMemoryTight(tight: boolean): void {
    this.memoryTight = tight;
    this.freeMemory();
  }

  /** Refuses everybody who waits. */
  close(): void {
    this.closed = true;
    this.dismiss(() => true, 'refused');
  }

  private freeMemory(): void {
    if (this.memoryTight) this.dismiss(({ holder }) => this.browsers.has(holder), 'close-browser');
  }

  private admit(): void {
    while (this.holders.size < this.limitNow) {
      // A browser that is up costs nothing to use, and need not wait behind those that would have to start one.
      const up = this.waiting.findIndex(({ holder }) => this.browsers.has(holder));
      const next = up < 0 && this.mayStart() ? 0 : up;
      const [admitted] = next < 0 ? [] : this.waiting.splice(next, 1);
      if (!admitted) return;
      if (up < 0) this.lastStart = this.clock.now();
      this.holders.add(admitted.holder);
      admitted.answer('granted');
    }
  }

  /** Whether one more browser may start now; sees to it that it is asked again when it may. */
  private mayStart(): boolean {
    if (this.waiting.length === 0 || this.starting >= this.starts.atOnce) return false;
    const early = this.lastStart + this.starts.apart - this.clock.now();
    if (early <= 0) return true;
    if (!this.waking) {
      this.waking = true;
      this.clock.after(early, () => {
        this.waking = false;
        this.admit();
      });
    }
    return false;
  }

  private dismiss(which: (waiter: Waiter) => boolean, answer: PermitAnswer): void {
    const dismissed = this.waiting.filter(which);
    for (const waiter of dismissed) this.waiting.splice(this.waiting.indexOf(waiter), 1);
    for (const waiter of dismissed) waiter.answer(answer);
  }
}

/** When browsers may start that are not up yet. */
export interface Starts {
  /**
   * How many may be starting. Each keeps a core busy: more of them at once than there are cores take longer than one
   * after the other.
   */
  atOnce: number;
  /**
   * Milliseconds between two. Workers that come up together stay in step: all their POs want the processor at the same
   * moments.
   */
  apart: number;
}

/** Milliseconds apart that two POs must be to get out of each other's way, where there is one core. */
const OUT_OF_STEP = 500;

/** How browsers start on so many cores. Pure. */
export const startsOf = (cores: number): Starts => ({ atOnce: cores, apart: OUT_OF_STEP / cores });

export interface PoolClock {
  now(): number;
  after(ms: number, act: () => void): void;
}

export type PermitAnswer = 'granted' | 'refused' | 'close-browser';

interface Waiter {
  holder: object;
  answer(permit: PermitAnswer): void;
}
