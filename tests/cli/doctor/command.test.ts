import { execFile } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { examine } from '../../../cli/doctor/command';
import { emptyDatabase, PROFILE, writeProfile } from '../../support/fake-profile';
import { startSmallPortal } from '../small-portal';
import { fakeView } from './fake-view';

const PO_BATCH = path.resolve(__dirname, '../../../cli/po-batch.js');
const OWN =
  process.platform === 'win32'
    ? 'AppData/playwright-po-batch'
    : process.platform === 'darwin'
      ? 'Library/Application Support/playwright-po-batch'
      : '.local/share/playwright-po-batch';

/** Runs the doctor in a project, without what the machine's own environment has set. */
function doctor(folder: string, args: string[] = []): Promise<{ code: number; out: string; error: string }> {
  const { PATH, SystemRoot, PLAYWRIGHT_BROWSERS_PATH } = process.env;
  const env = {
    PATH,
    SystemRoot,
    PLAYWRIGHT_BROWSERS_PATH,
    HOME: folder,
    USERPROFILE: folder,
    LOCALAPPDATA: path.join(folder, 'AppData'),
  };
  return new Promise((resolve) =>
    execFile(process.execPath, [PO_BATCH, 'doctor', ...args], { cwd: folder, env }, (failure, out, error) =>
      resolve({ code: failure ? Number(failure.code) : 0, out, error }),
    ),
  );
}

/** A project whose batch could start, with secrets wherever one lies on a real computer. */
async function project(folder: string, portal: string): Promise<string> {
  await writeProfile(path.join(folder, OWN, 'profile'), {
    ...PROFILE,
    'Local State': '{"os_crypt":{"encrypted_key":"SECRET-KEY"}}',
    'Default/Network/Cookies': Buffer.concat([emptyDatabase(), Buffer.from('127.0.0.1 sid v10SECRET-COOKIE')]),
  });
  const files = {
    [`${OWN}/signed-in.json`]: JSON.stringify({ portal, signedInAt: new Date().toISOString() }),
    [`${OWN}/session.json`]: JSON.stringify({
      portal,
      savedAt: Date.now(),
      cookies: [
        {
          name: 'sid',
          value: 'SECRET-SESSION',
          domain: '127.0.0.1',
          httpOnly: true,
          expires: Date.now() / 1_000 + 36_000,
        },
      ],
    }),
    'data/input.csv': 'PO_NUMBER;SUPPLIER\nPO15262984;SECRET-SUPPLIER\n',
    'playwright.config.js': '',
    '.env': `BASE_URL=${portal}\nHTTPS_PROXY=http://user:SECRET-PASSWORD@proxy:8080\n`,
  };
  for (const [name, text] of Object.entries(files)) await fs.outputFile(path.join(folder, name), text);
  await fs.symlink(path.resolve(__dirname, '../../../node_modules'), path.join(folder, 'node_modules'), 'junction');
  return folder;
}

const everything = async (folder: string) =>
  (await fs.readdir(folder, { recursive: true })).filter((name) => !String(name).startsWith('node_modules')).sort();

test('a computer on which a batch could start: no fault, exit 0, nothing written, no secret told', async ({}, testInfo) => {
  const portal = await startSmallPortal();
  const folder = await project(testInfo.outputPath('project'), portal.url);
  const before = await everything(folder);
  const [said, json] = [await doctor(folder), await doctor(folder, ['--json'])];
  await portal.close();

  expect(said.error + json.error).toBe('');
  expect(said.out).toMatch(/^🩺 Doctor: /);
  for (const name of [
    'Node',
    'Playwright',
    'Browser',
    'Policies',
    'Profile',
    'Cookies',
    'Signed in',
    'Time left',
    'Copies',
    'Portal',
    'List',
    'Downloads',
    'CPU',
    'Memory',
  ]) {
    expect(said.out).toMatch(new RegExp(`^  (ok     |warning)  ${name} `, 'm'));
  }
  expect(said.out).toMatch(/Time left +At most 9 hours/);
  expect(said.out).not.toContain('FAULT');
  expect([said.code, json.code]).toEqual([0, 0]);
  const report = JSON.parse(json.out) as { result: string; findings: { name: string; state: string; text: string }[] };
  expect(['ok', 'warning']).toContain(report.result);
  expect(report.findings.find(({ name }) => name === 'Portal')).toMatchObject({
    state: 'ok',
    text: `${portal.url} answers (200)`,
  });
  expect(said.out + json.out).not.toMatch(/SECRET/);
  expect(json.out, 'the name of the user, as the home folder has it').not.toContain(folder);
  expect(await everything(folder)).toEqual(before);
});

test('a computer on which none could: each reason with what to do, exit 1', async ({}, testInfo) => {
  const folder = testInfo.outputPath('project');
  await fs.outputFile(path.join(folder, 'playwright.config.js'), '');
  await fs.outputFile(path.join(folder, '.env'), 'EDGE_PROFILE_DIR=/gone\n');
  const { code, out, error } = await doctor(folder, ['--json']);
  expect([code, error]).toEqual([1, '']);
  const { result, findings } = JSON.parse(out) as {
    result: string;
    findings: { name: string; state: string; advice?: string }[];
  };
  expect(result).toBe('fault');
  const faults = findings.filter(({ state }) => state === 'fault');
  expect(faults.map(({ name }) => name)).toEqual(expect.arrayContaining(['Profile', 'Portal', 'List']));
  for (const { advice } of faults) expect(advice).toBeTruthy();
});

test('a wrong setting is a finding, and what does not depend on it is looked at all the same', async ({}, testInfo) => {
  const folder = testInfo.outputPath('project');
  await fs.outputFile(path.join(folder, '.env'), 'HEADLESS=maybe\n');
  // The folder's own: without it the project around the test's output would be meant.
  await fs.outputFile(path.join(folder, 'playwright.config.js'), '');
  const { code, out } = await doctor(folder);
  expect(code).toBe(1);
  expect(out).toMatch(/^ {2}FAULT {4}Settings +HEADLESS=maybe/m);
  expect(out).toMatch(/^ {2}ok {7}Node /m);
  expect(out).not.toMatch(/ Portal /);
});

test('a check that fails by itself does not hide what the others found', async ({}, testInfo) => {
  await fs.outputFile(testInfo.outputPath('.env'), 'BASE_URL=https://acme.example\nUSE_PROFILE=false\n');
  const machine = fakeView('linux', { ask: () => Promise.reject(new Error('strange')) });
  const findings = await examine(machine, path.dirname(testInfo.outputPath('.env')));
  expect(findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'Doctor', state: 'warning', text: 'One of its checks failed: strange' }),
      expect.objectContaining({ name: 'CPU', state: 'ok' }),
    ]),
  );
});

test('an unknown option is one line, exit 2', async ({}, testInfo) => {
  await fs.ensureDir(testInfo.outputPath('project'));
  expect(await doctor(testInfo.outputPath('project'), ['--jsn'])).toEqual({
    code: 2,
    out: '',
    error: expect.stringMatching(/^❌ po-batch doctor: .*--jsn.*\n$/),
  });
});
