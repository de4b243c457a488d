import path from 'node:path';
import fs from 'fs-extra';
import { ask, FAILED, outcome, stage, worker } from './open-run';
import { claim, expect, test } from './session-test';

test('a PO goes from claim to folder, file and outcome, and comes out in its folder and in every row of its', async ({
  folder,
  begin,
  end,
  rows,
  downloads,
}) => {
  const run = await begin();
  const w = worker(1);
  expect(await claim(run, w)).toMatchObject({ granted: true, attempt: 0 });
  expect(await ask(run, w, 'folder', { po: 'PO100001', supplier: 'ACME & Co.', links: ['a'] })).toEqual({ kept: [] });
  const placed = await ask(run, w, 'file', {
    po: 'PO100001',
    staged: await stage(run, 'text'),
    name: '../offer.pdf',
    link: 'l1',
    size: 4,
  });
  expect(placed.file).toEqual({ link: 'l1', name: 'offer.pdf', size: 4 });
  const { record, row } = await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  const target = path.join(folder, 'downloads', 'ACME_Co', 'PO100001_COMPLETED');
  expect(record).toMatchObject({
    po: 'PO100001',
    final: true,
    slot: 1,
    attempt: 0,
    folder: target,
    files: [placed.file],
  });
  expect(row).toMatchObject({
    STATUS: 'COMPLETED',
    AttachmentName: 'offer.pdf',
    DOWNLOAD_FOLDER: target,
    SUPPLIER: 'ACME',
  });
  expect(run.session.isSettled('PO100001')).toBe(true);

  await end(run);
  expect(await rows()).toEqual(['PO100001 COMPLETED', 'PO100002 FAILED', 'PO100001 COMPLETED', '100002 ']);
  expect(await downloads()).toEqual(['ACME_Co/PO100001_COMPLETED/offer.pdf']);
  expect(run.events.map(({ name }) => name)).toEqual(['run-started', 'po-started', 'po-finished', 'run-ended']);
  expect(run.events.at(-1)!.value).toMatchObject({
    totals: { total: 3, done: 1, successful: 1, failed: 0, byStatus: { COMPLETED: 1 } },
    unfinished: ['PO100002', '100002'],
  });
  expect(await fs.pathExists(run.plan.runDir), 'the private folder is gone').toBe(false);
});

test('while a retry is left the folder stays __WORK, and nothing is counted or written', async ({
  folder,
  begin,
  end,
  rows,
  downloads,
}) => {
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
  expect((await ask(run, next, 'folder', { po: 'PO100001', supplier: '', links: ['a'] })).kept).toEqual([
    { link: 'a', name: 'a.pdf', size: 3 },
  ]);
  const last = await ask(run, next, 'outcome', {
    po: 'PO100001',
    outcome: outcome({ ...FAILED, status: 'PARTIAL', reason: 'PARTIAL_DOWNLOAD' }),
    links: [],
  });
  expect(last.record).toMatchObject({ final: true, attempt: 1, status: 'PARTIAL' });
  await end(run);
  expect(await downloads()).toEqual(['From_list/PO100001_PARTIAL/a.pdf']);
  expect(await rows()).toContain('PO100001 PARTIAL');
});

for (const status of ['PO_NOT_FOUND', 'PR_NOT_ACCESSIBLE', 'NO_ATTACHMENTS'] as const) {
  test(`${status} is final at once and leaves an empty folder of that name`, async ({ begin, end, downloads }) => {
    const run = await begin();
    const w = worker();
    await claim(run, w);
    const { record } = await ask(run, w, 'outcome', {
      po: 'PO100001',
      outcome: outcome({ status, supplier: '', found: 0, downloaded: 0 }),
      links: [],
    });
    expect(record.final).toBe(true);
    await end(run);
    expect(await downloads()).toEqual([`From_list/PO100001_${status}/`]);
  });
}

test('a PO that is not in the list of the run is refused', async ({ begin }) => {
  const run = await begin();
  await expect(claim(run, worker(), 'PO999999')).rejects.toMatchObject({ code: 'UNKNOWN_PO' });
});

test('only the selected POs count; one that a person runs besides is recorded like any other', async ({
  begin,
  end,
  rows,
}) => {
  const run = await begin();
  run.session.begin(new Set(['PO100002']), 1);
  expect(run.session.failedOrUnfinished()).toEqual(['PO100002']);
  const w = worker();
  await claim(run, w);
  await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  await end(run);
  expect(await rows()).toContain('PO100001 COMPLETED');
});

test('a PO that is run again in one window is a new attempt, and its newer outcome is what the list says', async ({
  begin,
  end,
  rows,
  downloads,
}) => {
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

test('two spellings of one number are two POs, but never at the same time', async ({ begin, end, downloads }) => {
  const run = await begin();
  const [a, b] = [worker(0), worker(1)];
  await claim(run, a, 'PO100002');
  let second: unknown;
  const asked = claim(run, b, '100002').then((reply) => (second = reply));
  await new Promise((resolve) => setImmediate(resolve));
  expect(second).toBeUndefined();
  await ask(run, a, 'outcome', { po: 'PO100002', outcome: outcome({ status: 'NO_ATTACHMENTS' }), links: [] });
  await asked;
  expect(second).toMatchObject({ granted: true, attempt: 0 });
  await ask(run, b, 'outcome', { po: '100002', outcome: outcome({ status: 'NO_ATTACHMENTS' }), links: [] });
  await end(run);
  expect(await downloads()).toEqual(['ACME/PO100002_NO_ATTACHMENTS/', 'ACME/PO_100002_NO_ATTACHMENTS/']);
});

test('a PO that is released is as it was before, and can be taken again', async ({ begin, end, rows, downloads }) => {
  const run = await begin();
  const w = worker();
  await claim(run, w);
  await ask(run, w, 'release', { po: 'PO100001' });
  expect(await claim(run, worker(1))).toMatchObject({ granted: true });
  await end(run);
  expect(await rows()).toContain('PO100001 ');
  expect(await downloads()).toEqual([]);
});

test('a worker that waits for its next attempt waits no longer when the run stops', async ({ begin }) => {
  const run = await begin();
  const began = Date.now();
  await ask(run, worker(), 'rest', { wait: 50 });
  expect(Date.now() - began).toBeGreaterThanOrEqual(45);
  const resting = ask(run, worker(), 'rest', { wait: 3_600_000 });
  run.session.stop({ code: 'interrupted', message: 'Stopped by the user.' });
  expect(await resting).toEqual({});
  expect(await ask(run, worker(), 'rest', { wait: 3_600_000 }), 'nor does one that asks later').toEqual({});
});
