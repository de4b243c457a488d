import path from 'node:path';
import fs from 'fs-extra';
import { currentOwner } from '../../../../batch/system/owner';
import { stateFolder } from '../../../../session/store/local/file-lock';
import { systemTools, type SharedFolderTools } from '../../../../session/store/files/shared-folder';
import { readList } from '../../../support/run-batch';
import { ask, FAILED, outcome, stage, worker, type OpenRun } from '../../open-run';
import { claim, expect, test } from '../../session-test';

const FIRST = '2026-11-22T09-00-00-0001';
const SECOND = '2026-11-23T09-00-00-0001';
const { user, host } = currentOwner('');
const DOING = new RegExp(`^⏳ PO100001 is being done by ${user} on ${host} since \\d\\d:\\d\\d$`);
const poolOf = (run: OpenRun) => (run.session as unknown as { parts: { pool: { running: number } } }).parts.pool;
const whole = async (run: OpenRun, by = worker(), po = 'PO100001') =>
  ask(run, by, 'outcome', { po, outcome: outcome(), links: [] });

/** A computer on which time flies: what does not change within its few looks has been silent for long. */
function hasty(): SharedFolderTools {
  let now = 0;
  return { ...systemTools, now: () => (now += 3_000), sleep: () => new Promise((resolve) => setTimeout(resolve, 1)) };
}

test('a PO that another run is doing is waited for, and then counts as that run did it', async ({
  list,
  begin,
  end,
  rows,
  downloads,
}) => {
  const [first, second] = [await begin(FIRST), await begin(SECOND)];
  const [w, v] = [worker(), worker()];
  await claim(first, w);
  await ask(second, v, 'permit', { browser: false });
  expect(poolOf(second).running).toBe(1);
  const asked = claim(second, v);
  await expect.poll(() => second.notices()).toEqual([expect.stringMatching(DOING)]);
  expect(poolOf(second).running, 'somebody else may work meanwhile').toBe(0);
  await ask(first, w, 'folder', { po: 'PO100001', supplier: 'ACME', links: ['a'] });
  await ask(first, w, 'file', {
    po: 'PO100001',
    staged: await stage(first, 'text'),
    name: 'a.pdf',
    link: 'a',
    size: 4,
  });
  await whole(first, w);
  expect(await asked).toEqual({ granted: false, again: true });
  const told = await claim(second);
  expect(told).toMatchObject({ granted: false, row: { STATUS: 'COMPLETED', AttachmentName: 'a.pdf' } });
  expect('done' in told && told.done).toMatchObject({
    status: 'COMPLETED',
    final: true,
    message: `Done by ${user} on ${host}: ${outcome().message}`,
    doneBy: { user, host, run: FIRST },
  });
  expect(second.session.isSettled('PO100001')).toBe(true);
  await end(first);
  const written = await fs.readFile(list, 'utf8');
  await end(second);
  expect(await fs.readFile(list, 'utf8'), 'its row is written once').toBe(written);
  expect(await rows()).toContain('PO100001 COMPLETED');
  expect(second.events.at(-1)!.value).toMatchObject({
    totals: { total: 3, done: 1, successful: 1, failed: 0 },
    unfinished: ['PO100002', '100002'],
  });
  expect(await downloads()).toEqual(['ACME/PO100001_COMPLETED/a.pdf']);
  expect(
    (await fs.readdir(stateFolder(list))).filter((name) => !name.endsWith('.jsonl')),
    'no claim, no lease, no lock',
  ).toEqual([]);
});

test('a PO that another run has done since the list was read is not done again; a person who asks for it once more gets it', async ({
  begin,
  end,
}) => {
  const [first, second] = [await begin(FIRST), await begin(SECOND)];
  const [w, v] = [worker(), worker()];
  await claim(first, w);
  await whole(first, w);
  expect(await claim(second, v)).toMatchObject({ granted: false, done: { doneBy: { run: FIRST } } });
  expect(await claim(second, v)).toMatchObject({ granted: true, attempt: 0 });
  await whole(second, v);
  await end(first);
  await end(second);
});

