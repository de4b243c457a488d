import type { PortalState } from '../state/state';
import { bouncePage, providerSignInPage, signInPage } from '../pages';
import { ownPath, readBody, redirect, sendPage, type Exchange } from './reply';
import { seal, unseal, type Token } from './tokens';

const SESSION_COOKIE = 'sample_portal_session';
const DEVICE_COOKIE = 'sample_portal_device';
const YEAR = 365 * 24 * 3600;
/** Another host name for the same port, as a real identity provider is another host. */
const PROVIDER_HOST = 'localhost';

/**
 * Lets a signed-in request through. Otherwise answers it: a remembered device goes by the identity provider and comes
 * back with a new session, anyone else to the sign-in page.
 */
export function admits(state: PortalState, exchange: Exchange): boolean {
  if (!state.signInNeeded || holds(state, exchange, 'session')) return true;
  const returnTo = exchange.url.pathname + exchange.url.search;
  const device = holds(state, exchange, 'device');
  if (device) redirect(exchange, providerAddress(state, exchange.url, returnTo, device.user));
  else redirect(exchange, `/sessions/new?${new URLSearchParams({ return_to: returnTo })}`);
  return false;
}

/** Sends a request by the identity provider, signed in or not. */
export function sendToProvider(state: PortalState, exchange: Exchange): void {
  redirect(exchange, providerAddress(state, exchange.url, exchange.url.pathname + exchange.url.search, 'sample buyer'));
}

/** `/sessions…`: the sign-in form, its target, and the way back from the identity provider. */
export async function sessions(state: PortalState, exchange: Exchange): Promise<void> {
  const { request, url } = exchange;
  if (url.pathname === '/sessions/return') {
    const token = unseal(url.searchParams.get('code'), 'return');
    if (!token) return redirect(exchange, '/sessions/new');
    state.counters.count('bounces');
    return redirect(exchange, ownPath(url.searchParams.get('return_to')), [sessionCookie(state, token.user)]);
  }
  if (url.pathname === '/sessions' && request.method === 'POST') {
    const form = new URLSearchParams(await readBody(exchange));
    const returnTo = ownPath(form.get('return_to'));
    const user = form.get('email')?.trim();
    if (!user || !form.get('password'))
      return sendPage(exchange, signInPage(returnTo, 'Enter an email address and a password.'), 422);
    state.counters.count('signIns');
    const cookies = [sessionCookie(state, user)];
    if (form.get('remember_device'))
      cookies.push(cookie(DEVICE_COOKIE, { use: 'device', user, issuedAt: state.now() }, YEAR));
    return redirect(exchange, returnTo, cookies);
  }
  sendPage(exchange, signInPage(ownPath(url.searchParams.get('return_to'))));
}

/** The identity provider's host: a page that goes back by itself, or one that waits for a person. */
export function identityProvider(state: PortalState, exchange: Exchange): void {
  const { url } = exchange;
  const { afterMs } = state.identityProvider;
  if (afterMs === 'never' || !unseal(url.searchParams.get('code'), 'return'))
    return sendPage(exchange, providerSignInPage());
  sendPage(exchange, bouncePage(`http://127.0.0.1:${url.port}/sessions/return${url.search}`, afterMs));
}

/** Cookies of a signed-in browser, in the form that `context.addCookies` takes: for tests that need no profile. */
export function signedInCookies(portalUrl: string): { name: string; value: string; url: string }[] {
  const token = { user: 'sample buyer', issuedAt: Date.now() };
  return [
    { name: SESSION_COOKIE, value: seal({ use: 'session', ...token }), url: portalUrl },
    { name: DEVICE_COOKIE, value: seal({ use: 'device', ...token }), url: portalUrl },
  ];
}

function holds(state: PortalState, { request }: Exchange, use: 'session' | 'device'): Token | undefined {
  const name = use === 'session' ? SESSION_COOKIE : DEVICE_COOKIE;
  const pair = (request.headers.cookie ?? '').split('; ').find((part) => part.startsWith(`${name}=`));
  const token = unseal(pair?.slice(name.length + 1), use);
  return token && state.isCurrent(use, token.issuedAt) ? token : undefined;
}

function providerAddress(state: PortalState, url: URL, returnTo: string, user: string): string {
  const query = new URLSearchParams({
    code: seal({ use: 'return', user, issuedAt: state.now() }),
    return_to: returnTo,
  });
  return `http://${PROVIDER_HOST}:${url.port}/idp/authorize?${query}`;
}

function sessionCookie(state: PortalState, user: string): string {
  return cookie(SESSION_COOKIE, { use: 'session', user, issuedAt: state.now() });
}

/** Without an age it is a session cookie: gone when the browser ends, unless its profile says it crashed. */
function cookie(name: string, token: Token, maxAge?: number): string {
  return `${name}=${seal(token)}; Path=/; HttpOnly; SameSite=Lax${maxAge ? `; Max-Age=${maxAge}` : ''}`;
}
