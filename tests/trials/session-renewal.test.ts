import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium } from '@playwright/test';
import fs from 'fs-extra';
import { ownProfileDir } from '../../batch/profile/edge-paths';
import { signedInMarker } from '../../batch/profile/profile-source';
import { readyForStart } from '../../fixtures/edge/profile-copy';
import { expect, listOf, test } from '../batch-run/batch-test';
import { orderPage } from '../batch-run/small-coupa';
import { fingerprint } from '../support/fake-profile';
import { launchAsBatch } from '../support/signed-in-profile';
import { figure, full } from '../support/trial';

test.describe.configure({ timeout: 180_000 });

/** POs that a session is good for, and POs of each run: more, so that both runs meet a renewal. */
const [EVERY, POS] = full ? [10, 13] : [2, 3];

/**
 * A portal whose session is good for so many orders; a ticket that rotates renews it by redirect, and each is good
 * once.
 */
async function startStrictPortal() {
  let ticket = 0;
  let session = 0;
  let left = 0;
  const seen = { renewals: 0, refused: 0 };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://portal');
    const cookies = new Map(
      (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('=') as [string, string]),
    );
    const give = () => [
      `ticket=${++ticket}; Path=/; Max-Age=86400; HttpOnly`,
      `session=${++session}; Path=/; HttpOnly`,
    ];
    const html = (body: string, headers = {}) =>
      response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body);
    if (pathname === '/enter') return html('in', { 'set-cookie': give() });
    if (pathname === '/renew') {
      if (cookies.get('ticket') !== String(ticket))
        return void (seen.refused++, html('<form><input id="user_email"><input type="password"></form>'));
      seen.renewals++;
      left = EVERY;
      return response.writeHead(302, { location: searchParams.get('to')!, 'set-cookie': give() }).end();
    }
    if (!pathname.startsWith('/order_headers/')) return response.writeHead(204).end();
    if (cookies.get('session') !== String(session) || left-- <= 0)
      return response.writeHead(302, { location: `/renew?to=${pathname}` }).end();
    html(orderPage(pathname.split('/')[2]!, ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}

test('a session that is renewed every few POs with tickets that are good once goes on from run to run', async ({
  batch,
}) => {
  const portal = await startStrictPortal();
  try {
    const pos = (from: number) => Array.from({ length: POS }, (_, index) => `PO${16_100_000 + from + index}`);
    const project = await batch({
      pos: pos(0),
      env: { BASE_URL: portal.url, USE_PROFILE: 'true', PR_FALLBACK_ENABLED: 'false', ATTACHMENT_WAIT_TIMEOUT: '1' },
    });
    const homedir = path.join(project.dir, '..', 'home');
    const system = { platform: process.platform, env: { LOCALAPPDATA: homedir }, homedir };
    const own = ownProfileDir(system);
    await readyForStart(own, 'Default');
    const person = await chromium.launchPersistentContext(own, launchAsBatch());
    await person.pages()[0]!.goto(`${portal.url}/enter`);
    await person.close();
    await fs.outputJson(signedInMarker(system), { portal: portal.url });
    const before = await fingerprint(own);

    for (const from of [0, 100]) {
      await fs.writeFile(project.list, listOf(pos(from)));
      const { exitCode, output } = await project.run(['test', '--workers=1'], { XDG_DATA_HOME: '' });
      expect(exitCode, output).toBe(0);
    }
    expect(portal.seen).toEqual({ renewals: expect.any(Number), refused: 0 });
    expect(portal.seen.renewals).toBeGreaterThanOrEqual(3);
    // The profile itself is only read; the renewed session lies beside it, for its owner alone.
    expect(await fingerprint(own)).toEqual(before);
    const kept = path.join(path.dirname(own), 'session.json');
    if (process.platform !== 'win32') expect((await fs.stat(kept)).mode & 0o777).toBe(0o600);
    figure(
      'session renewed',
      `${2 * POS} POs in two runs, ${portal.seen.renewals} renewals by redirect with tickets that are good once, none refused`,
    );
  } finally {
    await portal.close();
  }
});
