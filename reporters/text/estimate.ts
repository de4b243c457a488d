/** One PO that is done, in milliseconds since the epoch. */
export interface Finish {
  startedAt: number;
  endedAt: number;
}

/**
 * Finished POs per worker that an estimate is made from: long enough to be steady, short enough to follow the night.
 */
const WINDOW_PER_WORKER = 8;

/**
 * Milliseconds that the POs still open will take, from the pace of the last finished ones; undefined until every
 * worker has had a PO to finish, because before that the first quick "not found" would promise the evening off.
 * The pace is POs per time and not seconds per PO, so that workers that wait, retries and slow portals are in it.
 */
export function remainingTime(finished: readonly Finish[], open: number, workers: number): number | undefined {
  if (open <= 0) return 0;
  if (finished.length < Math.max(1, workers)) return undefined;
  const window = finished.slice(-Math.max(12, WINDOW_PER_WORKER * workers));
  const from = Math.min(...window.map((finish) => finish.startedAt));
  const to = Math.max(...window.map((finish) => finish.endedAt));
  return Math.max(0, ((to - from) / window.length) * open);
}