test('a PO that another run could not do is done, and its row replaced without a word', async ({
  begin,
  end,
  rows,
}) => {
  const [first, second] = [await begin(FIRST), await begin(SECOND)];
  const [w, v] = [worker(), worker()];
  await claim(first, w, 'PO100001', 0, 0);
  const asked = claim(second, v);
  await expect.poll(() => second.notices()).toHaveLength(1);
  await ask(first, w, 'outcome', { po: 'PO100001', outcome: outcome(FAILED), links: [] });
  expect(await asked).toEqual({ granted: false, again: true });
  expect(await claim(second, v)).toMatchObject({ granted: true, attempt: 0 });
  await whole(second, v);
  await end(second);
  expect(await rows()).toContain('PO100001 COMPLETED');
  // The first one writes only now: its result is the older one.
  await end(first);
  expect(await rows()).toContain('PO100001 COMPLETED');
  expect(second.notices()).toEqual([expect.stringMatching(DOING)]);
});

test('whoever waits for another run is turned away when his own run stops', async ({ begin }) => {
  const [first, second] = [await begin(FIRST), await begin(SECOND)];
  await claim(first);
  const asked = claim(second);
  await expect.poll(() => second.notices()).toHaveLength(1);
  second.session.stop({ code: 'interrupted', message: 'Stopped by the user.' });
  expect(await asked).toEqual({ granted: false, why: 'Stopped by the user.' });
});

test("between attempts, and when a worker dies, the PO stays its run's; when it is released it is anybody's", async ({
  begin,
}) => {
  const [first, second] = [await begin(FIRST), await begin(SECOND)];
  const [w, v, u] = [worker(), worker(), worker()];
  await claim(first, w);
  first.session.lost(w);
  const asked = claim(second);
  await expect.poll(() => second.notices()).toHaveLength(1);
  await claim(first, v, 'PO100001', 1, 1);
  await ask(first, v, 'outcome', { po: 'PO100001', outcome: outcome(FAILED), links: [] });
  await claim(first, u, 'PO100001', 2, 0);
  await ask(first, u, 'release', { po: 'PO100001' });
  expect(await asked).toEqual({ granted: false, again: true });
});

test('a run that stood still commits nothing of a PO that another took over, says so, and goes on with others', async ({
  begin,
  end,
  rows,
  downloads,
}) => {
  const first = await begin(FIRST);
  const w = worker();
  await claim(first, w);
  await ask(first, w, 'folder', { po: 'PO100001', supplier: 'ACME', links: ['a', 'b'] });
  await ask(first, w, 'file', { po: 'PO100001', staged: await stage(first, 'one'), name: 'a.pdf', link: 'a', size: 3 });

  const second = await begin(SECOND, undefined, hasty());
  const v = worker();
  const granted = { granted: true, attempt: 0 };
  await expect.poll(() => claim(second, v), 'first the list, then the folder').toMatchObject(granted);
  expect(
    (await ask(second, v, 'folder', { po: 'PO100001', supplier: 'ACME', links: ['a', 'b'] })).kept,
    'what was whole stays',
  ).toHaveLength(1);

  const late = { po: 'PO100001', staged: await stage(first, 'two'), name: 'b.pdf', link: 'b', size: 3 };
  await expect(ask(first, w, 'file', late)).rejects.toMatchObject({ code: 'TAKEN_OVER' });
  await expect(whole(first, w)).rejects.toMatchObject({ code: 'TAKEN_OVER' });
  const line = `PO100001 was taken over by ${user} on ${host} while this run stood still: nothing more of it is written here.`;
  expect(second.notices().at(-1)).toBe(line);
  expect(second.events.at(-1)).toMatchObject({ name: 'po-released', value: { po: 'PO100001' } });
  expect(await claim(first, w, 'PO100002')).toMatchObject({ granted: true });
  await ask(first, w, 'outcome', { po: 'PO100002', outcome: outcome({ status: 'NO_ATTACHMENTS' }), links: [] });

  await ask(second, v, 'outcome', {
    po: 'PO100001',
    outcome: outcome({ status: 'PARTIAL', reason: 'PARTIAL_DOWNLOAD' }),
    links: [],
  });
  const retry = claim(first, w, 'PO100001', 1, 1);
  await expect.poll(() => second.notices().at(-1), 'its retry waits for the run that has it').toMatch(DOING);
  first.session.stop({ code: 'interrupted', message: '' });
  expect(await retry).toMatchObject({ granted: false, why: '' });
  await end(first);
  await end(second);
  expect(await rows()).toEqual(['PO100001 PARTIAL', 'PO100002 NO_ATTACHMENTS', 'PO100001 PARTIAL', '100002 ']);
  expect(await downloads()).toEqual(['ACME/PO100001_PARTIAL/a.pdf', 'ACME/PO100002_NO_ATTACHMENTS/']);
});

