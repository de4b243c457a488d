import type { BrowserContext } from '@playwright/test';
import { BatchError } from '../../batch/settings/errors';
import { EXIT } from '../../batch/settings/exit-codes';
import { writePortalSession, cookiesOfOthers, stateOfPortal } from '../../batch/profile';
import type { RunningEdge } from './running-edge';
import { markSignedIn, openBrowser, openPortal, ownFolder, type Launch } from './sign-in';
import { waitUntilSignedIn, type SignInEnding } from './signed-in';

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

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

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
  await layOver(proven, parts);
  return 'signed-in';
}

/** The portal's part of what Edge holds, once one of its tabs shows that the person is signed in. */
async function stateOfEdge({
  edge: { context },
  baseUrl,
  stop,
  stableFor,
}: TakeOver): Promise<StorageState | 'closed' | 'stopped'> {
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
  taken: StorageState,
  { baseUrl, launch, stop, stableFor, proofLimit = PROOF_LIMIT }: TakeOver,
): Promise<StorageState | 'stopped'> {
  // In a profile that is thrown away, or a session of no use would have replaced one that works.
  const context = await openBrowser('', launch);
  try {
    await context.setStorageState(taken);
    const page = context.pages()[0] ?? (await context.newPage());
    const limit = AbortSignal.timeout(proofLimit);
    const waiting = waitUntilSignedIn(context, baseUrl, { stop: AbortSignal.any([stop, limit]), stableFor });
    await openPortal(page, baseUrl);
    if ((await waiting) === 'signed-in') return await portalState(context, baseUrl);
    if (stop.aborted) return 'stopped';
    throw new BatchError(
      'SESSION_NOT_ACCEPTED',
      `${baseUrl} does not accept Edge's session outside of it (it is bound to that browser, or has just ended): run \`npx po-batch sign-in\` and sign in there.`,
      EXIT.SIGNED_OUT,
    );
  } finally {
    await context.close().catch(() => undefined);
  }
}

async function layOver(
  state: StorageState,
  { baseUrl, userDataDir, marker, sessionFile, launch }: TakeOver,
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
  await markSignedIn(marker, baseUrl, 'Microsoft Edge');
}

const portalState = async (context: BrowserContext, baseUrl: string) =>
  stateOfPortal(await context.storageState({ indexedDB: true }), baseUrl);
