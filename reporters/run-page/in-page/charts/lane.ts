import type { Attempts } from '../base';

/** The attempts of one worker, by time: indexes into `Attempts`. */
export interface Lane {
  slot: number;
  bars: number[];
  /** `Worker 3`, and how busy it was. */
  words: string[];
}

/** One lane per worker, those that never got a PO included. */
export function lanesOf(attempts: Attempts, workers: number, spanMs: number): Lane[] {
  const bySlot = new Map<number, number[]>();
  for (let slot = 0; slot < workers; slot++) bySlot.set(slot, []);
  attempts.slot.forEach((slot, index) => {
    const bars = bySlot.get(slot);
    if (bars) bars.push(index);
    else bySlot.set(slot, [index]);
  });
  return [...bySlot]
    .sort(([a], [b]) => a - b)
    .map(([slot, bars]) => {
      const busy = bars.reduce((sum, index) => sum + attempts.to[index]! - attempts.from[index]!, 0);
      const share = Math.min(100, Math.round((busy / Math.max(1, spanMs)) * 100));
      return { slot, bars, words: [slot < 0 ? 'No worker' : `Worker ${slot + 1}`, `${share} % busy`] };
    });
}

/** The first bar of a lane that ends after the moment, ms since the run's start. */
export function firstBar({ bars }: Lane, { to }: Attempts, at: number): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (to[bars[middle]!]! <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bar at a moment, or the nearest within `near` ms; -1: none. */
export function barAt(lane: Lane, attempts: Attempts, at: number, near: number): number {
  const next = firstBar(lane, attempts, at);
  let [best, distance] = [-1, near];
  for (const position of [next - 1, next]) {
    const index = lane.bars[position];
    if (index === undefined) continue;
    const away = Math.max(attempts.from[index]! - at, at - attempts.to[index]!, 0);
    if (away <= distance) [best, distance] = [index, away];
  }
  return best;
}

export function laneHeight(lanes: number): number {
  return lanes <= 12 ? 36 : lanes <= 24 ? 26 : 16;
}
