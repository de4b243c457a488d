import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { chromium, expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import fs from 'fs-extra';
import { takeOver } from '../../../cli/sign-in/take-over';
import { launchAsBatch } from '../../support/signed-in-profile';
import { startSmallPortal, type SmallPortal } from '../small-portal';

// A browser of the test's own stands for the person's Edge; how Edge itself is reached,
// tests/batch-run/from-edge.test.ts shows.
const test = base.extend<{ portal: SmallPortal; edge: BrowserContext; places: Places }>({
  portal: async ({}, use) => {
    const portal = await startSmallPortal();
    await use(portal);
    await portal.close();
  },
  edge: async ({}, use, testInfo) => {
    const context = await chromium.launchPersistentContext(testInfo.outputPath('edge'), launchAsBatch());
    await use(context);
    await context.close();
  },
  places: async ({}, use, testInfo) => {
    const own = testInfo.outputPath('own');
    await use({
      userDataDir: path.join(own, 'profile'),
      marker: path.join(own, 'signed-in.json'),
      sessionFile: path.join(own, 'session.json'),
    });
  },
});
interface Places {
  userDataDir: string;
  marker: string;
  sessionFile: string;
}

test.describe.configure({ timeout: 120_000 });

/** The portal shows its own page for 600 ms before it asks for the sign-in; on a busy computer that takes longer. */
const LONGER_THAN_ITS_OWN_PAGE = 1_500;

const parts = (edge: BrowserContext, baseUrl: string, stop = new AbortController().signal) => ({
  edge: { context: edge, leave: async () => undefined },
  baseUrl,
  launch: launchAsBatch(),
  stop,
  stableFor: 300,
  proofLimit: 4_000,
});

test("the portal's cookies and storage reach the batch's own profile, and nothing else of Edge does", async ({
  portal,
  edge,
  places,
}) => {
  const elsewhere = portal.url.replace('127.0.0.1', 'localhost');
  const person = edge.pages()[0]!;
  await person.goto(`${elsewhere}/provider`);
  await store(person, 'of another site');
  const tab = await edge.newPage();
  await tab.goto(`${portal.url}/signs-in-by-itself`);
  await tab.getByText('Welcome').waitFor();
  await store(tab, 'of the portal');
  // A profile that opens the portal by itself, as after a crash: its page holds the database that is to be replaced.
  const before = await chromium.launchPersistentContext(places.userDataDir, launchAsBatch());
  await before.pages()[0]!.goto(`${portal.url}/provider`);
  await store(before.pages()[0]!, 'of before');
  const provider = {
    name: 'device',
    value: 'remembered',
    domain: 'login.example',
    path: '/',
    expires: Date.now() / 1_000 + 3_600,
  };
  await before.addCookies([provider, { ...provider, name: 'old', domain: '127.0.0.1' }]);
  await before.close();

  expect(await takeOver({ ...parts(edge, portal.url), ...places })).toBe('signed-in');

  expect(edge.pages()).toHaveLength(2);
  expect(JSON.parse(readFileSync(places.marker, 'utf8'))).toMatchObject({
    portal: portal.url,
    takenFrom: 'Microsoft Edge',
  });
  const session = JSON.parse(readFileSync(places.sessionFile, 'utf8')) as {
    cookies: { name: string; domain: string }[];
  };
  expect(session.cookies).toEqual([expect.objectContaining({ name: 'session', domain: '127.0.0.1' })]);
  if (process.platform !== 'win32')
    expect(
      [places.sessionFile, places.marker, places.userDataDir].map((file) => (statSync(file).mode & 0o777).toString(8)),
    ).toEqual(['600', '600', '700']);
  const own = await chromium.launchPersistentContext(places.userDataDir, launchAsBatch());
  try {
    // An identity provider's from an earlier sign-in stay; of the portal's own, those that Edge has.
    expect((await own.cookies()).map(({ name }) => name).sort()).toEqual(['device', 'session']);
    const page = own.pages()[0]!;
    await page.goto(portal.url);
    await expect(page.getByText('Welcome')).toBeVisible();
    expect(await stored(page)).toEqual(['of the portal', 'of the portal']);
    await page.goto(`${elsewhere}/provider`);
    expect(await stored(page)).toEqual([null, undefined]);
  } finally {
    await own.close();
  }
});

test("a session that is of no use outside Edge leaves the batch's own profile as it was", async ({
  portal,
  edge,
  places,
}) => {
  await fs.outputFile(path.join(places.userDataDir, 'Local State'), '{}');
  // Signed in by something that does not travel: here, a header.
  await edge.setExtraHTTPHeaders({ cookie: 'session=bound' });
  await expect(
    takeOver({ ...parts(edge, portal.url), stableFor: LONGER_THAN_ITS_OWN_PAGE, ...places }),
  ).rejects.toMatchObject({
    code: 'SESSION_NOT_ACCEPTED',
    exitCode: 3,
    message: expect.stringMatching(/npx po-batch sign-in/),
  });
  expect(await fs.readdir(path.dirname(places.userDataDir))).toEqual(['profile']);
  expect(await fs.readdir(places.userDataDir)).toEqual(['Local State']);
});

test('somebody who is not signed in signs in there; Ctrl+C ends the wait and closes the tab', async ({
  portal,
  edge,
  places,
}) => {
  const stableFor = LONGER_THAN_ITS_OWN_PAGE;
  const stopping = new AbortController();
  const taking = takeOver({ ...parts(edge, portal.url, stopping.signal), stableFor, ...places });
  await expect.poll(() => edge.pages().length).toBe(2);
  await edge.pages()[1]!.locator('#user_email').waitFor();
  stopping.abort();
  expect(await taking).toBe('stopped');
  expect(edge.pages()).toHaveLength(1);

  const again = takeOver({ ...parts(edge, portal.url), stableFor, ...places });
  await expect.poll(() => edge.pages().length).toBe(2);
  await edge.pages()[1]!.locator('#user_email').fill('ana@example.com');
  await edge.pages()[1]!.getByRole('button').click();
  expect(await again).toBe('signed-in');
});

const store = (page: Page, value: string) =>
  page.evaluate(
    (text) =>
      new Promise<void>((resolve, reject) => {
        localStorage.setItem('kept', text);
        const opening = indexedDB.open('kept', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('texts');
        opening.onerror = () => reject(opening.error!);
        // Left open, as portals do.
        opening.onsuccess = () => {
          const putting = opening.result.transaction('texts', 'readwrite').objectStore('texts').put(text, 'one');
          putting.onsuccess = () => resolve();
        };
      }),
    value,
  );

const stored = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<[string | null, unknown]>((resolve) => {
        const opening = indexedDB.open('kept', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('texts');
        opening.onsuccess = () => {
          const getting = opening.result.transaction('texts').objectStore('texts').get('one');
          getting.onsuccess = () => resolve([localStorage.getItem('kept'), getting.result]);
        };
      }),
  );
