import type { PurchaseOrder } from '../../../batch/list';
import type { DownloadedFile, OutcomeRecord } from '../../../batch/outcome';
import type { OutcomeEntry } from './journal-records';

/** A PO as claims know it: named by its number, shown as the list spells it. */
export type Order = Pick<PurchaseOrder, 'po' | 'number'>;

/** Which run works on a PO. `since` is by the clock of whoever wrote the claim down. */
export interface PoClaim {
  number: string;
  po: string;
  run: string;
  user: string;
  host: string;
  since: number;
}

/** A PO that another run has done since this run's plan was made. */
export interface DoneElsewhere {
  entry: OutcomeEntry;
  user: string;
  host: string;
}

/**
 * What came of asking for a PO: it is this run's, another run did it meanwhile, or another run is at it; `stopped`: the
 * run ended before there was an answer.
 */
export type Asked =
  | { is: 'ours' }
  | { is: 'done'; by: DoneElsewhere }
  | { is: 'held'; by: PoClaim; mayBeFree(): Promise<boolean> }
  | { is: 'stopped' };

/** The outcome of an attempt, as it is to be written down. */
export interface NewOutcome {
  record: OutcomeRecord;
  /** What the PO's rows must hold. */
  cells: Record<string, string>;
  /** Fingerprints of rows that it may replace. */
  baselines: string[];
}

/** What the store tells by itself. None of these may throw. */
export interface StoreEvents {
  /** Another run is certainly gone: what it owes the list is this run's to bring in. */
  onGone?(run: string): void;
  /** Outcomes of runs that have another copy of the list: this one's rows are to say so too. */
  onElsewhere?(entries: OutcomeEntry[]): void;
  /** One line for the operator. */
  notice?(level: 'info' | 'warning', text: string): void;
  /** What runs share was away for longer than the run is to wait: no further PO can be taken. */
  onLost?(message: string): void;
}

/**
 * What runs must agree on: who does which PO, what became of it, and whose run is alive. Whoever holds a claim keeps it
 * as long as its run is alive; an outcome is written down only by the run that holds the PO's claim at that moment.
 * A PO is held in two places, the list and the download folder, since lists and download folders are not one to one.
 */
export interface SharedStore {
  /** The file that has this run's own record, for messages. */
  readonly path: string;

  /**
   * The run is to do these POs: until one of them ends well, wherever that is, `--last-failed` takes it. In files that
   * is kept beside the list; see `LastFailed`.
   */
  choose(orders: readonly Order[]): Promise<void>;
  /** Asks for the PO. The claim stays with the run over all attempts, until a final `record` or `release`. */
  take(order: Order): Promise<Asked>;
  /** Resolves when asking again may have another answer, or nobody is to wait any more. */
  untilFree(held: Extract<Asked, { is: 'held' }>): Promise<void>;
  /**
   * Does `work`, which changes the PO's folder, only while the PO is this run's. Throws TakenOver when another run took
   * it, since this one stood still for too long.
   */
  fenced<T>(order: Order, work: () => Promise<T>): Promise<T>;
  /** Writes an outcome down; a final one gives the PO back in the same step. Throws TakenOver as `fenced` does. */
  record(order: Order, outcome: NewOutcome): Promise<OutcomeEntry>;
  /** Gives the PO back without an outcome. */
  release(order: Order): Promise<void>;

  /** Takes in what other runs have written down since it was last asked. */
  update(): Promise<void>;
  /** Fingerprints of the PO's rows as other runs wrote them. */
  marksOf(po: string): string[];
  /** Files that were whole in the PO's folder at some time, of whichever run. */
  filesOf(po: string): DownloadedFile[];
  /** A file is whole in the PO's folder. */
  noteFile(po: string, file: DownloadedFile): Promise<void>;

  /** Final outcomes of runs that are gone which the list does not hold yet; with `run`, of that one alone. */
  owed(run?: string): Promise<OutcomeEntry[]>;
  /** The outcomes with these ids are settled in the list: nobody owes them any more. */
  settled(ids: string[]): Promise<void>;

  /** Before the list is written for the last time: tells what is still to be told, and takes in what others did. */
  catchUp(): Promise<void>;
  /** Nobody waits any more; what is held stays held. */
  stop(): void;
  /** Gives everything back and leaves. */
  close(): Promise<void>;
}

/** The way to what runs share, before this run takes part in it. */
export interface StoreConnection {
  /** From now on this run counts as alive. */
  join(): Promise<SharedStore>;
  /** For a run that is refused before it joins. */
  abandon(): Promise<void>;
}
