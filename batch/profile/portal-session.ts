import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ownDataDir, pathsOf, type System } from './edge-paths';

/** One cookie as browsers tell and take it; the fields that count here, and whatever else came with them. */
export interface SessionCookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  /** Seconds since the epoch; -1 for one that ends with the browser. */
  expires: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite: 'Strict' | 'Lax' | 'None';
}

/**
 * The newest sign-in of the batch's own profile, kept beside it: what a run's browsers renewed in their copies would
 * be thrown away with them, and the next night would begin signed out. As secret as a password: never in a log.
 */
export interface PortalSession {
  portal: string;
  /** Milliseconds since the epoch. */
  savedAt: number;
  cookies: SessionCookie[];
}

/** Where the batch keeps the portal session, beside its own profile. */
export const portalSessionFile = (system: System) => pathsOf(system.platform).join(ownDataDir(system), 'session.json');

/** Where a run keeps that of a profile which it made in `folder` itself. */
export const portalSessionIn = (folder: string) => path.join(folder, 'session.json');

/** Undefined when there is none for this portal, or when it cannot be read: then the profile's own cookies count. */
export function readPortalSession(file: string, portal: string): PortalSession | undefined {
  try {
    const session = JSON.parse(readFileSync(file, 'utf8')) as PortalSession;
    return session.portal === portal && Array.isArray(session.cookies) ? session : undefined;
  } catch {
    return undefined;
  }
}

/** Replaced as a whole, readable by its owner alone from its first byte. */
export function writePortalSession(file: string, session: PortalSession): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(beside, JSON.stringify(session), { mode: 0o600 });
    renameSync(beside, file);
  } catch (error) {
    // Cookies must not stay under a name that nobody looks for.
    rmSync(beside, { force: true });
    throw error;
  }
}

/** After a new sign-in the profile's own cookies are newer. */
export const forgetPortalSession = (file: string) => rmSync(file, { force: true });

/**
 * Which of two sign-ins lasts longer, `b` having been seen later: the one whose cookies live longest, as a renewed
 * one's do; for as long as each other, the later. Pure.
 */
export function longerLasting(a: PortalSession | undefined, b: PortalSession): PortalSession {
  return a && lasts(a) > lasts(b) + SAME ? a : b;
}

/** Cookies that scripts may write say nothing about a sign-in: counters of visits are renewed with every page. */
const lasts = ({ cookies }: PortalSession) =>
  Math.max(0, ...cookies.filter(({ httpOnly }) => httpOnly).map(({ expires }) => expires));

/** Seconds within which two sign-ins count as renewed at the same time. */
const SAME = 60;
