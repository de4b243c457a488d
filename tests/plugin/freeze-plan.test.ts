import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { ENV } from '../../batch/protocol/env';
import { readOwnerSync } from '../../batch/system/owner';
import { fingerprintOf } from '../../batch/list/fingerprint';
import { stateFolder } from '../../session/store/local/file-lock';
import { freezePlan } from '../../plugin/freeze-plan';
import { tree } from '../support/run-batch';

let root: string;
let list: string;
const made: string[] = [];

test.beforeEach(async ({}, testInfo) => {
  root = testInfo.outputDir;
  list = path.join(root, 'data', 'input.csv');
  await fs.outputFile(path.join(root, '.env'), 'BASE_URL=https://acme.coupahost.com\nUSE_PROFILE=false\n');
  await fs.outputFile(
    list,
    'PO_NUMBER;STATUS;SUPPLIER\nPO100001;;A\nPO100002;COMPLETED;B\nPO100003;FAILED;C\nPO100004;TIMEOUT;D\n',
  );
});

test.afterEach(async () => {
  delete process.env[ENV.plan];
  for (const dir of made.splice(0)) await fs.remove(dir);
});

function freeze(options = {}, lastFailed = false) {
  const plan = freezePlan({ rootDir: root, options, lastFailed, runs: true });
  made.push(plan.runDir);
  return plan;
}
const pos = (plan: ReturnType<typeof freeze>) => plan.orders.map(({ po }) => po);

/** A run that ended with this result and did not come to write it into the list. */
async function deadRun(po: string, status: string, baseline: { STATUS: string; ERROR_MESSAGE: string }): Promise<void> {
  const run = '2026-11-22T09-00-00-0001';
  const record = { po, status, final: true, files: [] };
  const entry = {
    type: 'outcome',
    run,
    id: '1',
    record,
    cells: { STATUS: status, ERROR_MESSAGE: '' },
    baselines: [fingerprintOf(baseline)],
  };
  const begin = { type: 'run', run, at: 1, list, user: 'ana', host: os.hostname(), pid: 999999999 };
  await fs.outputFile(
    path.join(stateFolder(list), `${run}.jsonl`),
    `${JSON.stringify(begin)}\n${JSON.stringify(entry)}\n{"type":"outc`,
  );
}

test('the plan has what the run is about, and nothing is written beside the list', async () => {
  const before = await tree(root);
  const text = await fs.readFile(list, 'utf8');
  const plan = freeze();
  expect(pos(plan)).toEqual(['PO100001', 'PO100003', 'PO100004']);
  expect(plan).toMatchObject({
    rootDir: root,
    sample: false,
    envFile: path.join(root, '.env'),
    input: { path: list, delimiter: ';' },
  });
  expect(plan.selection.skipped).toEqual(['PO100002']);
  expect(plan.profile).toBeUndefined();
  expect(await tree(root)).toEqual(before);
  expect(await fs.readFile(list, 'utf8')).toBe(text);
});

test('it lies in a private folder of its own, where the processes of the run find it', async () => {
  const plan = freeze();
  expect(path.dirname(plan.runDir)).toBe(os.tmpdir());
  expect(process.env[ENV.plan]).toBe(path.join(plan.runDir, 'plan.json'));
  expect(await fs.readJson(process.env[ENV.plan]!)).toEqual(JSON.parse(JSON.stringify(plan)));
  expect(readOwnerSync(plan.runDir)).toMatchObject({ run: plan.run, pid: process.pid });
  if (process.platform !== 'win32') expect((await fs.stat(plan.runDir)).mode & 0o777).toBe(0o700);
});

