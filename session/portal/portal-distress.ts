/**
 * When the portal's own distress is a reason for fewer workers: it said so (429, 503, …), or several POs timed out at
 * once. Pure; the controller reads it once a second like any other load.
 */
export interface DistressEvent {
  /** Milliseconds of a monotonic clock. */
  at: number;
  what: { kind: 'busy'; status: number } | { kind: 'timeout'; po: string };
}

export interface Distress {
  readonly events: readonly DistressEvent[];
}

export const CALM: Distress = { events: [] };

/** What happened longer ago says nothing about the portal's state now. */
const DISTRESS_WINDOW = 30_000;
/** One PO that times out is slow; two at the same time are a portal that is. */
const SEVERAL = 2;

export function withDistress({ events }: Distress, event: DistressEvent): Distress {
  return { events: [...events.filter(({ at }) => at > event.at - DISTRESS_WINDOW), event] };
}

/**
 * The cause of a cut, `portal answered 503`, for what happened after `since`; undefined without distress. `since` is
 * the last change of the count: the answers to pages that were asked for before it must not lead to a second cut.
 */
export function distressCause({ events }: Distress, now: number, since = -Infinity): string | undefined {
  const fresh = events.filter(({ at }) => at > now - DISTRESS_WINDOW && at > since);
  const busy = fresh.findLast(({ what }) => what.kind === 'busy')?.what;
  if (busy?.kind === 'busy') return `portal answered ${busy.status}`;
  const late = new Set(fresh.flatMap(({ what }) => (what.kind === 'timeout' ? [what.po] : [])));
  return late.size >= SEVERAL ? `${late.size} POs timed out within ${DISTRESS_WINDOW / 1_000} s` : undefined;
}
