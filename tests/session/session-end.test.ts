import path from 'node:path';
import fs from 'fs-extra';
import { readList } from '../support/run-batch';
import { ask, FAILED, openRun, outcome, worker } from './open-run';
import { claim, expect, test } from './session-test';

test('an outcome that waited for its retry is final when the retry never comes', async ({
  begin,
  end,
  rows,
  downloads,
}) => {
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

test('once the run stops no PO is handed out, those who wait are turned away, and those under way may finish', async ({
  begin,
  end,
}) => {
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
  expect(run.events.at(-1)!.value).toMatchObject({
    stop: { code: 'signed-out' },
    totals: { done: 1 },
    unfinished: ['PO100001', '100002'],
  });
});

test('cells with the names of what every object has are marked as invalid POs', async ({ list, begin, end, rows }) => {
  await fs.writeFile(list, 'PO_NUMBER;STATUS\nconstructor;\n__proto__;\ntoString;FAILED\nPO100001;\n');
  const run = await begin();
  await end(run);
  expect((await rows()).slice(0, 3)).toEqual(['constructor FAILED', '__proto__ FAILED', 'toString FAILED']);
});

test('invalid POs are marked, except rows that already say COMPLETED', async ({ list, begin, end, rows }) => {
  await fs.outputFile(list, 'PO_NUMBER;STATUS\nPO100001;\nBADPO;COMPLETED\nBADPO;\n12;TIMEOUT\n');
  const run = await begin();
  await end(run);
  expect(await rows()).toEqual(['PO100001 ', 'BADPO COMPLETED', 'BADPO FAILED', '12 FAILED']);
  expect((await readList(list))[3]!.cell('ERROR_MESSAGE')).toBe('Invalid PO format');
  expect(run.notices()).toEqual([]);
});

test('a step of the end that fails is one line, and neither keeps the others from being taken nor fails the run', async ({
  folder,
  list,
  begin,
  end,
  rows,
}) => {
  const refusal = Object.assign(new Error('EBUSY: resource busy or locked'), { code: 'EBUSY' });
  const run = await begin(undefined, undefined, undefined, (of) =>
    of === run.plan.stagingRoot ? Promise.reject(refusal) : fs.remove(of),
  );
  const { store } = (run.session as unknown as { parts: { store: { journal: { close(): Promise<void> } } } }).parts;
  const { journal } = store;
  const close = journal.close.bind(journal);
  journal.close = async () => {
    await close();
    throw new Error('EIO: i/o error');
  };
  const w = worker();
  await claim(run, w);
  await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  await end(run);
  expect(await rows()).toContain('PO100001 COMPLETED');
  expect(run.notices()).toEqual([
    `The run's own folder ${run.plan.stagingRoot} could not be removed (EBUSY: resource busy or locked): close what ` +
      'uses it; the next run removes it, or remove it by hand.',
    expect.stringMatching(
      /^What this run shares with others could not be closed \(.+\.jsonl\) \(EIO: i\/o error\): its POs are free again/,
    ),
  ]);
  expect(await fs.pathExists(run.plan.runDir)).toBe(false);
  expect(await leftOf(folder, list), 'claims and leases').toEqual([]);
  await fs.remove(run.plan.stagingRoot);
});

test('a run that is refused for its temporary path leaves no staging folder, lease or copy behind', async ({
  folder,
  list,
}) => {
  const long = path.join(folder, 'a'.repeat(100));
  await fs.ensureDir(long);
  await expect(openRun(folder, undefined, (plan) => ({ ...plan, runDir: long }))).rejects.toMatchObject({
    code: 'TEMP_PATH_TOO_LONG',
  });
  expect(await leftOf(folder, list)).toEqual([]);
  expect(await fs.readdir(path.join(folder, 'downloads')).catch(() => [])).toEqual([]);
});

/** Claims and leases beside the list and in the download folder. */
async function leftOf(folder: string, list: string): Promise<string[]> {
  const kept = await Promise.all(
    [path.dirname(list), path.join(folder, 'downloads')].map((where) =>
      fs.readdir(where, { recursive: true }).catch(() => []),
    ),
  );
  return kept
    .flat()
    .map(String)
    .filter((name) => /lease|claim/i.test(name));
}
