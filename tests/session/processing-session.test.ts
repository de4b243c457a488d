import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { readJournals } from '../../session/journal';
import { stateFolder } from '../../session/file-lock';
import { readList, tree } from '../support/run-batch';
import { ask, FAILED, openRun, outcome, stage, worker, type OpenRun } from './open-run';

let folder: string;
let list: string;
let opened: OpenRun[];

test.beforeEach(async ({}, testInfo) => {
  folder = testInfo.outputDir;
  list = path.join(folder, 'input.csv');
  opened = [];
  await fs.outputFile(list, 'PO_NUMBER;STATUS;SUPPLIER\nPO100001;;From list\nPO100002;FAILED;Other\nPO100001;;Second row\n100002;;Other\n');
});

test.afterEach(async () => {
  for (const run of opened) {
    await run.session.end().catch(() => undefined);
    await run.close();
  }
});

async function begin(...given: Parameters<typeof openRun> extends [string, ...infer Rest] ? Rest : never): Promise<OpenRun> {
  const run = await openRun(folder, ...given);
  opened.push(run);
  return run;
}
async function end(run: OpenRun): Promise<void> {
  opened.splice(opened.indexOf(run), 1);
  await run.end();
}
const rows = async () => (await readList(list)).map((row) => [row.po, row.cell('STATUS')].join(' '));
const claim = (run: OpenRun, by = worker(), po = 'PO100001', attempt = 0, retriesLeft = 2) => ask(run, by, 'claim', { po, attempt, retriesLeft });
const downloads = () => tree(path.join(folder, 'downloads'));

test('a PO goes from claim to folder, file and outcome, and comes out in its folder and in every row of its', async () => {
  const run = await begin();
  const w = worker(1);
  expect(await claim(run, w)).toEqual({ granted: true, attempt: 0 });
  expect(await ask(run, w, 'folder', { po: 'PO100001', supplier: 'ACME & Co.', links: ['a'] })).toEqual({ kept: [] });
  const placed = await ask(run, w, 'file', { po: 'PO100001', staged: await stage(run, 'text'), name: '../offer.pdf', link: 'l1', size: 4 });
  expect(placed.file).toEqual({ link: 'l1', name: 'offer.pdf', size: 4 });
  const { record, row } = await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  const target = path.join(folder, 'downloads', 'ACME_Co', 'PO100001_COMPLETED');
  expect(record).toMatchObject({ po: 'PO100001', final: true, slot: 1, attempt: 0, folder: target, files: [placed.file] });
  expect(row).toMatchObject({ STATUS: 'COMPLETED', AttachmentName: 'offer.pdf', DOWNLOAD_FOLDER: target, SUPPLIER: 'ACME' });
  expect(run.session.isSettled('PO100001')).toBe(true);

  await end(run);
  expect(await rows()).toEqual(['PO100001 COMPLETED', 'PO100002 FAILED', 'PO100001 COMPLETED', '100002 ']);
  expect(await downloads()).toEqual(['ACME_Co/PO100001_COMPLETED/offer.pdf']);
  expect(run.events.map(({ name }) => name)).toEqual(['run-started', 'po-started', 'po-finished', 'run-ended']);
  expect(run.events.at(-1)!.value).toMatchObject({ totals: { total: 3, done: 1, successful: 1, failed: 0, byStatus: { COMPLETED: 1 } }, unfinished: ['PO100002', '100002'] });
  expect(await fs.pathExists(run.plan.runDir), 'the private folder is gone').toBe(false);
});

