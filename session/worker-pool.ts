/**
 * Permits of a run: how many of Playwright's worker processes may work now. A process without a permit waits before its
 * test's time begins; a running PO is never cut off. Synchronous, so that who goes next is decided in one step.
 */
export class WorkerPool {
  private readonly holders = new Set<object>();
  private readonly waiting: { holder: object; enter: (granted: boolean) => void }[] = [];
  /** Holders whose browser is up. */
  private readonly ready = new WeakSet<object>();
  private closed = false;

  /**
   * Without a limit until somebody sets one: `--ui` and editors run one PO at a time anyway. `startsAtOnce`: how many
   * holders may have a browser that is still starting. Starts keep a core busy each: more of them at once than there are
   * cores take longer than one after the other.
   */
  constructor(
    private limitNow = Infinity,
    private readonly startsAtOnce = Infinity,
  ) {}

  get limit(): number {
    return this.limitNow;
  }

  get running(): number {
    return this.holders.size;
  }

  /** Permits whose browser is still starting: its storm of CPU says nothing about the load of the work. */
  get starting(): number {
    return [...this.holders].filter((holder) => !this.ready.has(holder)).length;
  }

  browserReady(holder: object): void {
    this.ready.add(holder);
    this.admit();
  }

  get queued(): number {
    return this.waiting.length;
  }

  /** Resolves true with a permit; false when the pool was closed or the holder went away. */
  acquire(holder: object): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    if (this.holders.has(holder)) return Promise.resolve(true);
    return new Promise((enter) => {
      this.waiting.push({ holder, enter });
      this.admit();
    });
  }

  release(holder: object): void {
    const at = this.waiting.findIndex((waiter) => waiter.holder === holder);
    if (at >= 0) this.waiting.splice(at, 1)[0]!.enter(false);
    if (this.holders.delete(holder)) this.admit();
  }

  /** Lowering lets those who run finish; raising admits whoever waits at once. */
  setLimit(limit: number): void {
    this.limitNow = Math.max(1, limit);
    this.admit();
  }

  /** Turns everybody away who waits. */
  close(): void {
    this.closed = true;
    for (const { enter } of this.waiting.splice(0)) enter(false);
  }

  private admit(): void {
    while (this.holders.size < this.limitNow) {
      // Whose browser is up goes past those who would have to start one, and who still may not.
      const next = this.starting < this.startsAtOnce ? 0 : this.waiting.findIndex(({ holder }) => this.ready.has(holder));
      const [admitted] = next < 0 ? [] : this.waiting.splice(next, 1);
      if (!admitted) return;
      this.holders.add(admitted.holder);
      admitted.enter(true);
    }
  }
}
