import { chmod, mkdir, writeFile } from 'node:fs/promises';
import type { BrowserContext } from '@playwright/test';
import type { SessionCookie } from '../../batch/profile';
import { withoutUser } from '../../batch/text/short-text';
import { openBrowser, openPortal, waitUntilSignedIn, type Launch, type SignInEnding } from '../../fixtures/sign-in';

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
    JSON.stringify({
      portal: withoutUser(portal),
      signedInAt: new Date().toISOString(),
      ...(takenFrom && { takenFrom }),
    }) + '\n',
    { mode: 0o600 },
  );
}
