import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { BatchError } from '../../batch/settings/errors';
import { EXIT } from '../../batch/settings/exit-codes';
import type { SessionCookie } from '../../batch/profile';
import { whileItRuns } from '../../fixtures/edge';
import { waitUntilSignedIn, type SignInEnding } from './signed-in';

export type Launch = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

export interface SignIn {
  /** Made when it is not there. */
  userDataDir: string;
  baseUrl: string;
  /** Written once the person is signed in; runs take the profile only then. */
  marker: string;
  launch: Launch;
  stop: AbortSignal;
  /** Cookies of a newer session than the profile's, which a run has kept. */
  cookies?: SessionCookie[];
  /** Milliseconds that a page must stay to count. */
  stableFor?: number;
  /** Called with the open browser; tests act as the person. */
  onOpen?: (context: BrowserContext) => unknown;
}

/** Opens the browser and waits, for as long as it takes, until the person is signed in, closes it, or Ctrl+C. */
export async function signIn({
  userDataDir,
  baseUrl,
  marker,
  launch,
  stop,
  cookies = [],
  stableFor,
  onOpen,
}: SignIn): Promise<SignInEnding> {
  await ownFolder(userDataDir);
  const context = await openBrowser(userDataDir, launch);
  try {
    await context.addCookies(cookies);
    onOpen?.(context);
    const waiting = waitUntilSignedIn(context, baseUrl, { stop, stableFor });
    await openPortal(context.pages()[0] ?? (await context.newPage()), baseUrl);
    const ending = await waiting;
    // Cookies reach the disk half a minute later, or when the browser is closed properly.
    await context.close();
    if (ending === 'signed-in') await markSignedIn(marker, baseUrl);
    return ending;
  } finally {
    await context.close().catch(() => undefined);
  }
}

export async function ownFolder(userDataDir: string): Promise<void> {
  await mkdir(userDataDir, { recursive: true });
  // It holds a session that is as good as a password.
  await chmod(userDataDir, 0o700);
}

/** `takenFrom`: the browser that the session was taken over from, when nobody signed in here. */
export async function markSignedIn(marker: string, portal: string, takenFrom?: string): Promise<void> {
  await writeFile(
    marker,
    JSON.stringify({ portal, signedInAt: new Date().toISOString(), ...(takenFrom && { takenFrom }) }) + '\n',
    { mode: 0o600 },
  );
}

/** `''`: on a profile that is removed with the browser. Throws a BatchError when it does not start. */
export async function openBrowser(userDataDir: string, launch: Launch): Promise<BrowserContext> {
  try {
    const opening = () => chromium.launchPersistentContext(userDataDir, launch);
    // By the folder in its arguments; one whose profile is thrown away has none that is known here.
    return await (userDataDir ? whileItRuns(userDataDir, opening) : opening());
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0];
    throw new BatchError(
      'BROWSER_START',
      `The browser did not start on ${userDataDir ? path.resolve(userDataDir) : 'an empty profile'}: ${reason}`,
      EXIT.BAD_INPUT,
      { cause: error },
    );
  }
}

export async function openPortal(page: Page, baseUrl: string): Promise<void> {
  try {
    await page.goto(baseUrl, { waitUntil: 'commit', timeout: 60_000 });
  } catch (error) {
    const [unreachable] = /net::ERR_(?!ABORTED)\w+|Timeout \d+ms exceeded/.exec((error as Error).message) ?? [];
    // Anything else is the person: another page opened, or the window closed.
    if (!unreachable) return;
    throw new BatchError(
      'PORTAL_UNREACHABLE',
      `${baseUrl} does not answer (${unreachable}): check BASE_URL, the VPN and the proxy.`,
      EXIT.PORTAL,
      { cause: error },
    );
  }
}
