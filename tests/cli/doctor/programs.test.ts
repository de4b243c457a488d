import { expect, test } from '@playwright/test';
import { checkBrowser, judgeBrowser } from '../../../cli/doctor/checks/browser';
import { judgeVersions } from '../../../cli/doctor/checks/versions';
import { contextOn, EDGE_AT, fakeView, type FakeParts, type Platform } from './fake-view';

const needs = { node: '>=20.13', playwright: '>=1.63' };

for (const [node, state] of [
  ['v20.12.2', 'fault'],
  ['v18.99.0', 'fault'],
  ['v20.13.0', 'ok'],
  ['v20.13.1', 'ok'],
  ['v22.1.0', 'ok'],
  ['v20.100.0', 'ok'],
] as const) {
  test(`Node ${node}: ${state}`, () => {
    expect(judgeVersions({ node, playwright: '1.65.1', needs })[0]).toMatchObject({ name: 'Node', state });
  });
}

for (const [playwright, state] of [
  ['1.62.9', 'fault'],
  ['1.63.0', 'ok'],
  ['1.64.0-alpha-2026', 'ok'],
  ['2.0.0', 'ok'],
  [undefined, 'fault'],
] as const) {
  test(`Playwright ${playwright}: ${state}`, () => {
    expect(judgeVersions({ node: 'v22.1.0', playwright, needs })[1]).toMatchObject({ name: 'Playwright', state });
  });
}

const EDGE = { name: 'Microsoft Edge', channel: 'msedge', line: '' } as const;
const CHROME = { name: 'Google Chrome', channel: 'chrome', line: '' } as const;
const FACTS = {
  browser: EDGE,
  version: '141.0.1.2',
  profile: 'own',
  headless: true,
  display: true,
  root: false,
} as const;

for (const [what, facts, states] of [
  ['Edge', {}, ['Browser ok']],
  ['no browser', { browser: undefined }, ['Browser fault']],
  ["Chrome on the batch's own profile", { browser: CHROME }, ['Browser ok']],
  ["Chrome on Edge's profile", { browser: CHROME, profile: 'everyday' }, ['Browser warning']],
  ['windows without a display', { headless: false, display: false }, ['Browser ok', 'Windows fault']],
  ['no windows without a display', { display: false }, ['Browser ok']],
  ['root', { root: true }, ['Browser ok', 'User warning']],
] as const) {
  test(`browser: ${what}`, () => {
    expect(judgeBrowser({ ...FACTS, ...facts }).map(({ name, state }) => `${name} ${state}`)).toEqual(states);
  });
}

const VERSIONS: [Platform, FakeParts][] = [
  [
    'win32',
    {
      files: {
        [EDGE_AT.win32]: '',
        'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\99.0.1.2\\msedge.dll': '',
        'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\141.0.1.2\\msedge.dll': '',
      },
    },
  ],
  [
    'darwin',
    {
      files: { [EDGE_AT.darwin]: '' },
      programs: {
        [`/usr/bin/plutil -extract CFBundleShortVersionString raw -o - /Applications/Microsoft Edge.app/Contents/Info.plist`]:
          '141.0.1.2\n',
      },
    },
  ],
  [
    'linux',
    {
      files: { [EDGE_AT.linux]: '' },
      programs: { '/opt/microsoft/msedge/msedge --version': 'Microsoft Edge 141.0.1.2 \n' },
    },
  ],
];
for (const [platform, parts] of VERSIONS) {
  test(`the version of Edge on ${platform} is found without opening it`, async () => {
    expect(await checkBrowser(contextOn(fakeView(platform, parts)))).toEqual([
      { name: 'Browser', state: 'ok', text: 'Microsoft Edge 141.0.1.2' },
    ]);
  });
}
