import { setTimeout as sleep } from 'node:timers/promises';
import { isDead, type Owner } from '../../../batch/system/owner';
import type { JournalRecord, StoreEvents } from '../model';
import type { Member } from './statements';

/** Clocks, processes and waits; tests pass their own. Milliseconds. */
export interface PostgresTools {
  /** Of a clock that does not jump. */
  now(): number;
  /** Of the wall: it goes on while the computer sleeps. */
  wall(): number;
  sleep(ms: number): Promise<unknown>;
  /** Whether a process of this computer certainly no longer runs. */
  isDead(owner: Owner): boolean;
  /** Between two heartbeats. */
  beat: number;
  /** Silent for so long, by the server's clock, a run is gone. */
  lease: number;
  /** Between two questions for a claim that is waited for. */
  poll: number;
  /** Between two questions whether a server that was away is back. */
  probe: number;
}

/**
 * A lease of a minute and a half: a machine that is cut off for a minute comes back to the POs it holds, and tells what
 * became of them. That they are free later after a computer's end costs little, since others do other POs meanwhile.
 */
export const postgresTools: PostgresTools = {
  now: () => performance.now(),
  wall: Date.now,
  sleep,
  isDead,
  beat: 5_000,
  lease: 90_000,
  poll: 1_000,
  probe: 5_000,
};

/** What a run brings to the database. */
export interface PostgresParts {
  url: string;
  member: Member;
  /** Folder beside the list, for the journal. */
  folder: string;
  /** Name of the download folder: runs that write into one of the same name do not do one PO at the same time. */
  downloadFolder(): Promise<string>;
  /** Bytes of each run's journal that the plan knows already, by run. */
  journals: Record<string, number>;
  keepRuns: number;
  /** Milliseconds to wait for a server that is away; 0 does not wait. */
  patience: number;
  /** Whether a PO stands in this run's list. */
  isListed(po: string): boolean;
  /**
   * Whether another shard may do the PO while this run goes on: it is done then, however it ended. Any other PO that
   * ended badly elsewhere is this run's to try again.
   */
  isOffered?(number: string): boolean;
  /** Which shard the run is. */
  shard?: Extract<JournalRecord, { type: 'run' }>['shard'];
  events: StoreEvents;
  tools: PostgresTools;
}
