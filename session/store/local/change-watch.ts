/**
 * Whether something shared still changes, judged by the observer's own clock alone: no two machines' clocks need agree.
 * Pure. What has not changed for long enough *while it was watched* has no live holder.
 */
export interface Observation {
  state: string;
  /** Milliseconds for which it was watched and did not change. */
  unchanged: number;
  /** When it was last read, by the observer's clock. */
  at: number;
}

/**
 * Two readings further apart than this count as this far: an observer that was suspended itself (a computer that slept,
 * a stopped process) has seen nothing meanwhile, and everybody's leases would seem expired when it goes on.
 */
const LONGEST_GAP = 6_000;

/**
 * Milliseconds. A holder changes what it shares every 5 s: unchanged for this long, it has no live holder.
 */
export const SILENT = 20_000;

export function observe(before: Observation | undefined, state: string, now: number): Observation {
  if (!before || before.state !== state) return { state, unchanged: 0, at: now };
  return { state, unchanged: before.unchanged + Math.min(Math.max(0, now - before.at), LONGEST_GAP), at: now };
}
