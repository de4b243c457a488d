import type { Owner } from '../../batch/system/owner';
import { leasedRuns, readLease } from './lease';
import { sight, SILENT, type Sighting } from './change-watch';

/** What telling the living from the dead needs; tests pass their own clock and processes. */
export interface WatchTools {
  now(): number;
  /** Whether a process certainly no longer runs. */
  isDead(owner: Owner): boolean;
}

/**
 * Watches other runs' leases in one shared place. A run is gone when it has no lease, when its process has ended on this
 * machine, or when its lease did not change for 20 s while this run watched it.
 */
export class LeaseWatch {
  private readonly seen = new Map<string, Sighting>();

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
    const sighting = sight(this.seen.get(run), lease.text, this.tools.now());
    this.seen.set(run, sighting);
    return sighting.unchanged < SILENT && !(lease.owner && this.tools.isDead(lease.owner));
  }

  /** Runs whose lease lies here and that are certainly gone. */
  async gone(): Promise<string[]> {
    const gone: string[] = [];
    for (const run of await leasedRuns(this.folder)) if (!(await this.isLive(run))) gone.push(run);
    return gone;
  }
}
