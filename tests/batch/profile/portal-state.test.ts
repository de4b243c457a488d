import { expect, test } from '@playwright/test';
import { stateOfPortal } from '../../../batch/profile/portal-state';

const cookie = (domain: string) => ({ name: 'session', value: '1', domain });
const PORTAL = 'https://acme.coupahost.com';

for (const [domain, taken] of [
  ['acme.coupahost.com', true],
  ['.acme.coupahost.com', true],
  ['.coupahost.com', true],
  // Another customer's, the host above as a host of its own, and names that only end alike.
  ['other.coupahost.com', false],
  ['coupahost.com', false],
  ['.ost.com', false],
  ['evil-acme.coupahost.com', false],
  ['.login.acme.coupahost.com', false],
  ['login.microsoftonline.com', false],
] as const) {
  test(`a cookie of ${domain} is ${taken ? '' : 'not '}taken`, () => {
    const state = { cookies: [cookie(domain)], origins: [] };
    expect(stateOfPortal(state, PORTAL)).toEqual(taken ? state : { cookies: [], origins: [] });
  });
}

test("storage is taken of the portal's own origin alone: scheme and port belong to it", () => {
  const stored = (origin: string) => ({ origin, localStorage: [{ name: 'a', value: '1' }] });
  const origins = [
    'https://acme.coupahost.com',
    'http://acme.coupahost.com',
    'https://acme.coupahost.com:8443',
    'https://mail.example.com',
  ].map(stored);
  expect(stateOfPortal({ cookies: [], origins }, `${PORTAL}/`)).toEqual({ cookies: [], origins: [stored(PORTAL)] });
});
