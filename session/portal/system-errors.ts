import type { Trouble } from '../../batch/outcome';

/**
 * System errors in a row, across all workers: failures that say something about the portal, the way to it or the
 * browser, and nothing about the PO. More than MAX_CONSECUTIVE_SYSTEM_ERRORS of them and the batch probes whether the
 * portal answers before it spends the rest of the list on them; if it answers, as many POs once more, then the run
 * ends. Pure.
 */
export interface ErrorStreak {
  /** Attempts that failed by a system error since the last one that did not. */
  readonly failures: number;
  /** The portal answered a probe within this streak. */
  readonly probed: boolean;
  /** POs that failed since that probe. */
  readonly posSince: ReadonlySet<string>;
}

export const NO_ERRORS: ErrorStreak = { failures: 0, probed: false, posSince: new Set() };

/** What counts. A PO's own final status and a download's own failure never come here as anything that does. */
export function isSystemError(trouble: Trouble): boolean {
  switch (trouble.kind) {
    case 'busy':
    case 'network':
      return !trouble.file;
    case 'timeout':
    case 'unexpected-page':
    case 'browser':
      return true;
    case 'no-browser':
    case 'asleep':
      return false;
  }
}

export function withFailure(streak: ErrorStreak, po: string): ErrorStreak {
  return {
    failures: streak.failures + 1,
    probed: streak.probed,
    posSince: streak.probed ? new Set([...streak.posSince, po]) : streak.posSince,
  };
}

export const withHealthyProbe = (streak: ErrorStreak): ErrorStreak => ({
  ...streak,
  probed: true,
  posSince: new Set(),
});

/**
 * `probe` before the next failure is taken for the PO's own; `stop` when a probe has already been made. A stop counts
 * POs and not attempts: the retries of two POs that nobody may open must not end a batch of hundreds.
 */
export function verdict(streak: ErrorStreak, limit: number): 'go-on' | 'probe' | 'stop' {
  if (streak.probed) return streak.posSince.size > limit ? 'stop' : 'go-on';
  return streak.failures > limit ? 'probe' : 'go-on';
}

export function stopMessage(streak: ErrorStreak, last: string): string {
  return `${streak.failures} attempts in a row failed for reasons that no PO has (MAX_CONSECUTIVE_SYSTEM_ERRORS), although the portal answers. The last one: ${last.replace(/\.$/, '')}.`;
}