test('while a retry is left the folder stays __WORK, and nothing is counted or written', async () => {
  const run = await begin();
  const w = worker();
  await claim(run, w, 'PO100001', 0, 1);
  await ask(run, w, 'folder', { po: 'PO100001', supplier: '', links: ['a'] });
  await ask(run, w, 'file', { po: 'PO100001', staged: await stage(run, 'one'), name: 'a.pdf', link: 'a', size: 3 });
  const { record } = await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(FAILED), links: [] });
  expect(record).toMatchObject({ final: false, folder: path.join(folder, 'downloads', 'From_list', 'PO100001__WORK') });
  expect(run.session.isSettled('PO100001')).toBe(false);
  expect(run.events.at(-1)).toMatchObject({ name: 'po-finished', value: { totals: { done: 0, failed: 0 } } });
  expect(await rows()).toEqual(['PO100001 ', 'PO100002 FAILED', 'PO100001 ', '100002 ']);

  // The retry, in another process: what is whole is kept.
  const next = worker();
  await claim(run, next, 'PO100001', 1, 0);
  expect((await ask(run, next, 'folder', { po: 'PO100001', supplier: '', links: ['a'] })).kept).toEqual([{ link: 'a', name: 'a.pdf', size: 3 }]);
  const last = await ask(run, next, 'outcome', { po: 'PO100001', outcome: outcome({ ...FAILED, status: 'PARTIAL', reason: 'PARTIAL_DOWNLOAD' }), links: [] });
  expect(last.record).toMatchObject({ final: true, attempt: 1, status: 'PARTIAL' });
  await end(run);
  expect(await downloads()).toEqual(['From_list/PO100001_PARTIAL/a.pdf']);
  expect(await rows()).toContain('PO100001 PARTIAL');
});

for (const status of ['PO_NOT_FOUND', 'PR_NOT_ACCESSIBLE', 'NO_ATTACHMENTS'] as const) {
  test(`${status} is final at once and leaves an empty folder of that name`, async () => {
    const run = await begin();
    const w = worker();
    await claim(run, w);
    const { record } = await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome({ status, supplier: '', found: 0, downloaded: 0 }), links: [] });
    expect(record.final).toBe(true);
    await end(run);
    expect(await downloads()).toEqual([`From_list/PO100001_${status}/`]);
  });
}

test('two spellings of one number are two POs, but never at the same time', async () => {
  const run = await begin();
  const [a, b] = [worker(0), worker(1)];
  await claim(run, a, 'PO100002');
  let second: unknown;
  const asked = claim(run, b, '100002').then((reply) => (second = reply));
  await new Promise((resolve) => setImmediate(resolve));
  expect(second).toBeUndefined();
  await ask(run, a, 'outcome', { po: 'PO100002', outcome: outcome({ status: 'NO_ATTACHMENTS' }), links: [] });
  await asked;
  expect(second).toEqual({ granted: true, attempt: 0 });
  await ask(run, b, 'outcome', { po: '100002', outcome: outcome({ status: 'NO_ATTACHMENTS' }), links: [] });
  await end(run);
  expect(await downloads()).toEqual(['ACME/PO100002_NO_ATTACHMENTS/', 'ACME/PO_100002_NO_ATTACHMENTS/']);
});

test('a worker that was lost frees its PO; what it still sends is refused', async () => {
  const run = await begin();
  const [lost, next] = [worker(0), worker(1)];
  await claim(run, lost);
  await ask(run, lost, 'folder', { po: 'PO100001', supplier: '', links: ['a'] });
  run.session.lost(lost);
  expect(run.events.at(-1)).toMatchObject({ name: 'po-released', value: { po: 'PO100001' } });
  expect(await claim(run, next, 'PO100001', 1, 1)).toMatchObject({ granted: true });
  const late = { po: 'PO100001', outcome: outcome(), links: [] };
  await expect(ask(run, lost, 'outcome', late)).rejects.toMatchObject({ code: 'NOT_HELD' });
  await expect(ask(run, lost, 'file', { po: 'PO100001', staged: await stage(run, 'x'), name: 'x', link: 'x', size: 1 })).rejects.toMatchObject({ code: 'NOT_HELD' });
  await ask(run, next, 'outcome', late);
});

