import type { DownloadedFile, OutcomeRecord } from '../../../batch/outcome';

/** What a run writes down, one JSON line per event: see `Journal`. */
export type JournalRecord =
  | { type: 'run'; run: string; at: number; list: string; user: string; host: string; pid: number }
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
    }
  /** The outcomes with these ids are in input.csv (or were left out of it with a warning): never replay them. */
  | { type: 'checkpoint'; run: string; ids: string[]; at: number };

export type OutcomeEntry = Extract<JournalRecord, { type: 'outcome' }>;
