import { expect, test } from '@playwright/test';

interface Machine {
  platform: NodeJS.Platform;
  env: Record<string, string | undefined>;
  isFile: (file: string) => boolean;
  playwrightChromium: () => string;
  osRelease: () => string;
  isRoot: boolean;
  run: (
    command: [string, string[]],
    options: { env?: Record<string, string> },
  ) => Promise<{ code: number; output: string }>;
  say: (line: string) => void;
}
const { ensureBrowser } = require('../../setup/browser.cjs') as { ensureBrowser: (machine: Machine) => Promise<void> };

const OWN = '/home/ana/.cache/ms-playwright/chromium/chrome';
const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';
const NO_WAY_OUT = { code: 1, output: 'Error: getaddrinfo ENOTFOUND cdn.playwright.dev' };
const FINE = { code: 0, output: '' };

/**
 * A machine whose programs answer by `answers`, each looked up by a word of its command line, and may put files on
 * disk.
 */
function machine(
  given: Partial<Machine> & {
    files?: string[];
    answers?: Record<string, (files: string[]) => { code: number; output: string }>;
  },
) {
  const files = [...(given.files ?? [])];
  const commands: string[] = [];
  const said: string[] = [];
  const made: Machine = {
    platform: 'linux',
    env: {},
    isFile: (file) => files.includes(file),
    playwrightChromium: () => OWN,
    osRelease: () => 'ID=fedora\n',
    isRoot: false,
    say: (line) => said.push(line),
    run: async ([program, args]) => {
      const command = [program, ...args].join(' ').replace(/^.*@playwright\/test\/cli\.js/, 'playwright');
      commands.push(command);
      const [, answer] = Object.entries(given.answers ?? {}).find(([word]) => command.includes(word)) ?? [];
      return answer?.(files) ?? FINE;
    },
    ...given,
  };
  return { made, commands, said };
}

const EDGE: [NodeJS.Platform, string, Record<string, string>][] = [
  ['linux', '/opt/microsoft/msedge/msedge', {}],
  ['darwin', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge', {}],
  ['win32', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', { HOMEDRIVE: 'C:' }],
];
for (const [platform, edge, env] of EDGE) {
  test(`where Edge is, nothing is downloaded, said or asked of Playwright (${platform})`, async () => {
    const playwrightChromium = () => {
      throw new Error('asked');
    };
    const { made, commands, said } = machine({
      platform,
      env,
      files: [edge],
      isRoot: true,
      osRelease: () => DEBIAN,
      playwrightChromium,
    });
    await ensureBrowser(made);
    expect([commands, said]).toEqual([[], []]);
  });
}

for (const file of ['/opt/google/chrome/chrome', OWN, '/usr/bin/chromium']) {
  test(`nothing is installed where ${file} is`, async () => {
    const { made, commands } = machine({ files: [file] });
    await ensureBrowser(made);
    expect(commands).toEqual([]);
  });
}

test("without a browser, Playwright's Chromium is installed, started once to see that it works, and the person sees it", async () => {
  const { made, commands, said } = machine({
    answers: { 'install chromium': (files) => ({ ...FINE, code: files.push(OWN) - 1 }) },
  });
  await ensureBrowser(made);
  expect(commands).toEqual(['playwright install chromium', `${OWN} --version`]);
  expect(said).toEqual([
    '🌐 No browser found (Microsoft Edge, Google Chrome, Chromium): installing Chromium …',
    '   npx playwright install chromium …',
    '   done.',
  ]);
});

test("as root on Debian, the system's Chromium is next when the download fails", async () => {
  const { made, commands } = machine({
    isRoot: true,
    osRelease: () => DEBIAN,
    answers: {
      'playwright install': () => NO_WAY_OUT,
      'apt-get -y -q install': (files) => ({ ...FINE, code: files.push('/usr/bin/chromium') - 1 }),
    },
  });
  await ensureBrowser(made);
  expect(commands).toEqual([
    'playwright install chromium',
    'apt-get -y -q update',
    'apt-get -y -q install chromium',
    '/usr/bin/chromium --version',
  ]);
});

test('one broken package source is no reason to give up: the installation is tried all the same', async () => {
  const { made, commands } = machine({
    isRoot: true,
    osRelease: () => 'ID=ubuntu\nID_LIKE=debian\n',
    answers: {
      'playwright install': () => NO_WAY_OUT,
      'apt-get -y -q update': () => ({ code: 100, output: 'E: The repository does not have a Release file.' }),
      'apt-get -y -q install': (files) => ({ ...FINE, code: files.push('/usr/bin/chromium') - 1 }),
    },
  });
  await ensureBrowser(made);
  expect(commands).toContain('apt-get -y -q install chromium');
});

test('a download that lacks libraries of the system is followed by the package that brings them', async () => {
  let libraries = false;
  const { made, commands } = machine({
    isRoot: true,
    osRelease: () => DEBIAN,
    answers: {
      'playwright install': (files) => ({ ...FINE, code: files.push(OWN) - 1 }),
      [`${OWN} --version`]: () =>
        libraries ? FINE : { code: 127, output: 'error while loading shared libraries: libnss3.so' },
      'apt-get -y -q install': () => {
        libraries = true;
        return FINE;
      },
    },
  });
  await ensureBrowser(made);
  expect(commands.at(-1)).toBe(`${OWN} --version`);
});

for (const [who, isRoot, osRelease] of [
  ['a person without root', false, DEBIAN],
  ['root on another Linux', true, 'ID=fedora\n'],
] as const) {
  test(`${who} gets one line with the reason and the way out, and apt is left alone`, async () => {
    const { made, commands } = machine({
      isRoot,
      osRelease: () => osRelease,
      answers: { 'playwright install': () => NO_WAY_OUT },
    });
    const error = (await ensureBrowser(made).catch((thrown: Error) => thrown)) as Error;
    expect(commands).toEqual(['playwright install chromium']);
    expect(error.message).toMatch(
      /^No browser could be installed\. .*HTTPS_PROXY.* Or install Microsoft Edge yourself\. \(Full output: .*setup\.log\)$/,
    );
    expect(error.message).not.toContain('\n');
  });
}
