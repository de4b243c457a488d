/** What a run ends with. The same table stands in docs/exit-codes.md. */
export const EXIT = {
  /** All POs done, or nothing to do. */
  OK: 0,
  /** Some POs need a person. */
  POS_FAILED: 1,
  /** Bad input or settings; nothing was started. */
  BAD_INPUT: 2,
  SIGNED_OUT: 3,
  /** Portal unreachable, or too many system errors in a row. */
  PORTAL: 4,
  DISK_FULL: 5,
  /** What runs share (STORE_URL) cannot be reached. */
  STORE_AWAY: 6,
  /** Stopped by the user. */
  STOPPED: 130,
} as const;
/** A number that a run may end with. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
