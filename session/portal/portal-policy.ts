import type { ProbeResult, Trouble } from '../../batch/outcome';
import { clockTime, duration } from '../../batch/text/clock-words';

/**
 * What becomes of a PO that met trouble, and of a run whose portal is away: pure decisions. Waiting, asking and
 * answering are in portal-watch.ts.
 */

/** Milliseconds; tests give shorter ones. */
export interface Waits {
  /** Between two probes of a portal that is away. */
  probe: number;
  /** Before a PO that met a busy portal is done again, the first, second and third time; a Retry-After wins. */
  busy: readonly number[];
}
export const WAITS: Waits = { probe: 30_000, busy: [2_000, 5_000, 15_000] };

/** How often a PO is done again because there was no way to a portal that answers probes. */
const NETWORK_AGAIN = 3;

export type FirstStep =
  /** Done again, not before `wait` ms; no attempt is counted. */
  | { do: 'again'; wait: number }
  /** One worker probes the portal's own address first. */
  | { do: 'probe' }
  /** It is the PO's own failure, which Playwright's retries and the PO's row deal with. */
  | { do: 'count' };

/** `again`: how often this PO has been done again in this run. `suspicious`: too many system errors in a row. */
export function firstStep(trouble: Trouble, again: number, suspicious: boolean, waits: Waits): FirstStep {
  switch (trouble.kind) {
    case 'asleep':
      return { do: 'again', wait: 0 };
    case 'no-browser':
      // Whether it is tried once more the limit on restarts has decided; the PO has no part in it.
      return { do: 'again', wait: 0 };
    case 'busy': {
      const wait = waits.busy[again];
      if (wait !== undefined) return { do: 'again', wait: trouble.retryAfter ?? wait };
      return suspicious ? { do: 'probe' } : { do: 'count' };
    }
    case 'network':
    case 'timeout':
      return { do: 'probe' };
    case 'unexpected-page':
    case 'browser':
      return suspicious ? { do: 'probe' } : { do: 'count' };
  }
}

/** After a probe that the portal answered. A portal that does not answer is waited for, whatever the trouble was. */
export function afterHealthyProbe(trouble: Trouble, again: number): 'again' | 'count' {
  return trouble.kind === 'network' && trouble.certain && again < NETWORK_AGAIN ? 'again' : 'count';
}

/** `⏸️ Portal not reachable (VPN?), waiting since 02:10: it refuses connections (ERR_CONNECTION_REFUSED)`. */
export function awayLine(probe: Extract<ProbeResult, { answers: false }>, since: Date): string {
  const what = probe.status === undefined ? 'Portal not reachable (VPN?)' : 'Portal has too much to do';
  return `⏸️ ${what}, waiting since ${clockTime(since)}: ${probe.why}`;
}

export const backLine = (since: number, now: number) =>
  `▶️ Portal answers again after ${duration(now - since)}: going on`;

export function waitOverMessage(host: string, why: string, waited: number): string {
  const how = waited < 1_000 ? 'OFFLINE_WAIT=0: not waited for' : `waited for ${duration(waited)}`;
  return `${host} is not reachable: ${why} (${how}). Check VPN, network and proxy, then start again; POs that were not done are as before.`;
}
