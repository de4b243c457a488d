import { appendFile } from 'node:fs/promises';
import os from 'node:os';
import { systemSignals, type LoadSignal } from './load';
import { control, initialPool, type LoadSample, type PoolState } from './pool-controller';
import type { WorkerPool } from './worker-pool';

/** What the monitor knows of the machine; tests give another one. */
export interface Machine {
  signals?: LoadSignal[];
  cores?: number;
  /** How many workers may work at first; one per core by default, and soon as many as there is capacity for. */
  firstLimit?: number;
}

export interface MonitorOptions extends Machine {
  pool: WorkerPool;
  /** The user's worker count, which the pool never exceeds. */
  ceiling: number;
  /** Why the portal would have fewer workers: for what happened after `since`, ms of a monotonic clock. */
  distress?(now: number, since?: number): string | undefined;
  notice(text: string): void;
  /** Absolute path of the run's `resources.jsonl`. */
  timeline: string;
  /** For tests. */
  now?: () => number;
}

const EVERY = 1_000;

/** Samples the machine about once a second and lets the controller decide how many workers may work. One per run. */
export class ResourceMonitor {
  private readonly signals: LoadSignal[];
  private readonly now: () => number;
  private state: PoolState;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: MonitorOptions) {
    this.signals = options.signals ?? systemSignals();
    this.now = options.now ?? (() => performance.now());
    this.state = initialPool(options.ceiling, this.now(), {
      cores: options.cores ?? os.availableParallelism(),
      ...(options.firstLimit && { limit: options.firstLimit }),
    });
    options.pool.setLimit(this.state.limit);
  }

  start(): void {
    let sampling: Promise<void> | undefined;
    // A computer that is too busy to answer within a second is asked again when it has answered.
    this.timer = setInterval(() => (sampling ??= this.sample().finally(() => (sampling = undefined))), EVERY);
    // Watching must not keep the runner alive after its last test.
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** One sample and what follows from it. */
  async sample(): Promise<void> {
    const at = this.now();
    const values = await Promise.all(
      this.signals.map(async (signal) => [signal.name, await signal.sample(at).catch(() => undefined)] as const),
    );
    const { pool } = this.options;
    const distress = this.options.distress?.(at, this.state.changedAt);
    const sample: LoadSample = {
      at,
      ...Object.fromEntries(values),
      ...(distress && { distress }),
      running: pool.running,
      waiting: pool.queued,
      starting: pool.starting,
    };
    const { state, change } = control(this.state, sample);
    this.state = state;
    pool.setMemoryTight(state.memoryTight);
    if (!change) return this.record(sample);
    pool.setLimit(change.to);
    this.options.notice(`⚖️ Workers ${change.from} → ${change.to} (${change.cause})`);
    return this.record(sample, change.cause);
  }

  private async record({ at: _at, ...sample }: LoadSample, cause?: string): Promise<void> {
    const line = JSON.stringify({
      time: new Date().toISOString(),
      limit: this.state.limit,
      ...sample,
      ...(cause && { cause }),
    });
    // A timeline is for people: a full disk costs it, never the batch.
    await appendFile(this.options.timeline, `${line}\n`).catch(() => undefined);
  }
}
