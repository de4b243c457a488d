import { existsSync, readFileSync, statSync } from 'node:fs';
import { expect, test as base, type BrowserContext } from '@playwright/test';
import { resolveSettings } from '../../../batch/settings/settings';
import { installedBrowser, thisSystem } from '../../../cli/common/machine';
import { signIn } from '../../../cli/sign-in/sign-in';
import type { SignInEnding } from '../../../fixtures/sign-in/signed-in';
import { launchOptions } from '../../../fixtures/edge/edge-launch';
import { processes } from '../../batch-run/batch-test';
import { startSmallPortal, type SmallPortal } from '../small-portal';

const launch = launchOptions(resolveSettings({ environment: {} }), installedBrowser(thisSystem()), true, 'Default');

const test = base.extend<{
  portal: SmallPortal;
  start: (act: (context: BrowserContext) => Promise<unknown>, baseUrl?: string, stableFor?: number) => Started;
}>({
  portal: async ({}, use) => {
    const portal = await startSmallPortal();
    await use(portal);
    await portal.close();
  },
  start: async ({ portal }, use, testInfo) => {
    await use((act, baseUrl = portal.url, stableFor?: number) => {
      const userDataDir = testInfo.outputPath('own', 'profile');
      const marker = testInfo.outputPath('own', 'signed-in.json');
      const stopping = new AbortController();
      let acting: Promise<unknown> = Promise.resolve();
      const onOpen = (context: BrowserContext) => (acting = act(context));
      const ending = signIn({
        userDataDir,
        baseUrl,
        marker,
        launch,
        stop: stopping.signal,
        onOpen,
        ...(stableFor !== undefined && { stableFor }),
      });
      return {
        userDataDir,
        marker,
        stop: () => stopping.abort(),
        ending: ending.then(async (how) => (await acting, how)),
      };
    });
  },
});
interface Started {
  userDataDir: string;
  marker: string;
  stop: () => void;
  ending: Promise<SignInEnding>;
}

/** What a person does on the sign-in page. */
async function fillIn(context: BrowserContext) {
  const page = context.pages()[0]!;
  await page.locator('#user_email').fill('ana@example.com');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test("waits past the portal's own first page and its sign-in page until the person is in, and keeps the session", async ({
  portal,
  start,
}) => {
  const { ending, marker, userDataDir } = start(fillIn);
  expect(await ending).toBe('signed-in');
  expect(JSON.parse(readFileSync(marker, 'utf8'))).toMatchObject({ portal: portal.url });
  expect(existsSync(`${userDataDir}/Local State`)).toBe(true);
  if (process.platform !== 'win32') expect(statSync(userDataDir).mode & 0o777).toBe(0o700);

  const again = start((context) => context.pages()[0]!.getByText('Welcome').waitFor());
  expect(await again.ending).toBe('signed-in');
});

test('a sign-in in another tab counts', async ({ portal, start }) => {
  const { ending } = start(async (context) => {
    const tab = await context.newPage();
    await tab.goto(`${portal.url}/sessions/new`);
    await tab.locator('#user_email').fill('ana@example.com');
    await tab.getByRole('button').click();
  });
  expect(await ending).toBe('signed-in');
});

test('closing the window before signing in is no sign-in, and leaves no mark of one', async ({ start }) => {
  const { ending, marker } = start(async (context) => {
    await context.pages()[0]!.locator('#user_email').waitFor();
    await context.close();
  });
  expect(await ending).toBe('closed');
  expect(existsSync(marker)).toBe(false);
});

test('a browser that ends in the middle of its start is not waited for', async ({ portal, start }) => {
  test.skip(process.platform !== 'linux', 'finds the process in /proc');
  for (const moment of [0, 100, 200, 300]) {
    const { ending, userDataDir, marker } = start(() => Promise.resolve(), portal.url);
    const came = ending.catch((error: unknown) => error);
    const browser = () =>
      processes().find(
        ({ command }) => command.includes(`--user-data-dir=${userDataDir}`) && !command.includes('--type='),
      );
    await expect.poll(browser, { intervals: [10] }).toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, moment));
    process.kill(browser()!.pid, 'SIGKILL');
    const waited = new Promise((resolve) => setTimeout(resolve, 15_000, 'still waiting'));
    const end = await Promise.race([came, waited]);
    if (end !== 'closed') expect(end, `killed after ${moment} ms`).toMatchObject({ code: 'BROWSER_START' });
    expect(existsSync(marker)).toBe(false);
  }
});

test('Ctrl+C ends it', async ({ start }) => {
  const started: Started = start(async (context) => {
    await context.pages()[0]!.locator('#user_email').waitFor();
    started.stop();
  });
  expect(await started.ending).toBe('stopped');
  expect(existsSync(started.marker)).toBe(false);
});

for (const [what, path] of [
  ['a sign-in form at a path of its own', '/script-sign-in'],
  ['a page that asks for a password', '/provider'],
  ["the portal's maintenance page", '/maintenance'],
] as const) {
  test(`${what} is not signed in`, async ({ portal, start }) => {
    const started: Started = start(
      async (context) => {
        // Longer than a page must stay to count.
        await context.pages()[0]!.waitForURL(`**${path}`);
        await new Promise((resolve) => setTimeout(resolve, 800));
        started.stop();
      },
      `${portal.url}${path}`,
      200,
    );
    expect(await started.ending).toBe('stopped');
  });
}

test('a page that is about to be left for a slow identity provider is not signed in', async ({ portal, start }) => {
  const started: Started = start(async (context) => {
    await context.pages()[0]!.getByText('Who are you?').waitFor();
    started.stop();
  }, `${portal.url}/slow-provider`);
  expect(await started.ending).toBe('stopped');
});

test("another host's page is not signed in, even if it is the last one", async ({ portal, start }) => {
  const started: Started = start(async (context) => {
    await context.pages()[0]!.locator('#user_email').waitFor();
    await context.pages()[0]!.goto(`${portal.url.replace('127.0.0.1', 'localhost')}/anything`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    started.stop();
  });
  expect(await started.ending).toBe('stopped');
});

test('a portal that does not answer is one line, exit 4', async ({ start }) => {
  const closed = await startSmallPortal();
  await closed.close();
  const { ending } = start(async () => undefined, closed.url);
  await expect(ending).rejects.toMatchObject({
    code: 'PORTAL_UNREACHABLE',
    exitCode: 4,
    message: expect.stringContaining('net::ERR_CONNECTION_REFUSED'),
  });
});