test('a PO whose process went away without an outcome, with no retry left, is FAILED in the list', async () => {
  const run = await begin();
  const lost = worker();
  await claim(run, lost, 'PO100001', 2, 0);
  run.session.lost(lost);
  run.session.attemptEnded('PO100001', 2, true, 0, 'worker process exited unexpectedly (code=null, signal=SIGKILL)');
  await end(run);
  expect(await rows()).toContain('PO100001 FAILED');
  const row = (await readList(list))[0]!;
  expect(row.cell('ERROR_MESSAGE')).toBe('Error: worker process exited unexpectedly (code=null, signal=SIGKILL)');
  expect(run.events.at(-1)!.value).toMatchObject({ totals: { done: 1, failed: 1 } });
});

test('an attempt that failed while retries are left, or after its outcome, records nothing', async () => {
  const run = await begin();
  const w = worker();
  await claim(run, w, 'PO100001', 0, 2);
  run.session.lost(w);
  run.session.attemptEnded('PO100001', 0, true, 2, 'crash');
  await claim(run, w, 'PO100002', 0, 0);
  await ask(run, w, 'outcome', { po: 'PO100002', outcome: outcome(FAILED), links: [] });
  run.session.attemptEnded('PO100002', 0, true, 0, "the test's own error");
  await end(run);
  expect(run.events.filter(({ name }) => name === 'po-finished')).toHaveLength(1);
});

test('what the worker had still sent before its process was killed counts more than that it was', async () => {
  const run = await begin();
  const w = worker();
  await claim(run, w, 'PO100001', 0, 0);
  const sent = ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome({ ...FAILED, status: 'PARTIAL' }), links: [] });
  run.session.lost(w);
  run.session.attemptEnded('PO100001', 0, true, 0, 'worker process exited unexpectedly');
  await Promise.all([sent, end(run)]);
  expect(await rows()).toContain('PO100001 PARTIAL');
  expect(run.events.filter(({ name }) => name === 'po-finished')).toHaveLength(1);
});

test('an outcome that waited for its retry is final when the retry never comes', async () => {
  const run = await begin();
  const w = worker();
  await claim(run, w);
  await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(FAILED), links: [] });
  run.session.stop({ code: 'interrupted', message: 'Stopped by the user.' });
  await end(run);
  expect(await rows()).toContain('PO100001 FAILED');
  expect(await downloads()).toEqual(['ACME/PO100001_FAILED/']);
  expect(run.session.failedOrUnfinished()).toEqual(['PO100001', 'PO100002', '100002']);
});

test('once the run stops no PO is handed out, those who wait are turned away, and those under way may finish', async () => {
  const run = await begin();
  const [w, waiting] = [worker(0), worker(1)];
  await claim(run, w, 'PO100002');
  const turnedAway = claim(run, waiting, '100002');
  await ask(run, w, 'stop', { code: 'signed-out', message: 'Not signed in.' });
  expect(await turnedAway).toEqual({ granted: false, why: 'Not signed in.' });
  expect(await claim(run, waiting)).toEqual({ granted: false, why: 'Not signed in.' });
  run.session.stop({ code: 'interrupted', message: 'later' });
  expect([run.interrupted(), run.session.stopReason?.code]).toEqual([1, 'signed-out']);
  await ask(run, w, 'outcome', { po: 'PO100002', outcome: outcome(), links: [] });
  await end(run);
  expect(run.events.at(-1)!.value).toMatchObject({ stop: { code: 'signed-out' }, totals: { done: 1 }, unfinished: ['PO100001', '100002'] });
});

test('a PO that is let go is as it was before, and can be taken again', async () => {
  const run = await begin();
  const w = worker();
  await claim(run, w);
  await ask(run, w, 'release', { po: 'PO100001' });
  expect(await claim(run, worker(1))).toMatchObject({ granted: true });
  await end(run);
  expect(await rows()).toContain('PO100001 ');
  expect(await downloads()).toEqual([]);
});

test('a PO that is not in the list of the run is refused', async () => {
  const run = await begin();
  await expect(claim(run, worker(), 'PO999999')).rejects.toMatchObject({ code: 'UNKNOWN_PO' });
});

