import { expect, test } from '@playwright/test';
import { checkPolicies, judgePolicies } from '../../../../cli/doctor/checks/policies';
import { POLICY_NAMES } from '../../../../cli/doctor/policies/policy-table';
import { contextOn, EDGE_AT, fakeView, type FakeParts, type Platform } from '../fake-view';

const judged = (name: string, value: number | string, headless = true) =>
  judgePolicies({ browser: 'Microsoft Edge', headless, policies: [{ name, value, where: 'HKLM\\X' }], unreadable: [] });

for (const [name, value, state] of [
  ['RemoteDebuggingAllowed', 0, 'fault'],
  ['RemoteDebuggingAllowed', 1, 'ok'],
  ['UserDataDir', 'D:\\edge', 'fault'],
  ['UserDataDir', '', 'ok'],
  ['HeadlessModeEnabled', 0, 'fault'],
  ['HeadlessModeEnabled', 1, 'ok'],
  ['HeadlessMode', 2, 'fault'],
  ['HeadlessMode', 1, 'ok'],
  ['AlwaysOpenPdfExternally', 0, 'warning'],
  ['AlwaysOpenPdfExternally', 1, 'ok'],
  ['DownloadRestrictions', 0, 'ok'],
  ['DownloadRestrictions', 1, 'warning'],
  ['DownloadRestrictions', 2, 'warning'],
  ['DownloadRestrictions', 3, 'fault'],
  ['DownloadRestrictions', 4, 'warning'],
  ['DownloadDirectory', '${downloads}', 'warning'],
  ['PromptForDownloadLocation', 1, 'warning'],
  ['PromptForDownloadLocation', 0, 'ok'],
  ['BrowserSignin', 0, 'warning'],
  ['BrowserSignin', 1, 'ok'],
  ['BrowserSignin', 2, 'warning'],
] as const) {
  test(`${name} = ${value}: ${state}`, () => {
    const [finding, ...others] = judged(name, value);
    expect(others).toEqual([]);
    expect(finding!.state).toBe(state);
    if (state === 'ok') return;
    expect(finding!.text).toMatch(new RegExp(`^${name} = .*\\. [A-Z].*\\.$`));
    expect(finding!.advice, 'a sentence that IT understands by itself').toMatch(
      new RegExp(`IT: "The Microsoft Edge policy ${name} = .* \\(HKLM\\\\X\\) .* Please .*\\."$`),
    );
  });
}

test('a policy against headless browsers hinders only those', () => {
  expect(judged('HeadlessModeEnabled', 0, false)).toMatchObject([{ state: 'warning' }]);
});

const REG = 'C:\\Windows\\System32\\reg.exe query';
const ALWAYS = `${REG} HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion /v CurrentBuild`;
const HKLM = `${REG} HKLM\\SOFTWARE\\Policies\\Microsoft\\Edge`;
const HKCU = `${REG} HKCU\\SOFTWARE\\Policies\\Microsoft\\Edge`;
const printed = (key: string, values: string[]) =>
  `\r\n${key}\r\n${values.map((value) => `    ${value}\r\n`).join('')}\r\n${key}\\Recommended\r\n`;
const LISTED = '/Library/Managed Preferences';
const PLUTIL = '/usr/bin/plutil -convert json -o -';
const POLICIES = '/etc/opt/edge/policies/managed';

