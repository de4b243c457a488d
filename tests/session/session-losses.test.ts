import path from 'node:path';
import fs from 'fs-extra';
import { readList } from '../support/run-batch';
import { ask, FAILED, openRun, outcome, stage, worker, type OpenRun } from './open-run';
import { claim, expect, test } from './session-test';

/** The run's journal, for a disk that fails under it. */
const storeOf = (run: OpenRun) =>
  (run.session as unknown as { parts: { store: { journal: { append(record: object): Promise<void> } } } }).parts.store;

test('a worker that was lost frees its PO; what it still sends is refused', async ({ begin }) => {
  const run = await begin();
  const [lost, next] = [worker(0), worker(1)];
  await claim(run, lost);
  await ask(run, lost, 'folder', { po: 'PO100001', supplier: '', links: ['a'] });
  run.session.lost(lost);
  expect(run.events.at(-1)).toMatchObject({ name: 'po-released', value: { po: 'PO100001' } });
  expect(await claim(run, next, 'PO100001', 1, 1)).toMatchObject({ granted: true });
  const late = { po: 'PO100001', outcome: outcome(), links: [] };
  await expect(ask(run, lost, 'outcome', late)).rejects.toMatchObject({ code: 'NOT_HELD' });
  await expect(
    ask(run, lost, 'file', { po: 'PO100001', staged: await stage(run, 'x'), name: 'x', link: 'x', size: 1 }),
  ).rejects.toMatchObject({ code: 'NOT_HELD' });
  await ask(run, next, 'outcome', late);
});

test('a PO whose process went away without an outcome, with no retry left, is FAILED in the list', async ({
  list,
  begin,
  end,
  rows,
}) => {
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

test('an attempt that failed while retries are left, or after its outcome, records nothing', async ({ begin, end }) => {
  const run = await begin();
  const [lost, w] = [worker(), worker()];
  await claim(run, lost, 'PO100001', 0, 2);
  run.session.lost(lost);
  run.session.attemptEnded('PO100001', 0, true, 2, 'crash');
  await claim(run, w, 'PO100002', 0, 0);
  await ask(run, w, 'outcome', { po: 'PO100002', outcome: outcome(FAILED), links: [] });
  run.session.attemptEnded('PO100002', 0, true, 0, "the test's own error");
  await end(run);
  expect(run.events.filter(({ name }) => name === 'po-finished')).toHaveLength(1);
});

test('what the worker had still sent before its process was killed counts more than that it was', async ({
  begin,
  end,
  rows,
}) => {
  const run = await begin();
  const w = worker();
  await claim(run, w, 'PO100001', 0, 0);
  const sent = ask(run, w, 'outcome', {
    po: 'PO100001',
    outcome: outcome({ ...FAILED, status: 'PARTIAL' }),
    links: [],
  });
  run.session.lost(w);
  run.session.attemptEnded('PO100001', 0, true, 0, 'worker process exited unexpectedly');
  await Promise.all([sent, end(run)]);
  expect(await rows()).toContain('PO100001 PARTIAL');
  expect(run.events.filter(({ name }) => name === 'po-finished')).toHaveLength(1);
});

test('a PO whose process went away before it heard that the result is on disk is not done again by its retry', async ({
  begin,
  end,
  rows,
}) => {
  const run = await begin();
  const [lost, next] = [worker(0), worker(1)];
  await claim(run, lost, 'PO100001', 0, 2);
  const sent = ask(run, lost, 'outcome', {
    po: 'PO100001',
    outcome: outcome({ ...FAILED, status: 'PO_NOT_FOUND' }),
    links: [],
  });
  run.session.lost(lost);
  run.session.attemptEnded('PO100001', 0, true, 2, 'worker process exited unexpectedly');
  expect(await claim(run, next, 'PO100001', 1, 1)).toMatchObject({
    granted: false,
    done: { status: 'PO_NOT_FOUND', attempt: 0, final: true },
    row: { STATUS: 'PO_NOT_FOUND' },
  });
  await sent;
  // A person who runs it once more, in --ui, means it.
  expect(await claim(run, next, 'PO100001', 0, 0)).toMatchObject({ granted: true });
  await ask(run, next, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  await end(run);
  expect(await rows()).toContain('PO100001 COMPLETED');
});

test('what a worker asked for before it went away is not given to it any more', async ({ begin }) => {
  const run = await begin();
  const [lost, next] = [worker(0), worker(1)];
  run.session.lost(lost);
  expect(await claim(run, lost)).toMatchObject({ granted: false });
  expect(await claim(run, next)).toMatchObject({ granted: true });
});

test('a folder that cannot be made does not decide what became of the PO', async ({ folder, begin, end, rows }) => {
  const run = await begin();
  const w = worker();
  await claim(run, w);
  await fs.outputFile(path.join(folder, 'downloads', 'ACME'), 'a file where the folder should be');
  await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome({ status: 'PO_NOT_FOUND' }), links: [] });
  await end(run);
  expect(await rows()).toContain('PO100001 PO_NOT_FOUND');
  expect(run.notices()).toEqual([expect.stringMatching(/^PO100001: its folder could not be prepared: /)]);
});

test('a journal that can no longer be written does not keep the others from their rows', async ({
  begin,
  end,
  rows,
}) => {
  const run = await begin();
  const w = worker();
  await claim(run, w, 'PO100001');
  await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  await claim(run, w, 'PO100002', 0, 0);
  const { journal } = storeOf(run);
  journal.append = () => Promise.reject(Object.assign(new Error('the disk does not answer'), { code: 'EIO' }));
  await expect(ask(run, w, 'outcome', { po: 'PO100002', outcome: outcome(FAILED), links: [] })).rejects.toMatchObject({
    code: 'EIO',
  });
  run.session.attemptEnded('PO100002', 0, true, 0, 'its outcome was refused');
  await end(run);
  expect(await rows()).toContain('PO100001 COMPLETED');
  expect(run.notices()[0]).toBe('PO100002: its result could not be recorded: the disk does not answer');
  expect(run.events.at(-1)!.name).toBe('run-ended');
});

test('a journal for which the disk has no room ends the run, once, and says so', async ({ begin, end }) => {
  const run = await begin();
  const w = worker();
  await claim(run, w, 'PO100001');
  const { journal } = storeOf(run);
  journal.append = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  await expect(ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] })).rejects.toMatchObject({
    code: 'ENOSPC',
  });
  expect(run.session.stopReason).toEqual({
    code: 'disk-full',
    message: expect.stringMatching(
      /^The disk of .+ is full: .+\.jsonl could not be written\. Free some room, then start again; what is done is kept\.$/,
    ),
  });
  expect(run.interrupted()).toBe(1);
  await end(run);
});

test('a download folder that cannot be written is one line before anything begins', async ({ folder, list }) => {
  expect(await fs.pathExists(list)).toBe(true);
  await fs.outputFile(path.join(folder, 'downloads'), 'a file');
  await expect(openRun(folder)).rejects.toMatchObject({
    code: 'DOWNLOAD_FOLDER',
    exitCode: 2,
    message: expect.stringMatching(/downloads cannot be written \(E\w+\): choose another DOWNLOAD_FOLDER/),
  });
});