test('only the selected POs count; one that a person runs besides is recorded like any other', async () => {
  const run = await begin();
  run.session.begin(new Set(['PO100002']), 1);
  expect(run.session.failedOrUnfinished()).toEqual(['PO100002']);
  const w = worker();
  await claim(run, w);
  await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  await end(run);
  expect(await rows()).toContain('PO100001 COMPLETED');
});

test('a PO that is run again in one window is a new attempt, and its newer outcome is what the list says', async () => {
  const run = await begin();
  const w = worker();
  for (const given of [outcome(FAILED), outcome()]) {
    await claim(run, w, 'PO100001', 0, 0);
    await ask(run, w, 'folder', { po: 'PO100001', supplier: 'ACME', links: ['a'] });
    await ask(run, w, 'outcome', { po: 'PO100001', outcome: given, links: [] });
  }
  await end(run);
  expect(await rows()).toContain('PO100001 COMPLETED');
  expect(run.notices()).toEqual([]);
  expect(await downloads()).toEqual(['ACME/PO100001_COMPLETED/']);
});

test('a folder that cannot be made does not decide what became of the PO', async () => {
  const run = await begin();
  const w = worker();
  await claim(run, w);
  await fs.outputFile(path.join(folder, 'downloads', 'ACME'), 'a file where the folder should be');
  await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome({ status: 'PO_NOT_FOUND' }), links: [] });
  await end(run);
  expect(await rows()).toContain('PO100001 PO_NOT_FOUND');
  expect(run.notices()).toEqual([expect.stringMatching(/^PO100001: its folder could not be prepared: /)]);
});

test('a journal that can no longer be written does not keep the others from their rows', async () => {
  const run = await begin();
  const w = worker();
  await claim(run, w, 'PO100001');
  await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  await claim(run, w, 'PO100002', 0, 0);
  const { journal } = (run.session as unknown as { parts: { journal: { append(record: object): Promise<void> } } }).parts;
  journal.append = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  await expect(ask(run, w, 'outcome', { po: 'PO100002', outcome: outcome(FAILED), links: [] })).rejects.toMatchObject({ code: 'ENOSPC' });
  run.session.attemptEnded('PO100002', 0, true, 0, 'its outcome was refused');
  await end(run);
  expect(await rows()).toContain('PO100001 COMPLETED');
  expect(run.notices()[0]).toBe('PO100002: its result could not be recorded: no space left on device');
  expect(run.events.at(-1)!.name).toBe('run-ended');
});

test('invalid POs are marked, except rows that already say COMPLETED', async () => {
  await fs.outputFile(list, 'PO_NUMBER;STATUS\nPO100001;\nBADPO;COMPLETED\nBADPO;\n12;TIMEOUT\n');
  const run = await begin();
  await end(run);
  expect(await rows()).toEqual(['PO100001 ', 'BADPO COMPLETED', 'BADPO FAILED', '12 FAILED']);
  expect((await readList(list))[3]!.cell('ERROR_MESSAGE')).toBe('Invalid PO format');
  expect(run.notices()).toEqual([]);
});

