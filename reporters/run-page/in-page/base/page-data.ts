/** What the run's page is made of. Times are milliseconds since the epoch unless they say otherwise. */
export interface PageData {
  lead: string;
  /** Why the run ended early; empty otherwise. */
  stop: string;
  /** What a person may want to look at beside the failures; empty when there is nothing. */
  hint: string;
  start: number;
  end: number;
  /** POs of the run. */
  total: number;
  workers: number;
  /** Between the cells of what is exported: that of the list. */
  delimiter: string;
  pos: PoRow[];
  attempts: Attempts;
  curves: Curve[];
  failures: FailureGroup[];
  runs: PastRun[];
  facts: [string, string][];
}

/** Where a PO's time went; together they are all of it. */
export const PARTS = ['portal', 'files', 'browser', 'permit', 'turn', 'again', 'other'] as const;
/** Milliseconds, in the order of `PARTS`. */
export type Parts = number[];

/** A row of the table. A PO without an outcome has the status `NOT_PROCESSED`. */
export interface PoRow {
  po: string;
  status: string;
  reason: string;
  message: string;
  supplier: string;
  found: number;
  downloaded: number;
  /** -1: no worker. */
  slot: number;
  /** 0: never. */
  from: number;
  tries: number;
  parts: Parts;
  folder: string;
  /** Relative address of the folder; empty when there is none. */
  href: string;
  coupa: string;
  files: { name: string; size: number }[];
}

/** All attempts, one array per column, sorted by `from`. Times are milliseconds since the run's start. */
export interface Attempts {
  row: number[];
  slot: number[];
  from: number[];
  to: number[];
  status: string[];
  /** 1: no attempt at this PO followed. */
  last: number[];
}

/** A curve below the lanes: `values` at `times`, seconds since the epoch; null: not known. */
export interface Curve {
  name: string;
  unit: '%' | 'workers' | 'per minute' | 'bytes per second';
  times: number[];
  values: (number | null)[];
  /** Drawn as steps behind it: what the first may not exceed, and how it is called. */
  limit?: { name: string; values: (number | null)[] };
  /** The top of the axis; absent: as high as the values. */
  top?: number;
}

/** POs that failed of one thing. */
export interface FailureGroup {
  status: string;
  reason: string;
  /** What they have in common, as one of them says it. */
  cause: string;
  /** What to do, one sentence. */
  advice: string;
  /** The one command that helps; empty when none does. */
  command: string;
  pos: string[];
}

/** A run of this portal, in figures that can be compared. */
export interface PastRun {
  run: string;
  at: number;
  /** POs with an outcome. */
  done: number;
  failed: number;
  workers: number;
  /** POs with an outcome, per minute. */
  pace: number;
  /** Median over its POs of the seconds that the portal took for their pages; null when not recorded. */
  portal: number | null;
}
