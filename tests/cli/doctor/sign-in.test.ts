import { expect, test } from '@playwright/test';
import { checkSignIn, judgeSignIn, type SignInFacts } from '../../../cli/doctor/checks/signed-in';
import { duration } from '../../../cli/doctor/model/words';
import { contextOn, fakeView, NOW, OWN_DATA, ownProfile, type Platform } from './fake-view';

const HOUR = 3_600_000;
const PORTAL = 'https://acme.coupahost.com';
const FACTS: SignInFacts = {
  now: NOW,
  portal: PORTAL,
  kind: 'own',
  signedIn: { portal: PORTAL, signedInAt: '2026-11-20T12:00:00Z' },
  renewed: undefined,
  hasCookies: true,
};
const renewed = (ends: number | undefined) => ({ renewed: { savedAt: NOW - 26 * HOUR, ends } });

const CASES: [string, Partial<SignInFacts>, [string, string, RegExp][]][] = [
  [
    'signed in, as far as is known',
    {},
    [
      [
        'Signed in',
        'ok',
        /^To acme\.coupahost\.com, 4 days ago\. Whether the portal still accepts it, the first page of a run shows\.$/,
      ],
    ],
  ],
  [
    'taken over from another browser',
    { signedIn: { portal: PORTAL, signedInAt: '2026-11-20T12:00:00Z', takenFrom: 'Microsoft Edge' } },
    [['Signed in', 'ok', /^To acme\.coupahost\.com, 4 days ago, taken over from Microsoft Edge\. Whether/]],
  ],
  [
    'renewed by a run',
    renewed(NOW + 9.5 * HOUR),
    [
      ['Signed in', 'ok', /4 days ago; renewed by a run 1 day ago/],
      ['Time left', 'ok', /^At most 9 hours/],
    ],
  ],
  [
    'renewed, ending soon',
    renewed(NOW + HOUR / 2),
    [
      ['Signed in', 'ok', /./],
      ['Time left', 'warning', /^At most 30 minutes/],
    ],
  ],
  ['ended', renewed(NOW - 3 * HOUR), [['Signed in', 'warning', /ended 3 hours ago/]]],
  ['cookies that end with the browser have no time', renewed(undefined), [['Signed in', 'ok', /renewed/]]],
  [
    'another portal',
    { signedIn: { portal: 'https://test.coupahost.com', signedInAt: '2026-11-20T12:00:00Z' } },
    [['Signed in', 'warning', /signed in to test\.coupahost\.com, not to acme\.coupahost\.com/]],
  ],
  ['no cookie of the portal', { hasCookies: false }, [['Signed in', 'warning', /no cookie of acme/]]],
  [
    'the everyday profile, with cookies',
    { kind: 'everyday', signedIn: undefined },
    [['Signed in', 'ok', /has cookies of acme\.coupahost\.com\. Whether/]],
  ],
  [
    'the everyday profile, locked',
    { kind: 'everyday', signedIn: undefined, hasCookies: undefined },
    [['Signed in', 'ok', /is not known/]],
  ],
];
for (const [what, facts, expected] of CASES) {
  test(`signed in: ${what}`, () => {
    expect(judgeSignIn({ ...FACTS, ...facts })).toMatchObject(
      expected.map(([name, state, text]) => ({ name, state, text: expect.stringMatching(text) })),
    );
  });
}

const session = (cookies: object[]) => JSON.stringify({ portal: PORTAL, savedAt: NOW - HOUR, cookies });
const cookie = (facts: object) => ({
  name: 'sid',
  value: 'SECRET',
  domain: 'acme.coupahost.com',
  httpOnly: true,
  expires: (NOW + 5.5 * HOUR) / 1_000,
  ...facts,
});

for (const platform of ['win32', 'darwin', 'linux'] as Platform[]) {
  test(`${platform}: what a run kept tells the time left, by cookies of the portal that scripts may not write`, async () => {
    const file = `${OWN_DATA[platform]}${platform === 'win32' ? '\\' : '/'}session.json`;
    const far = (NOW + 900 * HOUR) / 1_000;
    const kept = session([
      cookie({}),
      cookie({ domain: '.coupahost.com', expires: -1 }),
      cookie({ httpOnly: false, expires: far }),
      cookie({ domain: 'login.example', expires: far }),
    ]);
    const findings = await checkSignIn(
      contextOn(fakeView(platform, { files: { ...ownProfile(platform), [file]: kept } })),
    );
    expect(findings).toMatchObject([
      { state: 'ok' },
      { name: 'Time left', text: expect.stringContaining('At most 5 hours') },
    ]);
    expect(JSON.stringify(findings)).not.toContain('SECRET');
  });
}

for (const [what, cookies, portal, state] of [
  ["the portal's host", 'x acme.coupahost.com v10', PORTAL, 'ok'],
  ['its company', 'x .coupahost.com v10', PORTAL, 'ok'],
  ['another host of that company', 'x test.coupahost.com v10', PORTAL, 'warning'],
  ['another host', 'x www.example.com v10', PORTAL, 'warning'],
  ['an address by number', 'x 127.0.0.1 v10', 'http://127.0.0.1:8080', 'ok'],
  ['part of a number', 'x .0.0.1 v10', 'http://127.0.0.1:8080', 'warning'],
] as const) {
  test(`cookies of ${what}: ${state}`, async () => {
    const files = {
      ...ownProfile('linux', cookies),
      [`${OWN_DATA.linux}/signed-in.json`]: JSON.stringify({ portal, signedInAt: '2026-11-20T12:00:00Z' }),
    };
    expect(await checkSignIn(contextOn(fakeView('linux', { files }), { BASE_URL: portal }))).toMatchObject([{ state }]);
  });
}

for (const [ms, words] of [
  [0, 'less than a minute'],
  [59_999, 'less than a minute'],
  [60_000, '1 minute'],
  [HOUR * 2 - 1, '1 hour'],
  [24 * HOUR, '1 day'],
  [400 * HOUR, '16 days'],
] as const) {
  test(`${ms} ms are ${words}`, () => expect(duration(ms)).toBe(words));
}
