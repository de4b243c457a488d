import { createHash, generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, expect, test as base, type BrowserContext } from '@playwright/test';
import fs from 'fs-extra';
import { settingsSchema } from '../../batch/settings/settings';
import { readyForStart } from '../../fixtures/edge/profile-copy';
import { ProfileManager } from '../../session/profiles/profile-manager';
import { fingerprint } from '../support/fake-profile';
import { launchAsBatch } from '../support/signed-in-profile';
import { figure, full } from '../support/trial';

// With a real browser: what a site keeps is in every copy, and what one copy changes no other sees.
base.describe.configure({ timeout: 120_000 });

const PAGE = `<!doctype html><title>Storage</title>`;
const WORKER = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('fetch', (event) => { if (event.request.url.endsWith('/from-worker')) event.respondWith(new Response('from the service worker')); });`;

const test = base.extend<{
  site: string;
  start: (dir: string, args?: string[]) => Promise<BrowserContext>;
  manager: (source: string, allowed?: boolean) => Promise<ProfileManager>;
}>({
  site: async ({}, use) => {
    const server = createServer((request, response) => {
      const script = request.url === '/worker.js';
      response
        .writeHead(request.url === '/from-worker' ? 404 : 200, {
          'content-type': script ? 'text/javascript' : 'text/html',
        })
        .end(script ? WORKER : PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
  start: async ({}, use) => {
    const opened: BrowserContext[] = [];
    await use(async (dir, args = []) => {
      await readyForStart(dir, 'Default');
      const options = launchAsBatch();
      const context = await chromium.launchPersistentContext(dir, {
        ...options,
        args: [...(options.args ?? []), ...args],
      });
      opened.push(context);
      return context;
    });
    await Promise.all(opened.map((context) => context.close().catch(() => undefined)));
  },
  manager: async ({}, use, testInfo) => {
    const managers: ProfileManager[] = [];
    await use(async (userDataDir, allowed = false) => {
      const runDir = testInfo.outputPath('run');
      await fs.ensureDir(runDir);
      const manager = await ProfileManager.open({
        plan: {
          run: 'r',
          rootDir: runDir,
          runDir,
          settings: { ...settingsSchema.parse({}), allowRunningEdge: allowed },
          profile: { userDataDir, profileName: 'Default', kind: 'everyday' },
        },
        workers: 2,
        notice: () => undefined,
      });
      managers.push(manager);
      return manager;
    });
    await Promise.all(managers.map((manager) => manager.close()));
  },
});

/** Everything that a site keeps, under one name each; runs in the page. */
const write = async (value: string): Promise<void> => {
  document.cookie = `persistent=${value}; max-age=86400`;
  document.cookie = `session=${value}`;
  localStorage.setItem('local', value);
  await new Promise<void>((resolve, reject) => {
    const open = indexedDB.open('db', 1);
    open.onupgradeneeded = () => open.result.createObjectStore('store');
    open.onerror = () => reject(new Error('IndexedDB'));
    open.onsuccess = () => {
      const transaction = open.result.transaction('store', 'readwrite');
      transaction.objectStore('store').put(value, 'key');
      transaction.oncomplete = () => (open.result.close(), resolve());
    };
  });
  await (await caches.open('cache')).put('/cached', new Response(value));
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
};

const read = async (): Promise<Record<string, unknown>> => {
  const indexed = await new Promise((resolve) => {
    const open = indexedDB.open('db', 1);
    open.onupgradeneeded = () => open.transaction?.abort();
    open.onerror = () => resolve('none');
    open.onsuccess = () => {
      const get = open.result.transaction('store').objectStore('store').get('key');
      get.onsuccess = () => (open.result.close(), resolve(get.result));
    };
  });
  const worker = (await navigator.serviceWorker.getRegistration())?.active?.state ?? 'none';
  const cached = await (await caches.match('/cached'))?.text();
  const cookies = document.cookie.split('; ').sort().join('; ');
  return { cookies, local: localStorage.getItem('local'), indexed, cached, worker };
};

/** An extension's own storage; runs in a page of the extension. */
const writeExtension = (value: string) =>
  (globalThis as unknown as Extension).chrome.storage.local.set({ kept: value });
const readExtension = () => (globalThis as unknown as Extension).chrome.storage.local.get();
interface Extension {
  chrome: { storage: { local: { set(values: object): Promise<void>; get(): Promise<object> } } };
}

/**
 * A public key for a manifest, and the id that follows from it: without one the id follows from the folder, and each
 * copy would have another.
 */
function identity(): { key: string; id: string } {
  const der = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  }).publicKey;
  const digest = createHash('sha256').update(der).digest('hex').slice(0, 32);
  return {
    key: der.toString('base64'),
    id: [...digest].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join(''),
  };
}

/** Whether a file, or one of a folder's, has these bytes in it. */
async function holds(userDataDir: string, place: string, text: string): Promise<boolean> {
  const profile = path.join(userDataDir, 'Default');
  const entries = await fs.readdir(profile, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files
      .filter((file) => path.relative(profile, file).split(path.sep).includes(place))
      .map((file) => fs.readFile(file).catch(() => Buffer.alloc(0))),
  );
  return contents.some((content) => content.includes(text));
}

const kept = (value: string) => ({
  cookies: `persistent=${value}; session=${value}`,
  local: value,
  indexed: value,
  cached: value,
  worker: 'activated',
});

test('cookies of both kinds, local storage, IndexedDB, Cache Storage, a service worker and an extension are in every copy, each its own', async ({
  site,
  start,
  manager,
}, testInfo) => {
  const source = testInfo.outputPath('source');
  const extension = path.join(source, 'Default', 'Extensions', 'ours');
  const { key, id } = identity();
  await fs.outputJson(path.join(extension, 'manifest.json'), {
    manifest_version: 3,
    name: 'Ours',
    version: '1',
    key,
    permissions: ['storage'],
  });
  await fs.outputFile(path.join(extension, 'page.html'), '<title>Ours</title>');
  const withExtension = (dir: string) => [
    `--load-extension=${dir}`,
    `--disable-extensions-except=${dir}`,
    '--disable-features=DisableLoadExtensionCommandLineSwitch',
  ];
  const original = await start(source, withExtension(extension));
  const page = await original.newPage();
  await page.goto(site);
  await page.evaluate(write, 'source');
  await page.goto(`chrome-extension://${id}/page.html`);
  await page.evaluate(writeExtension, 'source');
  await original.close();
  const before = await fingerprint(source);

  const its = await manager(source);
  const began = performance.now();
  const copies = [(await its.take({}, 0)).userDataDir, (await its.take({}, 1)).userDataDir];
  const seconds = (performance.now() - began) / 1_000;
  const contexts = await Promise.all(
    copies.map((copy) => start(copy, withExtension(path.join(copy, 'Default', 'Extensions', 'ours')))),
  );
  const pages = await Promise.all(contexts.map((context) => context.newPage()));
  for (const each of pages) {
    await each.goto(site);
    expect(await each.evaluate(read)).toEqual(kept('source'));
    expect(await each.evaluate(() => fetch('/from-worker').then((answer) => answer.text()))).toBe(
      'from the service worker',
    );
  }
  await pages[0]!.evaluate(write, 'changed');
  await pages[1]!.reload();
  expect(await pages[1]!.evaluate(read)).toEqual(kept('source'));
  for (const each of pages) {
    await each.goto(`chrome-extension://${id}/page.html`);
    expect(await each.evaluate(readExtension)).toEqual({ kept: 'source' });
  }
  await pages[0]!.evaluate(writeExtension, 'changed');
  expect(await pages[0]!.evaluate(readExtension)).toEqual({ kept: 'changed' });
  expect(await pages[1]!.evaluate(readExtension)).toEqual({ kept: 'source' });
  expect(await fingerprint(source)).toEqual(before);
  figure(
    'what a profile holds',
    `6 kinds of content and an extension with its storage in 2 copies, made in ${seconds.toFixed(1)} s, none sees the other's change, source unchanged`,
  );
});