test('runs of two lists never meet in one folder', async ({ folder, list, begin, end, downloads }) => {
  const other = path.join(folder, 'other.csv');
  await fs.copy(list, other);
  const [first, second] = [
    await begin(FIRST),
    await begin(SECOND, (plan) => ({ ...plan, input: { ...plan.input, path: other } })),
  ];
  const [w, v] = [worker(), worker()];
  await claim(first, w);
  const asked = claim(second, v, 'PO100001');
  await expect.poll(() => second.notices()).toEqual([expect.stringMatching(DOING)]);
  await whole(first, w);
  expect(await asked).toEqual({ granted: false, again: true });
  expect(await claim(second, v), 'its own list wants to know').toMatchObject({ granted: true, attempt: 0 });
  await whole(second, v);
  await end(first);
  await end(second);
  for (const file of [list, other]) expect((await readList(file))[0]!.cell('STATUS')).toBe('COMPLETED');
  expect(await downloads()).toEqual(['ACME/PO100001_COMPLETED/']);
});

test("two runs that write into one list at the same time lose none of each other's rows", async ({
  list,
  begin,
  end,
  rows,
}) => {
  const pos = Array.from({ length: 40 }, (_, index) => `PO${200_000 + index}`);
  await fs.writeFile(list, ['PO_NUMBER;STATUS', ...pos.map((po) => `${po};`), ''].join('\n'));
  const [first, second] = [await begin(FIRST), await begin(SECOND)];
  const work = async (run: OpenRun, own: string[]) => {
    for (const po of own) {
      const w = worker();
      await claim(run, w, po);
      await whole(run, w, po);
      // As often as it gets: each rewrite reads the list anew.
      await (run.session as unknown as { parts: { writeBack: { flush(): Promise<boolean> } } }).parts.writeBack.flush();
    }
  };
  await Promise.all([
    work(
      first,
      pos.filter((_, index) => index % 2 === 0),
    ),
    work(
      second,
      pos.filter((_, index) => index % 2 === 1),
    ),
  ]);
  await Promise.all([end(first), end(second)]);
  expect(await rows()).toEqual(pos.map((po) => `${po} COMPLETED`));
  expect(second.notices()).toEqual([]);
});

test('results of a run on another computer that is gone come into the list while this one goes on', async ({
  list,
  begin,
  end,
  rows,
}) => {
  const dead = await begin(FIRST);
  const w = worker();
  await claim(dead, w);
  await whole(dead, w);
  const journal = await fs.readFile(path.join(stateFolder(list), `${FIRST}.jsonl`), 'utf8');
  await end(dead);
  await fs.writeFile(list, 'PO_NUMBER;STATUS;SUPPLIER\nPO100001;;From list\n');
  await fs.writeFile(path.join(stateFolder(list), `${FIRST}.jsonl`), journal);
  await fs.writeJson(path.join(stateFolder(list), `${FIRST}.lease`), {
    ...currentOwner(FIRST),
    host: 'ELSEWHERE',
    beat: 3,
  });
  const run = await begin(SECOND, undefined, { ...hasty(), beat: 5 });
  await expect
    .poll(() => run.notices())
    .toEqual(['↩️ 1 result(s) of an earlier run that was ended early are brought into the list.']);
  await end(run);
  expect(await rows()).toEqual(['PO100001 COMPLETED']);
  expect((await fs.readdir(stateFolder(list))).filter((name) => name.endsWith('.lease'))).toEqual([]);
});
