import { BatchError } from '../../batch/settings/errors';
import { withLock, type LockPlace, type LockTools } from './file-lock';

/** So many sections share one hold at most: another run that waits for the lock gets its turn. */
const MOST = 16;

interface Section {
  run(): Promise<void>;
  refuse(error: unknown): void;
}

/**
 * Sections of one process inside one lock, one after the other. Those that wait when the lock is had share it: taking and
 * giving back a lock are a dozen calls, each of them a journey where the folder is on a share, and files of one PO arrive
 * together.
 */
export class SectionQueue {
  private readonly waiting: Section[] = [];
  private serving: Promise<void> | undefined;

  constructor(
    private readonly place: LockPlace,
    private readonly tools: LockTools,
  ) {}

  /** What `section` returns or throws; throws what says that the lock could not be had. */
  run<T>(section: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, refuse) => {
      this.waiting.push({ run: () => section().then(resolve, refuse), refuse });
      this.serving ??= this.serve();
    });
  }

  /** Resolves when the lock is given back: a section's result is told before that. */
  async idle(): Promise<void> {
    await this.serving;
  }

  private async serve(): Promise<void> {
    while (this.waiting.length > 0) {
      try {
        await withLock(this.place, (confirm) => this.next(confirm), this.tools);
      } catch (error) {
        // Those that still wait have done nothing yet.
        if (error instanceof BatchError && error.code === 'LOCK_LOST') continue;
        for (const { refuse } of this.waiting.splice(0)) refuse(error);
      }
    }
    // In the same step as the last look: whoever comes a moment later must find nobody who serves.
    this.serving = undefined;
  }

  private async next(confirm: () => Promise<void>): Promise<void> {
    for (let done = 0; done < MOST && this.waiting.length > 0; done++) {
      // A computer that slept during one section finds another run in the lock: the others wait for it anew.
      if (done > 0) await confirm();
      await this.waiting.shift()!.run();
    }
  }
}
