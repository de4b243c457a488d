import type { BrowserContext } from '@playwright/test';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import { writePortalSession, cookiesOfOthers, stateOfPortal } from '../../batch/profile';
import {
  openBrowser,
  openPortal,
  proveSession,
  waitUntilSignedIn,
  type Launch,
  type PortalState,
  type SignInEnding,
} from '../../fixtures/sign-in';
import type { RunningEdge } from './running-edge';
import { markSignedIn, ownFolder } from './sign-in';

export interface TakeOver {
  edge: RunningEdge;
  baseUrl: string;
  /** The batch's own profile; made when it is not there. */
  userDataDir: string;
  marker: string;
  /** Where cookies are kept that are laid over every copy. */
  sessionFile: string;
  /** How batches start their browser. */
  launch: Launch;
  stop: AbortSignal;
  /** Milliseconds that a page must stay to count. */
  stableFor?: number;
  /** Milliseconds that the portal has to accept the session in a browser of the batch. */
  proofLimit?: number;
}

const PROOF_LIMIT = 60_000;

/**
 * Takes the portal's session from the Edge that the person has open: reads it in a tab of its own there, proves in a
 * new browser that the portal accepts it, and only then lays it over the batch's own profile, of which every worker
 * gets a copy. Throws a BatchError `SESSION_NOT_ACCEPTED` (exit 3) when it is of no use outside that Edge; the batch's
 * own profile is then as before.
 */
export async function takeOver(parts: TakeOver): Promise<SignInEnding> {
  const taken = await stateOfEdge(parts);
  if (typeof taken === 'string') return taken;
  const proven = await provenState(taken, parts);
  if (typeof proven === 'string') return proven;
  await layOver(proven, parts, 'Microsoft Edge');
  return 'signed-in';
}

/** The portal's part of what Edge holds, once one of its tabs shows that the person is signed in. */
async function stateOfEdge({
  edge: { context },
  baseUrl,
  stop,
  stableFor,
}: TakeOver): Promise<PortalState | 'closed' | 'stopped'> {
  const tab = await context.newPage();
  try {
    // Also where the portal is open already: storage is read where a page of it is, and signing in may be due.
    const waiting = waitUntilSignedIn(context, baseUrl, { stop, stableFor });
    await openPortal(tab, baseUrl);
    const ending = await waiting;
    return ending === 'signed-in' ? await portalState(context, baseUrl) : ending;
  } finally {
    await tab.close().catch(() => undefined);
  }
}

/** What the session has become after the portal accepted it: it may have given out new cookies just then. */
async function provenState(
  taken: PortalState,
  { baseUrl, launch, stop, stableFor, proofLimit = PROOF_LIMIT }: TakeOver,
): Promise<PortalState | 'stopped'> {
  // In a profile that is thrown away, or a session of no use would have replaced one that works.
  const proof = await proveSession({
    userDataDir: '',
    state: taken,
    launch,
    baseUrl,
    stop,
    stableFor,
    limit: proofLimit,
  });
  if (proof.is === 'signed-in') return proof.state;
  if (proof.is === 'stopped') return 'stopped';
  throw new BatchError(
    'SESSION_NOT_ACCEPTED',
    `${baseUrl} does not accept Edge's session outside of it (it is bound to that browser, or has just ended): run \`npx po-batch sign-in\` and sign in there.`,
    EXIT.SIGNED_OUT,
  );
}

/** What a proven session is laid over: the batch's own profile, and what is kept beside it. */
export type OwnProfile = Pick<TakeOver, 'baseUrl' | 'userDataDir' | 'marker' | 'sessionFile' | 'launch'>;

/** Lays a proven session over the batch's own profile. `from`: where it was taken from, in words for the operator. */
export async function layOver(
  state: PortalState,
  { baseUrl, userDataDir, marker, sessionFile, launch }: OwnProfile,
  from: string,
): Promise<void> {
  await ownFolder(userDataDir);
  const context = await openBrowser(userDataDir, launch);
  try {
    // A page of the portal that the profile opens by itself holds its IndexedDB open, and replacing that would wait for
    // ever.
    await Promise.all(context.pages().map((page) => page.goto('about:blank').catch(() => undefined)));
    // What an identity provider left there at an earlier sign-in stays: it may renew the portal's session by itself.
    const others = cookiesOfOthers(await context.cookies(), baseUrl);
    await context.setStorageState({ ...state, cookies: [...others, ...state.cookies] });
    // Cookies reach the disk half a minute later, or when the browser is closed properly.
    await context.close();
  } finally {
    await context.close().catch(() => undefined);
  }
  // Those that end with the browser too: they are laid over every copy.
  writePortalSession(sessionFile, { portal: baseUrl, savedAt: Date.now(), cookies: state.cookies });
  await markSignedIn(marker, baseUrl, from);
}

const portalState = async (context: BrowserContext, baseUrl: string) =>
  stateOfPortal(await context.storageState({ indexedDB: true }), baseUrl);
