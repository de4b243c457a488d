import { BatchError } from '../../../batch/errors/errors';
import { withLock, type LockTarget, type LockTools } from '../local';

/** So many critical sections share one hold of the lock at most, so that a run that waits for the lock gets it. */
const MOST = 16;

interface Waiting {
  run(): Promise<void>;
  refuse(error: unknown): void;
}

/**
 * Critical sections of one process inside one lock, one after the other. Those that wait when the lock is taken share
 * it: taking and giving back a lock are a dozen calls, each of them a journey where the folder is on a share, and files
 * of one PO arrive together.
 */
export class CriticalSections {
  private readonly waiting: Waiting[] = [];
  private serving: Promise<void> | undefined;

  constructor(
    private readonly target: LockTarget,
    private readonly tools: LockTools,
  ) {}

  /** What `work` returns or throws; rejects when the lock could not be taken. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, refuse) => {
      this.waiting.push({ run: () => work().then(resolve, refuse), refuse });
      this.serving ??= this.serve();
    });
  }

  /** Resolves when the lock is released: the result of a critical section is known before that. */
  async idle(): Promise<void> {
    await this.serving;
  }

  private async serve(): Promise<void> {
    while (this.waiting.length > 0) {
      try {
        await withLock(this.target, (confirm) => this.next(confirm), this.tools);
      } catch (error) {
        // Those that still wait have done nothing yet.
        if (error instanceof BatchError && error.code === 'LOCK_LOST') continue;
        for (const { refuse } of this.waiting.splice(0)) refuse(error);
      }
    }
    // In the same step as the last check of the queue: whoever comes a moment later must start a new service.
    this.serving = undefined;
  }

  private async next(confirm: () => Promise<void>): Promise<void> {
    for (let done = 0; done < MOST && this.waiting.length > 0; done++) {
      // A computer that slept during one critical section may find another run in the lock: the others wait for it
      // anew.
      if (done > 0) await confirm();
      await this.waiting.shift()!.run();
    }
  }
}
