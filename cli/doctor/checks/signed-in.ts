import { portalSessionFile, signedInMarker, type SessionCookie, type ProfileSource } from '../../../batch/profile';
import { ok, warning, daysAgo, duration, type Check, type Finding } from '../model';
import { cookieBytes } from './cookies';

/**
 * What can be known about the sign-in without opening a browser: when it was made, whether the profile has cookies of
 * the portal at all, and when the longest of them ends. Whether the portal still takes them only one of its pages can
 * say.
 */
export interface SignInFacts {
  now: number;
  portal: string;
  kind: ProfileSource['kind'];
  /** What sign-in wrote down; the batch's own profile only. */
  signedIn: { portal: string; signedInAt: string; takenFrom?: string } | undefined;
  /** What runs renewed since: times only. */
  renewed: { savedAt: number; ends: number | undefined } | undefined;
  /** Whether the profile's cookie database names the portal's host; undefined when it cannot be read. */
  hasCookies: boolean | undefined;
}

const SIGN_IN = 'Run: npx po-batch sign-in';
const NAME = 'Signed in';

export function judgeSignIn({ now, portal, kind, signedIn, renewed, hasCookies }: SignInFacts): Finding[] {
  const host = hostOf(portal);
  if (kind === 'own' && signedIn && hostOf(signedIn.portal) !== host) {
    return [
      warning(NAME, `The batch's own profile was signed in to ${hostOf(signedIn.portal)}, not to ${host}.`, SIGN_IN),
    ];
  }
  if (hasCookies === false && !renewed)
    return [
      warning(
        NAME,
        `The profile has no cookie of ${host}.`,
        `Unless a company sign-in lets everybody in by itself, ${SIGN_IN.replace('Run', 'run')}`,
      ),
    ];
  const ends = renewed?.ends;
  if (ends !== undefined && ends <= now)
    return [
      warning(
        NAME,
        `The cookies of the last sign-in to ${host} ended ${duration(now - ends)} ago.`,
        `Unless a company sign-in renews them by itself, ${SIGN_IN.replace('Run', 'run')}`,
      ),
    ];
  const since =
    signedIn && kind === 'own'
      ? `to ${host}, ${daysAgo(now - Date.parse(signedIn.signedInAt))}${signedIn.takenFrom ? `, taken over from ${signedIn.takenFrom}` : ''}${renewed && renewed.savedAt > Date.parse(signedIn.signedInAt) ? `; renewed by a run ${daysAgo(now - renewed.savedAt)}` : ''}`
      : `The profile has cookies of ${host}`;
  const known =
    hasCookies === undefined && kind !== 'own' ? `Whether the profile has cookies of ${host} is not known` : since;
  const text = `${known}. Whether the portal still accepts it, the first page of a run shows.`;
  const left = ends === undefined ? [] : [timeLeft(ends - now)];
  return [ok(NAME, text.charAt(0).toUpperCase() + text.slice(1)), ...left];
}

const HOUR = 3_600_000;

function timeLeft(left: number): Finding {
  const text = `At most ${duration(left)}, by its cookies; the portal may end it earlier, or renew it while a run works.`;
  return left < HOUR
    ? warning('Time left', text, 'Before a long run sign in again: npx po-batch sign-in')
    : ok('Time left', text);
}

/** Since when the batch's profile is signed in, and how long its session still lasts. */
export const checkSignIn: Check = async ({ machine, batch }) => {
  const portal = batch?.settings.baseUrl;
  if (!portal || !batch.profile || !('kind' in batch.profile)) return [];
  const { kind } = batch.profile;
  const own = kind === 'own';
  const content = cookieBytes(machine, batch.profile);
  return judgeSignIn({
    now: machine.now,
    portal,
    kind,
    signedIn: own ? parsed(machine.disk.text(signedInMarker(machine))) : undefined,
    renewed: own ? renewedBy(machine.disk.text(portalSessionFile(machine)), portal) : undefined,
    hasCookies: typeof content === 'string' ? undefined : names(content, portal),
  });
};

/** Times alone leave this function: the file's values are as good as a password. */
function renewedBy(text: string, portal: string): SignInFacts['renewed'] {
  const session = parsed<{ portal: string; savedAt: number; cookies: SessionCookie[] }>(text);
  if (session?.portal !== portal || !Array.isArray(session.cookies)) return undefined;
  // What scripts may write is no sign-in, and what ends with the browser has no time.
  const ends = session.cookies
    .filter(({ httpOnly, expires, domain }) => httpOnly && expires > 0 && belongs(domain, hostOf(portal)))
    .map(({ expires }) => expires * 1_000);
  return { savedAt: session.savedAt, ends: ends.length ? Math.max(...ends) : undefined };
}

const belongs = (domain: string, host: string) =>
  host === domain.replace(/^\./, '') || (domain.startsWith('.') && host.endsWith(domain));

/** Hosts stand in the database as they are: the portal's own, or `.company.com` for all below it. */
function names(content: Buffer, portal: string): boolean {
  const { hostname } = new URL(portal);
  const parts = hostname.split('.');
  const parents = /[^\d.]/.test(hostname)
    ? parts.slice(1, -1).map((_, index) => `.${parts.slice(index + 1).join('.')}`)
    : [];
  // With a name before it, it is another host's: every customer of Coupa is below coupahost.com.
  const alone = new RegExp(
    `(?<![a-z0-9-])(${[hostname, ...parents].map((name) => name.replace(/[^a-z0-9]/gi, '\\$&')).join('|')})`,
  );
  return alone.test(content.toString('latin1'));
}

function hostOf(portal: string): string {
  return URL.canParse(portal) ? new URL(portal).hostname : portal;
}

function parsed<T = { portal: string; signedInAt: string; takenFrom?: string }>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
