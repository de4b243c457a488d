import type { Owner } from '../../../batch/system/owner';
import { leasedRuns, readLease } from './lease';
import { observe, SILENT, type Observation } from '../local';

/** What tells a live run from a dead one; tests pass their own clock and processes. */
export interface WatchTools {
  now(): number;
  /** Whether a process certainly no longer runs. */
  isDead(owner: Owner): boolean;
}

/**
 * Watches other runs' leases in one shared folder. A run is gone when it has no lease, when its process has ended on
 * this machine, or when its lease did not change for 20 s while this run watched it.
 */
export class LeaseWatch {
  private readonly seen = new Map<string, Observation>();

  constructor(
    private readonly folder: string,
    private readonly own: string,
    private readonly tools: WatchTools,
  ) {}

  async isLive(run: string): Promise<boolean> {
    const lease = run === this.own ? undefined : await readLease(this.folder, run);
    if (!lease) {
      this.seen.delete(run);
      return run === this.own;
    }
    const observation = observe(this.seen.get(run), lease.text, this.tools.now());
    this.seen.set(run, observation);
    return observation.unchanged < SILENT && !(lease.owner && this.tools.isDead(lease.owner));
  }

  /** Runs whose lease lies here and that are certainly gone. */
  async gone(): Promise<string[]> {
    const gone: string[] = [];
    for (const run of await leasedRuns(this.folder)) if (!(await this.isLive(run))) gone.push(run);
    return gone;
  }
}