test.describe('after a run that died', () => {
  /** A run that recorded an outcome and was killed before the list was written. */
  async function killedRun(po = 'PO100001', given = outcome()): Promise<void> {
    const run = await openRun(folder, '2026-11-22T09-00-00-0001');
    const w = worker();
    await claim(run, w, po, 0, 0);
    await ask(run, w, 'folder', { po, supplier: 'ACME', links: ['a'] });
    await ask(run, w, 'file', { po, staged: await stage(run, 'text'), name: 'a.pdf', link: 'a', size: 4 });
    await ask(run, w, 'outcome', { po, outcome: given, links: [] });
    const parts = (run.session as unknown as { parts: { writeBack: { due: Map<string, unknown> }; journal: { close(): Promise<void> } } }).parts;
    parts.writeBack.due.clear();
    await parts.journal.close();
    await run.close();
    // Its process is another one, and that one has ended.
    const file = path.join(stateFolder(list), '2026-11-22T09-00-00-0001.jsonl');
    await fs.writeFile(file, (await fs.readFile(file, 'utf8')).replace(`"pid":${process.pid}`, '"pid":999999999'));
  }

  test('the next one brings its results into the list, once', async () => {
    await killedRun();
    expect(await rows()).toContain('PO100001 ');
    const run = await begin();
    await end(run);
    expect(await rows()).toEqual(['PO100001 COMPLETED', 'PO100002 FAILED', 'PO100001 COMPLETED', '100002 ']);
    expect(run.notices()).toEqual(['↩️ 1 result(s) of an earlier run that was ended early are brought into the list.']);
    const again = await begin('2026-11-24T00-00-00-0000');
    await end(again);
    expect(again.notices()).toEqual([]);
  });

  test('a row that a person has changed since stays', async () => {
    await killedRun();
    await fs.writeFile(list, (await fs.readFile(list, 'utf8')).replace('PO100001;;From list', 'PO100001;cancelled;From list'));
    const run = await begin();
    await end(run);
    expect(await rows()).toEqual(['PO100001 cancelled', 'PO100002 FAILED', 'PO100001 COMPLETED', '100002 ']);
    expect(run.notices().at(-1)).toMatch(/^PO100001: row 2 of input\.csv was changed by somebody/);
  });

  test('its files are not downloaded again, and a newer outcome wins over the one it left', async () => {
    await killedRun('PO100001', outcome({ ...FAILED, status: 'PARTIAL' }));
    const run = await begin();
    const w = worker();
    await claim(run, w);
    expect((await ask(run, w, 'folder', { po: 'PO100001', supplier: 'ACME', links: ['a'] })).kept).toEqual([{ link: 'a', name: 'a.pdf', size: 4 }]);
    await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
    await end(run);
    expect(await rows()).toContain('PO100001 COMPLETED');
    expect(await downloads()).toEqual(['ACME/PO100001_COMPLETED/a.pdf']);
    expect(run.notices()).toHaveLength(1);
  });
});

test('a run that still lives keeps its results to itself', async () => {
  const living = await begin('2026-11-22T09-00-00-0001');
  const w = worker();
  await claim(living, w);
  await ask(living, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  const { due } = (living.session as unknown as { parts: { writeBack: { due: Map<string, unknown> } } }).parts.writeBack;
  const kept = [...due];
  due.clear();
  const other = await begin('2026-11-23T09-00-00-0001');
  await end(other);
  expect(other.notices()).toEqual([]);
  expect(await rows()).toContain('PO100001 ');
  for (const [po, row] of kept) due.set(po, row);
});

test('journals go with their runs, except one that still owes the list something', async () => {
  const keep = (count: number) => (plan: OpenRun['plan']) => ({ ...plan, settings: { ...plan.settings, keepRuns: count } });
  for (const run of ['2026-11-20T09-00-00-0001', '2026-11-21T09-00-00-0001']) {
    await fs.outputFile(path.join(stateFolder(list), `${run}.jsonl`), JSON.stringify({ type: 'run', run, pid: 999999999, host: (await import('node:os')).hostname(), at: 1 }));
  }
  await end(await begin('2026-11-22T09-00-00-0001', keep(2)));
  expect(readJournals(stateFolder(list)).map(({ run }) => run)).toEqual(['2026-11-21T09-00-00-0001', '2026-11-22T09-00-00-0001']);
});

test('a download folder that cannot be written is one line before anything begins', async () => {
  await fs.outputFile(path.join(folder, 'downloads'), 'a file');
  await expect(openRun(folder)).rejects.toMatchObject({ code: 'DOWNLOAD_FOLDER', exitCode: 2, message: expect.stringMatching(/downloads cannot be written \(E\w+\): choose another DOWNLOAD_FOLDER/) });
});
