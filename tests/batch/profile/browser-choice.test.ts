import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { chooseBrowser, isFileOnDisk, type BrowserSearch } from '../../../batch/profile/browser-choice';

const WINDOWS = {
  platform: 'win32' as const,
  env: {
    LOCALAPPDATA: 'C:\\Users\\ana\\AppData\\Local',
    PROGRAMFILES: 'C:\\Program Files',
    'PROGRAMFILES(X86)': 'C:\\Program Files (x86)',
    HOMEDRIVE: 'C:',
  },
};
const MAC = { platform: 'darwin' as const, env: {} };
const LINUX = { platform: 'linux' as const, env: {} };
const OWN = '/home/ana/.cache/ms-playwright/chromium-1255/chrome-linux64/chrome';

const choose = (system: Pick<BrowserSearch, 'platform' | 'env'>, files: string[], playwrightChromium = OWN) =>
  chooseBrowser({ ...system, isFile: (file) => files.includes(file), playwrightChromium });

const EDGE_PLACES: [string, Pick<BrowserSearch, 'platform' | 'env'>, string][] = [
  ['Linux', LINUX, '/opt/microsoft/msedge/msedge'],
  ['macOS', MAC, '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
  ['Windows, 32-bit program files', WINDOWS, 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
  ['Windows, program files', WINDOWS, 'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe'],
  ['Windows, of one user', WINDOWS, 'C:\\Users\\ana\\AppData\\Local\\Microsoft\\Edge\\Application\\msedge.exe'],
  [
    'Windows, started without PROGRAMFILES',
    { platform: 'win32', env: { HOMEDRIVE: 'D:' } },
    'D:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
];
for (const [where, system, file] of EDGE_PLACES) {
  test(`Edge is taken by its channel on ${where}`, () => {
    expect(choose(system, [file, OWN])).toEqual({
      name: 'Microsoft Edge',
      channel: 'msedge',
      line: `🌐 Browser: Microsoft Edge (channel msedge, ${file})`,
    });
  });
}

const CHROME_PLACES: [string, Pick<BrowserSearch, 'platform' | 'env'>, string][] = [
  ['Linux', LINUX, '/opt/google/chrome/chrome'],
  ['macOS', MAC, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  ['Windows', WINDOWS, 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
];
for (const [where, system, file] of CHROME_PLACES) {
  test(`Chrome is taken by its channel on ${where} when there is no Edge`, () => {
    const chosen = choose(system, [file, OWN, '/usr/bin/chromium']);
    expect(chosen).toMatchObject({ name: 'Google Chrome', channel: 'chrome' });
    expect(chosen?.executablePath).toBeUndefined();
    expect(chosen?.line).toBe(
      `🌐 Browser: Google Chrome (channel chrome, ${file}), since no Microsoft Edge is installed`,
    );
  });
}

test("Playwright's own Chromium is taken by its path when there is neither Edge nor Chrome", () => {
  const chosen = choose(LINUX, [OWN, '/usr/bin/chromium']);
  expect(chosen).toMatchObject({ name: "Playwright's Chromium", executablePath: OWN });
  expect(chosen?.channel).toBeUndefined();
  expect(chosen?.line).toContain('since neither Microsoft Edge nor Google Chrome is installed');
});

test("the path of Playwright's Chromium alone is no browser: the file must be there", () => {
  expect(choose(LINUX, ['/usr/bin/chromium'])).toMatchObject({ name: 'Chromium', executablePath: '/usr/bin/chromium' });
});

for (const file of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium']) {
  test(`the system's Chromium is taken last, from ${file}`, () => {
    expect(choose(LINUX, [file])).toEqual({
      name: 'Chromium',
      executablePath: file,
      line: `🌐 Browser: Chromium (${file}), since neither Microsoft Edge nor Google Chrome nor Playwright's Chromium is installed`,
    });
  });
}

for (const system of [WINDOWS, MAC, LINUX]) {
  test(`there is no choice on a ${system.platform} without any browser`, () => {
    expect(choose(system, [])).toBeUndefined();
  });
}

test("paths of another system are not looked at: a Windows folder on Linux is nobody's browser", () => {
  expect(choose({ ...LINUX, env: WINDOWS.env }, [EDGE_PLACES[2]![2]])).toBeUndefined();
});

test('a link to a program is a program, a folder and a broken link are none', ({}, testInfo) => {
  const at = (name: string) => testInfo.outputPath(name);
  mkdirSync(at('folder'), { recursive: true });
  writeFileSync(at('program'), '');
  chmodSync(at('program'), 0o755);
  symlinkSync(at('program'), at('link'));
  symlinkSync(at('gone'), at('broken'));
  expect(
    ['program', 'link', 'folder', 'broken', path.join('program', 'x')].map((name) => isFileOnDisk(at(name))),
  ).toEqual([true, true, false, false, false]);
});

test.describe('PO_BATCH_BROWSER', () => {
  const EVERYTHING = ['/opt/microsoft/msedge/msedge', '/opt/google/chrome/chrome', OWN, '/usr/bin/chromium'];
  const forced = (name: string, files = EVERYTHING) =>
    choose({ platform: 'linux', env: { PO_BATCH_BROWSER: name } }, files)?.name;

  for (const [name, chosen] of [
    ['msedge', 'Microsoft Edge'],
    ['Chrome', 'Google Chrome'],
    ['chromium', "Playwright's Chromium"],
    ['', 'Microsoft Edge'],
  ] as const) {
    test(`${name || 'empty'}: ${chosen} is taken of all browsers`, () => expect(forced(name)).toBe(chosen));
  }

  test('the line names the variable, and not what is not installed', () => {
    expect(choose({ platform: 'linux', env: { PO_BATCH_BROWSER: 'chromium' } }, EVERYTHING)?.line).toBe(
      `🌐 Browser: Playwright's Chromium (${OWN}), as PO_BATCH_BROWSER=chromium says`,
    );
  });

  test('a browser that is not there is not replaced by another', () => {
    expect(forced('msedge', EVERYTHING.slice(1))).toBeUndefined();
    expect(forced('chromium', EVERYTHING.slice(0, 2))).toBeUndefined();
    expect(forced('chromium', EVERYTHING.slice(3))).toBe('Chromium');
  });

  test('another value is refused in one line', () => {
    expect(() => forced('firefox')).toThrow(
      'PO_BATCH_BROWSER=firefox (environment) is not allowed: it takes msedge, chrome, chromium.',
    );
  });
});
