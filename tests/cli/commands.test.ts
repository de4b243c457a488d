import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startOf } from '../../cli/check';
import { expect, test } from './project-test';
import { startSmallPortal } from './small-portal';

const LIST =
  'PO_NUMBER;STATUS;<|>;Priority\nPO15262984;;;P1\nPM15492200;COMPLETED;;P1\nPO12;;;P2\n15327452;FAILED;;\n' +
  '1.5E+07;;;\n15327999;;;;too;many\n';

test('--help names every command', async ({ project }) => {
  const { code, out } = await project.run(['--help']);
  expect(code).toBe(0);
  for (const name of ['sign-in', 'check', 'doctor', 'report', 'allure']) expect(out).toContain(`  ${name} `);
});

test('an unknown command is one line, exit 2', async ({ project }) => {
  expect(await project.run(['sing-in'])).toEqual({
    code: 2,
    out: '',
    error: '❌ po-batch sing-in: there is no such command; po-batch --help lists them.\n',
  });
});

test('check says what would be done, skipped and refused, and writes nothing', async ({ project }) => {
  project.put('data/input.csv', LIST);
  project.put('.env', 'BASE_URL=https://acme.coupahost.com\nUSE_PROFILE=false\n');
  const { code, out, error } = await project.run(['check']);
  expect(error).toBe('');
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    '🔎 Check: nothing is opened and nothing is written.',
    `   Portal: https://acme.coupahost.com (settings from ${path.join(project.folder, '.env')})`,
    `   Downloads: ${path.join(project.folder, 'Downloads', 'CoupaDownloads')}`,
    `📄 List: ${path.join(project.folder, 'data', 'input.csv')}`,
    "🧭 CSV (sep=';', encoding='utf-8')",
    '📊 Read 5 PO entries',
    '📊 2 POs ready for processing: PO15262984, 15327452',
    '⏭️ 1 skipped (already completed): PM15492200',
    '❌ Invalid PO format: PO12 (line 4)',
    expect.stringMatching(/^❌ Invalid PO format: 1\.5E\+07 \(line 6\): .*Text/),
    expect.stringMatching(/^⚠️ Line 7 is left out: /),
    '🗂️ Folders by: Priority',
    '   Next: npx playwright test',
    '',
  ]);
  expect(readdirSync(project.folder).sort()).toEqual(['.env', 'data', 'playwright.config.js']);
  expect(readdirSync(path.join(project.folder, 'data'))).toEqual(['input.csv']);
});

test('check works from a folder inside the project, and --list is meant from there', async ({ project }) => {
  project.put('playwright.config.js', '');
  project.put('lists/other.csv', 'PO_NUMBER\nPO15262984\n');
  const env = { BASE_URL: 'https://acme.coupahost.com', USE_PROFILE: 'false' };
  const { code, out } = await project.runHere(
    ['check', '--list', 'other.csv'],
    env,
    path.join(project.folder, 'lists'),
  );
  expect(code).toBe(0);
  expect(out).toContain(path.join('lists', 'other.csv'));
  expect(out).toContain('1 POs ready');
});

test('the run of a list that was named for the check is told of it too', () => {
  const own = 'npx playwright test';
  expect(startOf({ start: own }, undefined)).toBe(own);
  expect(startOf({ start: own }, 'a b.csv')).toBe(`put INPUT_CSV=a b.csv into .env, then ${own}`);
  expect(startOf({ start: 'npm start' }, 'other.csv')).toBe('npm start -- --list other.csv');
  expect(startOf({ start: 'npm start' }, 'a b.csv')).toBe('npm start -- --list "a b.csv"');
});

test('a list without a portal is checked, and told that the run would not start', async ({ project }) => {
  project.put('data/input.csv', LIST);
  const { code, out } = await project.runHere(['check']);
  expect(code).toBe(2);
  expect(out).toContain('2 POs ready');
  expect(out).toContain('⚠️ The run would stop: BASE_URL is not set');
});

test('check names the profile that a run would miss', async ({ project }) => {
  project.put('data/input.csv', LIST);
  const { code, out } = await project.runHere(['check'], {
    BASE_URL: 'https://acme.coupahost.com',
    EDGE_PROFILE_DIR: '/gone',
  });
  expect(code).toBe(0);
  expect(out).toContain('⚠️ The run would stop: /gone: the profile folder does not exist');
});