test('runs sort by the time they began and never share a name', () => {
  const runs = [freeze(), freeze()].map(({ run }) => run);
  expect(runs[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{4}$/);
  expect(new Set(runs).size).toBe(2);
});

test('a limit and a sample apply, but not to --last-failed, which chooses by itself', () => {
  expect(pos(freeze({ processMaxPos: 1 }))).toEqual(['PO100001']);
  expect(pos(freeze({ randomSamplePos: 2 }))).toHaveLength(2);
  expect(pos(freeze({ processMaxPos: 1 }, true))).toEqual(['PO100001', 'PO100003', 'PO100004']);
});

test("a dead run's COMPLETED counts as if it stood in the list; its row may be found as it is, or with that result in it", async () => {
  const before = freeze().fingerprints;
  await deadRun('PO100003', 'COMPLETED', { STATUS: 'FAILED', ERROR_MESSAGE: '' });
  const plan = freeze();
  expect(pos(plan)).toEqual(['PO100001', 'PO100004']);
  expect(plan.selection.skipped).toEqual(['PO100002', 'PO100003']);
  expect(plan.fingerprints).toEqual({
    ...before,
    PO100003: [...before['PO100003']!, fingerprintOf({ STATUS: 'COMPLETED', ERROR_MESSAGE: '' })],
  });
  const [journal] = (await fs.readdir(stateFolder(list))).filter((name) => name.endsWith('.jsonl'));
  expect(plan.journals).toEqual({
    [path.parse(journal!).name]: (await fs.stat(path.join(stateFolder(list), journal!))).size,
  });
});

test('cells with the names of what every object has are rows like others', async () => {
  await fs.appendFile(list, 'constructor;;X\n__proto__;;X\ntoString;;X\n');
  const plan = freeze();
  expect(plan.selection.invalid.map(({ po }) => po)).toEqual(['constructor', '__proto__', 'toString']);
  expect(Object.keys(plan.fingerprints)).toEqual(expect.arrayContaining(['constructor', '__proto__', 'toString']));
});

test('a relative EDGE_PROFILE_DIR counts from the folder of the config', async () => {
  await fs.outputFile(path.join(root, '.env'), 'BASE_URL=https://acme.coupahost.com\n');
  const profile = path.join(root, 'edge');
  await fs.outputFile(path.join(profile, 'Local State'), '{}');
  await fs.outputFile(path.join(profile, 'Default', 'Preferences'), '{}');
  expect(freeze({ edgeProfileDir: 'edge' }).profile?.userDataDir).toBe(profile);
});

test('of rows that nothing will be written into the plan keeps nothing', () => {
  expect(Object.keys(freeze().fingerprints)).toEqual(['PO100001', 'PO100003', 'PO100004']);
});

test('a PO whose row a person changed after the run died is taken again', async () => {
  await deadRun('PO100003', 'COMPLETED', { STATUS: 'TIMEOUT', ERROR_MESSAGE: '' });
  expect(pos(freeze())).toContain('PO100003');
});

test('bad input ends it in one line with exit code 2, and nothing was made', async () => {
  await fs.writeFile(list, 'A;B\n1;2\n');
  const mine = () =>
    fs.readdirSync(os.tmpdir()).filter((name) => readOwnerSync(path.join(os.tmpdir(), name))?.pid === process.pid);
  const before = mine();
  expect(() => freeze()).toThrow(expect.objectContaining({ code: 'INPUT_NO_PO_NUMBER', exitCode: 2 }));
  expect(mine()).toEqual(before);
});

test('a column for reports that the list does not have is one line, exit code 2', () => {
  expect(() => freeze({ columns: { labels: ['Bayer'] } })).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: `columns (playwright.config.ts) names "Bayer", a column that ${list} does not have; it has PO_NUMBER, STATUS, SUPPLIER.`,
    }),
  );
});

test('a missing profile is refused for a run, and of no matter where nothing runs', async () => {
  await fs.outputFile(
    path.join(root, '.env'),
    `BASE_URL=https://acme.coupahost.com\nEDGE_PROFILE_DIR=${path.join(root, 'nowhere')}\n`,
  );
  expect(() => freeze()).toThrow(expect.objectContaining({ code: 'PROFILE_MISSING' }));
  made.push(freezePlan({ rootDir: root, options: {}, lastFailed: false, runs: false }).runDir);
});

test('paths of the settings are relative to the config, and ~ is the home folder', () => {
  const plan = freeze({ downloadFolder: 'out', inputCsv: 'data/input.csv' });
  expect([plan.downloadRoot, plan.input.path]).toEqual([path.join(root, 'out'), list]);
  expect(freeze({ downloadFolder: '~/Coupa' }).downloadRoot).toBe(path.join(os.homedir(), 'Coupa'));
});

test('without a list or a portal the sample is frozen, in its own folder', async () => {
  await fs.emptyDir(root);
  const plan = freeze();
  expect(plan).toMatchObject({
    sample: true,
    input: { path: path.join(root, 'data', 'sample', 'input.csv') },
    downloadRoot: path.join(root, 'data', 'sample', 'downloads'),
  });
  expect(plan.orders).toHaveLength(24);
});

test('a portal is new until a PO of it ended well, in the list or in a journal', async () => {
  expect(freeze().newPortal).toBe(true);
  const done =
    'PO_NUMBER;STATUS;COUPA_URL\nPO100001;;\nPO100002;COMPLETED;https://acme.coupahost.com/order_headers/100002\n';
  await fs.outputFile(list, done);
  expect(freeze().newPortal).toBeUndefined();
  await fs.outputFile(list, 'PO_NUMBER\nPO100001\n');
  expect(freeze().newPortal).toBe(true);
  const record = { po: 'PO100009', status: 'COMPLETED', coupaUrl: 'https://acme.coupahost.com/order_headers/100009' };
  const entry = { type: 'outcome', run: 'r', id: '1', record, cells: {}, baselines: [] };
  const checkpoint = { type: 'checkpoint', run: 'r', ids: ['1'], at: 2 };
  await fs.outputFile(
    path.join(stateFolder(list), 'r.jsonl'),
    `${JSON.stringify(entry)}\n${JSON.stringify(checkpoint)}\n`,
  );
  expect(freeze().newPortal).toBeUndefined();
});
