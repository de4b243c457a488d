/** What a browser holds for the pages it has open, as Playwright tells it; the fields that count here. */
interface BrowserState {
  cookies: { domain: string }[];
  /** localStorage and IndexedDB. */
  origins: { origin: string }[];
}

/**
 * Pure: what of a browser's state belongs to the portal. Everything else that the browser holds (other sites, mail, the
 * identity provider's own sign-in) is nobody's business here and is never written anywhere.
 */
export function stateOfPortal<State extends BrowserState>(state: State, portal: string): State {
  const { hostname, origin } = new URL(portal);
  return {
    ...state,
    cookies: state.cookies.filter(({ domain }) => isSentTo(hostname, domain)),
    origins: state.origins.filter((stored) => stored.origin === origin),
  };
}

/** Pure: a browser's cookies of everything but the portal. */
export const cookiesOfOthers = <Cookie extends { domain: string }>(cookies: Cookie[], portal: string): Cookie[] =>
  cookies.filter(({ domain }) => !isSentTo(new URL(portal).hostname, domain));

/** RFC 6265 §5.1.3: a cookie's domain is the host itself or, with a leading dot, one that the host lies below. */
function isSentTo(hostname: string, domain: string): boolean {
  return hostname === domain.replace(/^\./, '') || (domain.startsWith('.') && hostname.endsWith(domain));
}
