/** Longer than any wait for the processor: what takes so long between two ticks of a second is no load. */
export const LONGEST_TICK = 30_000;

/**
 * Milliseconds that were lost between two readings of the clocks about a second apart; 0 when none were. During sleep
 * the wall clock goes on, and on some systems the steady one stands still; a process that is stopped (SIGSTOP, a frozen
 * container, a paused virtual machine) finds that both went on without it. A wall clock that was set back lost nothing.
 * Pure.
 */
export function gapOf({ wall, steady }: { wall: number; steady: number }): number {
  const gap = Math.max(wall, steady);
  return gap > LONGEST_TICK ? gap : 0;
}