const COMPUTERS: [string, Platform, FakeParts, string[]][] = [
  ['Windows without policies', 'win32', { programs: { [ALWAYS]: 'x' } }, ['ok None stands in the way.']],
  [
    'Windows, of the computer and of the person',
    'win32',
    {
      programs: {
        [ALWAYS]: 'x',
        [HKLM]: printed('HKEY_LOCAL_MACHINE\\X', [
          'RemoteDebuggingAllowed    REG_DWORD    0x0',
          'HomepageLocation    REG_SZ    https://intra',
        ]),
        [HKCU]: printed('HKEY_CURRENT_USER\\X', [
          'UserDataDir    REG_SZ    D:\\Edge Data',
          'DownloadRestrictions    REG_DWORD    0x3',
        ]),
      },
    },
    ['fault RemoteDebuggingAllowed = 0', 'fault UserDataDir = D:\\Edge Data', 'fault DownloadRestrictions = 3'],
  ],
  [
    'Windows, harmless ones',
    'win32',
    { programs: { [ALWAYS]: 'x', [HKLM]: printed('X', ['BrowserSignin    REG_DWORD    0x1']) } },
    ['ok None stands in the way (BrowserSignin = 1).'],
  ],
  ['Windows, where the registry may not be read', 'win32', {}, ['warning Company policies could not be read (HKLM\\']],
  ['macOS without policies', 'darwin', {}, ['ok None']],
  [
    'macOS, of the computer and of the person',
    'darwin',
    {
      files: { [`${LISTED}/com.microsoft.Edge.plist`]: 'binary', [`${LISTED}/ann/com.microsoft.Edge.plist`]: 'binary' },
      programs: {
        [`${PLUTIL} ${LISTED}/com.microsoft.Edge.plist`]: '{"RemoteDebuggingAllowed":false}',
        [`${PLUTIL} ${LISTED}/ann/com.microsoft.Edge.plist`]: '{"DownloadDirectory":"/Users/ann/D"}',
      },
    },
    ['fault RemoteDebuggingAllowed = 0', 'warning DownloadDirectory = /Users/ann/D'],
  ],
  [
    'macOS, a list that cannot be read',
    'darwin',
    { files: { [`${LISTED}/com.microsoft.Edge.plist`]: 'binary' } },
    ['warning Company policies could not be read'],
  ],
  ['Linux without policies', 'linux', {}, ['ok None']],
  [
    'Linux, several files',
    'linux',
    {
      files: {
        [`${POLICIES}/a.json`]: '{"PromptForDownloadLocation":true}',
        [`${POLICIES}/b.json`]: '{"HeadlessModeEnabled":false,"RestoreOnStartup":1}',
        [`${POLICIES}/c.txt`]: 'x',
      },
    },
    ['warning PromptForDownloadLocation = 1', 'fault HeadlessModeEnabled = 0'],
  ],
  [
    'Linux, a file that is no JSON',
    'linux',
    { files: { [`${POLICIES}/a.json`]: '{' } },
    ['warning Company policies could not be read'],
  ],
];
for (const [what, platform, parts, expected] of COMPUTERS) {
  test(`policies: ${what}`, async () => {
    const files = { [EDGE_AT[platform]]: '', ...parts.files };
    const findings = await checkPolicies(contextOn(fakeView(platform, { ...parts, files })));
    expect(findings.map(({ state, text }) => `${state} ${text}`)).toEqual(
      expected.map((start) => expect.stringContaining(start)),
    );
    expect(JSON.stringify(findings), 'what a batch does not meet is nobody’s business').not.toMatch(
      /intra|RestoreOnStartup/,
    );
  });
}

test('the policies are those of the browser that runs take', async () => {
  const files = {
    '/usr/bin/chromium': '',
    '/etc/chromium/policies/managed/a.json': '{"HeadlessMode":2}',
    [`${POLICIES}/a.json`]: '{"RemoteDebuggingAllowed":false}',
  };
  expect(await checkPolicies(contextOn(fakeView('linux', { files })))).toMatchObject([
    { text: expect.stringContaining('HeadlessMode = 2') },
  ]);
});

test('every policy that an administrator is told to look for is one of the table', () => {
  expect(POLICY_NAMES).toEqual(
    expect.arrayContaining([
      'RemoteDebuggingAllowed',
      'UserDataDir',
      'HeadlessModeEnabled',
      'AlwaysOpenPdfExternally',
      'DownloadRestrictions',
      'DownloadDirectory',
      'PromptForDownloadLocation',
      'BrowserSignin',
    ]),
  );
});
