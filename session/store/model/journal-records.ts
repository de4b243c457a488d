import type { DownloadedFile, OutcomeRecord } from '../../../batch/outcome';

/** What a run writes down, one JSON line per event: see `Journal`. */
export type JournalRecord =
  | {
      type: 'run';
      run: string;
      at: number;
      list: string;
      user: string;
      host: string;
      pid: number;
      /** Which shard it was, from 1, and the hash of the split. */
      shard?: { current: number; total: number; split: string };
    }
  /** A file is whole in the PO's folder. */
  | { type: 'file'; run: string; po: string; file: DownloadedFile; at: number }
  /**
   * An attempt ended. `cells` is what input.csv must hold; `baselines` are fingerprints of rows it may replace.
   * `revision` is one higher than that of any earlier outcome of this PO, of whichever run: run ids and clocks do not
   * tell the order.
   */
  | {
      type: 'outcome';
      run: string;
      id: string;
      record: OutcomeRecord;
      cells: Record<string, string>;
      baselines: string[];
      revision?: number;
      /** By what the run held the PO. Until a record says otherwise, what runs share has not been told yet. */
      holding?: Holding;
      /** Brought here by `po-batch merge`: the run that came to it, elsewhere. */
      shardRun?: string;
    }
  /** The outcomes with these ids are in input.csv (or were left out of it with a warning): never replay them. */
  | { type: 'checkpoint'; run: string; ids: string[]; at: number; seen?: Seen }
  /** What runs share has these outcomes. */
  | { type: 'delivered'; run: string; ids: string[]; at: number }
  /** Another run had taken their POs over when these outcomes came. They count for nothing. */
  | { type: 'refused'; run: string; ids: string[]; at: number };

/** A PO as a run holds it: in which two places, each with the token that grows whenever another run gets it. */
export interface Holding {
  number: string;
  batch: string;
  folder: string;
  batchToken: string;
  folderToken: string;
}

/** Up to which outcome of a batch, by its place in the order of all, the list beside the journal is complete. */
export interface Seen {
  batch: string;
  outcome: number;
}

export type OutcomeEntry = Extract<JournalRecord, { type: 'outcome' }>;
