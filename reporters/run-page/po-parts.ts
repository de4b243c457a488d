import type { AttemptSummary } from '../summary';
import type { Parts } from './in-page';

/**
 * Where a PO's time went, ms, in the order of `PARTS`: the last attempt by what it did, all attempts before it and the
 * pauses between them as trying again. What no activity accounts for (recording, folders, claims) is the rest.
 */
export function poParts(attempts: readonly AttemptSummary[]): Parts {
  const last = attempts.at(-1);
  if (!last) return [0, 0, 0, 0, 0, 0, 0];
  const { portal = 0, files = 0, browser = 0, permit = 0, turn = 0, rest = 0 } = last.spent ?? {};
  const before = attempts.slice(0, -1).reduce((sum, one) => sum + lengthOf(one) + waitsBefore(one), 0);
  const other = Math.max(0, lengthOf(last) - portal - files - browser - turn);
  return [portal, files, browser, permit, turn, before + rest, other];
}

const lengthOf = ({ startedAt, endedAt }: AttemptSummary) => Math.max(0, endedAt - startedAt);

/** They lie before the attempt's start. */
const waitsBefore = ({ spent }: AttemptSummary) => (spent?.permit ?? 0) + (spent?.rest ?? 0);

/** Seconds, one decimal: the median over POs of what the portal took for their pages; null when nobody knows. */
export function portalSpeed(all: readonly (readonly AttemptSummary[])[]): number | null {
  const times = all
    .map((attempts) => attempts.at(-1)?.spent?.portal)
    .filter((time): time is number => time !== undefined)
    .sort((a, b) => a - b);
  const middle = times[Math.floor(times.length / 2)];
  return middle === undefined ? null : Math.round(middle / 10) / 100;
}
