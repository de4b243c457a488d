import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import {
  forgetPortalSession,
  longerLasting,
  readPortalSession,
  writePortalSession,
  type PortalSession,
  type SessionCookie,
} from '../../../batch/profile/portal-session';

const cookie = (name: string, expires: number, httpOnly = true): SessionCookie => ({
  name,
  value: name,
  domain: 'acme.coupahost.com',
  path: '/',
  expires,
  httpOnly,
  secure: true,
  sameSite: 'Lax',
});
const session = (...cookies: SessionCookie[]): PortalSession => ({
  portal: 'https://acme.coupahost.com',
  savedAt: 1,
  cookies,
});

const DAY = 86_400;
for (const [what, a, b, kept] of [
  ['the first is kept', undefined, session(cookie('b', -1)), 'b'],
  [
    'a renewed one is kept, even if another worker ends later',
    session(cookie('a', 2 * DAY)),
    session(cookie('b', DAY)),
    'a',
  ],
  ['of two that last as long, the later', session(cookie('a', DAY)), session(cookie('b', DAY + 5)), 'b'],
  ['cookies that scripts write do not count', session(cookie('a', 9 * DAY, false)), session(cookie('b', DAY)), 'b'],
  ['with session cookies alone, the later', session(cookie('a', -1)), session(cookie('b', -1)), 'b'],
] as const) {
  test(what, () => expect(longerLasting(a, b).cookies[0]!.name).toBe(kept));
}

test('it is kept for one portal, readable by its owner alone, and replaced as a whole', async ({}, { outputDir }) => {
  const file = path.join(outputDir, 'inner', 'session.json');
  writePortalSession(file, session(cookie('a', 1)));
  writePortalSession(file, session(cookie('b', 1)));
  expect(readPortalSession(file, 'https://acme.coupahost.com')?.cookies[0]?.name).toBe('b');
  expect(readPortalSession(file, 'https://other.coupahost.com')).toBeUndefined();
  if (process.platform !== 'win32') expect((await fs.stat(file)).mode & 0o777).toBe(0o600);
  expect(await fs.readdir(path.dirname(file))).toEqual(['session.json']);
  forgetPortalSession(file);
  expect(readPortalSession(file, 'https://acme.coupahost.com')).toBeUndefined();
  await fs.writeFile(file, '{"portal":');
  expect(readPortalSession(file, 'https://acme.coupahost.com')).toBeUndefined();
});
