import { isFinal, type Outcome } from './outcome';

/** What follows an attempt at a PO. Pure: which attempts there are, where, and after which wait, stands here only. */

export interface EndedAttempt {
  outcome: Pick<Outcome, 'status' | 'lasting'>;
  /** 0 for the first. */
  attempt: number;
  /** Attempts that `--retries` still allows. */
  retriesLeft: number;
  /**
   * The worker's browser after it. `stopped`: ended since the PO's time was over; `gone`: it went away, also after it
   * had been started again, or could not be started.
   */
  browser: 'up' | 'stopped' | 'gone';
  /** The portal said how long to wait (Retry-After): that wait is held for all workers, before the next request. */
  announced: boolean;
  /** Other POs of the run still wait for a worker. */
  othersWait: boolean;
}

export type NextAttempt =
  /** There is none. */
  | { next: 'none' }
  /** By the same worker, after `wait` ms without a permit. */
  | { next: 'here'; wait: number }
  /** By Playwright's retry, in another process. */
  | { next: 'elsewhere' };

/** Milliseconds before the second and the third attempt. */
const WAITS = [2_000, 10_000];
/** A test that has begun keeps its worker process: while other POs want it, no wait is longer. */
const LONGEST_WHILE_OTHERS_WAIT = 2_000;

export function nextAttempt(ended: EndedAttempt): NextAttempt {
  const { outcome, attempt, retriesLeft, browser, announced, othersWait } = ended;
  if (isFinal(outcome) || retriesLeft === 0) return { next: 'none' };
  if (browser === 'gone' || (browser === 'stopped' && attempt > 0)) return { next: 'elsewhere' };
  if (announced) return { next: 'here', wait: 0 };
  const wait = WAITS[Math.min(attempt, WAITS.length - 1)]!;
  return { next: 'here', wait: othersWait ? Math.min(wait, LONGEST_WHILE_OTHERS_WAIT) : wait };
}

/** Whether the failed test may leave its worker process as it is: nothing is known against it. */
export const workerStays = (next: NextAttempt, browser: EndedAttempt['browser']): boolean =>
  next.next === 'none' && browser === 'up';
