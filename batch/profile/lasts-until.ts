import type { SessionCookie } from './portal-session';

/**
 * Milliseconds since the epoch when the last cookie of a sign-in ends; undefined when its cookies do not say: those of
 * a browser's session end with the browser, and what scripts may write (counters of visits) is no sign-in. Pure.
 */
export function lastsUntil(cookies: readonly Pick<SessionCookie, 'httpOnly' | 'expires'>[]): number | undefined {
  const ends = cookies.filter(({ httpOnly, expires }) => httpOnly && expires > 0).map(({ expires }) => expires * 1_000);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** How long a sign-in lasts, as the end of a line for the operator: local time. Pure. */
export function lastsText(cookies: readonly Pick<SessionCookie, 'httpOnly' | 'expires'>[]): string {
  const until = lastsUntil(cookies);
  if (until === undefined) return 'Until when it lasts its cookies do not say: the portal decides.';
  return `It lasts until ${localTime(until)} at most, by its cookies; the portal may end it earlier.`;
}

function localTime(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace('T', ' ');
}