test('a newcomer without a list sees the sample, and where a list of their own goes', async ({ project }) => {
  const { code, out } = await project.runHere(['check']);
  expect(code).toBe(0);
  expect(out).toContain('Portal: the sample portal');
  expect(out).toMatch(/\d+ POs ready for processing/);
  expect(readdirSync(project.folder)).toEqual([]);
  expect(out).toContain('data/input.csv');
  expect(out).toContain('BASE_URL=');
});

const REFUSED: [string, string[], Record<string, string>, RegExp][] = [
  [
    'a list that is not there',
    ['check', '--list', 'gone.csv'],
    { BASE_URL: 'https://a.example' },
    /gone\.csv does not exist/,
  ],
  ['a malformed setting', ['check'], { HEADLESS: 'maybe' }, /HEADLESS=maybe .* takes true or false/],
  ['an unknown option', ['check', '--lst', 'x'], {}, /--lst/],
  [
    'an Allure report without a run',
    ['allure'],
    {},
    /batch-report has no Allure results: run npx playwright test first/,
  ],
  ['a report that is not there', ['report'], {}, /batch-report: there is no report yet: run npx playwright test first/],
  ['a sign-in without a portal', ['sign-in'], {}, /BASE_URL is not set/],
];
for (const [what, args, env, message] of REFUSED) {
  test(`${what} is one line, exit 2`, async ({ project }) => {
    const { code, error } = await project.runHere(args, env);
    expect(code).toBe(2);
    expect(error).toMatch(message);
    expect(error).toMatch(/^❌ .*\n$/);
  });
}

test('a sign-in where no window can be shown says so', async ({ project }) => {
  test.skip(process.platform !== 'linux', 'Only Linux has desktops that are not there.');
  const { code, error } = await project.runHere(['sign-in'], { BASE_URL: 'https://a.example' });
  expect([code, error]).toEqual([2, expect.stringMatching(/^❌ There is no display here/)]);
});

test('a sign-in on a profile that a browser is using is refused', async ({ project }) => {
  test.skip(process.platform === 'win32', 'Windows has no such link.');
  const { symlinkSync } = await import('node:fs');
  const own =
    process.platform === 'darwin'
      ? 'Library/Application Support/playwright-po-batch/profile'
      : '.local/share/playwright-po-batch/profile';
  project.put(`${own}/Local State`, '{}');
  const sleeper = execFile(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'chromium']);
  symlinkSync(
    `${(await import('node:os')).hostname()}-${sleeper.pid}`,
    path.join(project.folder, own, 'SingletonLock'),
  );
  const { code, error } = await project.runHere(['sign-in', '--headless'], { BASE_URL: 'https://a.example' });
  sleeper.kill();
  expect([code, error]).toEqual([2, expect.stringMatching(/is using this profile: close all its windows/)]);
});

test('sign-in, as a person starts it, makes the profile that runs take from then on', async ({ project }) => {
  const portal = await startSmallPortal();
  project.put('.env', `BASE_URL=${portal.url}/signs-in-by-itself\n`);
  project.put('data/input.csv', LIST);
  const { code, out, error } = await project.run(['sign-in', '--headless']);
  await portal.close();
  expect(error).toBe('');
  expect(code).toBe(0);
  expect(out).toContain(`✅ Signed in to ${portal.url}`);
  expect(out).toContain('   Next: npx playwright test\n');
  expect((await project.runHere(['check'])).out).not.toContain('The run would stop');
});

test('the report is named, not opened, where no window can be shown', async ({ project }) => {
  project.put('playwright-report/index.html', '<!doctype html>');
  project.put('batch-report/latest.html', '<!doctype html>');
  for (const [run, args, ...page] of [
    [project.run, ['report'], 'batch-report', 'latest.html'],
    [project.runHere, ['report', '--tests'], 'playwright-report', 'index.html'],
  ] as [typeof project.run, string[], string, string][]) {
    const { code, out } = await run(args, { CI: '1' });
    expect(code).toBe(0);
    expect(out).toContain(`📊 Report: ${path.join(project.folder, ...page)}`);
  }
});
