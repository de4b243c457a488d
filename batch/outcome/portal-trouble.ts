/**
 * What kept a page or a file from coming that may lie with the portal or with the way to it, and not with the PO: the
 * vocabulary in which a worker tells the session, and the tables that make it from what the browser said. Pure.
 */
export type Trouble =
  /**
   * The portal says that it has too much to do. `retryAfter`: ms it wants to be left alone; `file`: it said so of a
   * file.
   */
  | { kind: 'busy'; status: number; message: string; retryAfter?: number; file?: boolean }
  /** No answer. `certain`: no PO can be the cause (name, network, proxy, refusal). */
  | { kind: 'network'; certain: boolean; message: string; file?: boolean }
  /** A page did not come in time. */
  | { kind: 'timeout'; message: string }
  /** A page that is neither the PO's nor Coupa's error page. */
  | { kind: 'unexpected-page'; message: string }
  /** The browser went away, and again after its restart. */
  | { kind: 'browser'; message: string }
  /** The browser did not start: nothing was tried yet. */
  | { kind: 'no-browser'; message: string }
  /**
   * The computer slept, or all of the batch stood still: what timed out meanwhile timed out for no fault of the
   * portal's.
   */
  | { kind: 'asleep'; seconds: number };

/** What a worker's browser saw of the portal's own address. */
export type ProbeResult =
  | { answers: true }
  | { answers: false; /** Says why, as the end of a sentence. */ why: string; status?: number; retryAfter?: number };

/** Statuses by which a portal, or the gateway before it, says that it cannot keep up. 500 is a page's own fault. */
const BUSY = new Set([429, 502, 503, 504]);
/** Whether this HTTP status says that the portal is overloaded. */
export const isBusyStatus = (status: number) => BUSY.has(status);

/** Longer than this no header makes a batch wait: a day in it is more likely a mistake than a plan. */
export const LONGEST_RETRY_AFTER = 60 * 60_000;

/**
 * Milliseconds that a `Retry-After` asks for: seconds, or a date, which is compared with the server's own `Date` where
 * it sent one, since two clocks seldom agree. Undefined for anything else; at most an hour.
 */
export function retryAfter(headers: Record<string, string>, now: number): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  const sent = Date.parse(headers['date'] ?? '');
  const wait = /^\d+$/.test(value)
    ? Number(value) * 1_000
    : /[a-z]/i.test(value)
      ? Date.parse(value) - (Number.isNaN(sent) ? now : sent)
      : NaN;
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST_RETRY_AFTER, Math.max(0, wait));
}

/** Chromium's network errors that no single PO can cause. What is missing here may be one page's fault. */
const NO_WAY_TO_THE_PORTAL = new Set([
  'ERR_CONNECTION_REFUSED',
  'ERR_NAME_NOT_RESOLVED',
  'ERR_NAME_RESOLUTION_FAILED',
  'ERR_DNS_TIMED_OUT',
  'ERR_INTERNET_DISCONNECTED',
  'ERR_NETWORK_CHANGED',
  'ERR_NETWORK_IO_SUSPENDED',
  'ERR_ADDRESS_UNREACHABLE',
  'ERR_PROXY_CONNECTION_FAILED',
  'ERR_TUNNEL_CONNECTION_FAILED',
  'ERR_MANDATORY_PROXY_CONFIGURATION_FAILED',
]);
/** Whether no single PO can be the cause of this error of Chromium's (`ERR_…`). */
export const isCertainlyNetwork = (code: string) => NO_WAY_TO_THE_PORTAL.has(code);