/**
 * Only at full length, since it waits for Chromium's own clock: in short, files that change under the copy are in
 * tests/session/profiles/copying/copy-profile.
 */
const atFullLength = full ? test : () => undefined;

atFullLength(
  'copied while its browser writes, a profile is of one moment or refused',
  async ({ site, start, manager }, testInfo) => {
    const source = testInfo.outputPath('source');
    const busy = await start(source);
    const page = await busy.newPage();
    await page.goto(site);
    await page.evaluate(write, 'first');
    // Cookies reach the disk within half a minute, local storage within seconds: what is there by then must be in the
    // copy.
    await expect.poll(() => holds(source, 'Cookies', '127.0.0.1persistent'), { timeout: 60_000 }).toBe(true);
    await expect.poll(() => holds(source, 'Local Storage', new URL(site).host), { timeout: 30_000 }).toBe(true);
    await page.evaluate(() => {
      let count = 0;
      setInterval(() => localStorage.setItem('local', `later ${++count} ${'x'.repeat(2_000)}`), 5);
    });
    const its = await manager(source, true);
    const result = await its.take({}, 0).then(
      ({ userDataDir }) => userDataDir,
      (error: { code: string }) => error.code,
    );
    const opens = async (copy: string) => {
      const context = await start(copy);
      const tab = await context.newPage();
      await tab.goto(site);
      const found = await tab.evaluate(read);
      expect(found).toMatchObject({
        cookies: 'persistent=first; session=first',
        indexed: 'first',
        cached: 'first',
        local: expect.stringMatching(/^(first|later \d+ x{2000})$/),
      });
      return 'a copy that opens with everything in it';
    };
    const came = ['PROFILE_CHANGING', 'PROFILE_UNREADABLE'].includes(result)
      ? `refused (${result})`
      : await opens(result);
    figure('copied while its browser writes', came);
  },
);
