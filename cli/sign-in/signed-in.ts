import type { BrowserContext, Page, Request } from '@playwright/test';
import { isSignInPath } from '../../fixtures/pages';

/** How the wait for a person ends: signed in, the window closed, or Ctrl+C. */
export type SignInEnding = 'signed-in' | 'closed' | 'stopped';

/** Milliseconds. A portal may show its own page for a moment before it sends the visitor to the identity provider. */
const STABLE_FOR = 1_500;
const POLL_EVERY = 250;

/**
 * Watches all tabs until one of them has shown a page of the portal, and not its sign-in page, for a moment. Asks the
 * pages again and again, since a sign-in by script changes a page without any navigation.
 */
export async function waitUntilSignedIn(
  context: BrowserContext,
  baseUrl: string,
  { stop, stableFor = STABLE_FOR }: { stop: AbortSignal; stableFor?: number | undefined },
): Promise<SignInEnding> {
  const shows = watchNavigations(context);
  const since = new Map<Page, number>();
  let closed = false;
  let emptySince: number | undefined;
  context.once('close', () => (closed = true));

  while (!stop.aborted) {
    const pages = closed ? [] : context.pages();
    const now = performance.now();
    // Without a window nobody signs in; on macOS the browser itself stays.
    emptySince = pages.length > 0 ? undefined : (emptySince ?? now);
    // A person who sees that they are in closes the window at once; that is no giving up.
    if (closed || (emptySince !== undefined && now - emptySince >= stableFor))
      return since.size > 0 ? 'signed-in' : 'closed';
    for (const page of pages) {
      const inside = shows(page) && (await isInside(page, baseUrl)) && shows(page);
      if (!inside) {
        // A page that was closed says nothing any more; what it said before counts.
        if (!page.isClosed()) since.delete(page);
        continue;
      }
      const from = since.get(page) ?? performance.now();
      since.set(page, from);
      if (performance.now() - from >= stableFor) return 'signed-in';
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
  }
  return 'stopped';
}

/** Whether the page is the portal's and no sign-in page. False while it loads, and when it does not answer. */
async function isInside(page: Page, baseUrl: string): Promise<boolean> {
  const url = page.url();
  if (!URL.canParse(url) || new URL(url).host !== new URL(baseUrl).host || isSignInPath(url)) return false;
  // No named function in here: run from source, each would be wrapped in a helper that the page does not have.
  const asked = page.evaluate(
    () =>
      document.readyState === 'complete' &&
      ![...document.querySelectorAll('#user_email, input[type=password]')].some((field) => field.checkVisibility()),
  );
  // A message box of the page blocks scripts until the person has answered it.
  const unanswered = new Promise<false>((resolve) => setTimeout(resolve, 2_000, false));
  return Promise.race([asked.catch(() => false), unanswered]);
}

/**
 * Tells whether a tab shows a page that came whole and is not about to be left. The portal's maintenance page stands at
 * the portal's address too, and while a slow identity provider is being asked, the page before it is still there.
 */
function watchNavigations(context: BrowserContext): (page: Page) => boolean {
  const refused = new WeakMap<Page, boolean>();
  const leaving = new WeakMap<Page, Request>();
  context.on('request', (request) => {
    const page = pageOf(request);
    if (page) leaving.set(page, request);
  });
  context.on('requestfailed', (request) => {
    const page = pageOf(request);
    if (page && leaving.get(page) === request) leaving.delete(page);
  });
  context.on('response', (response) => {
    const page = pageOf(response.request());
    if (!page || (response.status() >= 300 && response.status() < 400)) return;
    refused.set(page, response.status() >= 400);
    leaving.delete(page);
  });
  return (page) => !refused.get(page) && !leaving.has(page);
}

/**
 * The tab whose page a request is to become; undefined for what pages load, frames within them, and tabs that are gone.
 */
function pageOf(request: Request): Page | undefined {
  if (!request.isNavigationRequest()) return undefined;
  try {
    const frame = request.frame();
    return frame.parentFrame() === null ? frame.page() : undefined;
  } catch {
    return undefined;
  }
}
