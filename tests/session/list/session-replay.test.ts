import path from 'node:path';
import fs from 'fs-extra';
import { readJournals } from '../../../session/store/local/journal';
import { stateFolder } from '../../../session/store/local/file-lock';
import { ask, FAILED, openRun, outcome, stage, worker, type OpenRun } from '../open-run';
import { claim, expect, test } from '../session-test';

test.describe('after a run that died', () => {
  /** A run that recorded an outcome and was killed before the list was written. */
  async function killedRun(folder: string, list: string, po = 'PO100001', given = outcome()): Promise<void> {
    const run = await openRun(folder, '2026-11-22T09-00-00-0001');
    const w = worker();
    await claim(run, w, po, 0, 0);
    await ask(run, w, 'folder', { po, supplier: 'ACME', links: ['a'] });
    await ask(run, w, 'file', { po, staged: await stage(run, 'text'), name: 'a.pdf', link: 'a', size: 4 });
    await ask(run, w, 'outcome', { po, outcome: given, links: [] });
    const { parts } = run.session as unknown as { parts: { writeBack: { due: Map<string, unknown> } } };
    parts.writeBack.due.clear();
    await run.close();
    // Its process is another one, and that one has ended.
    const file = path.join(stateFolder(list), '2026-11-22T09-00-00-0001.jsonl');
    await fs.writeFile(file, (await fs.readFile(file, 'utf8')).replace(`"pid":${process.pid}`, '"pid":999999999'));
  }

  test('the next one brings its results into the list, once', async ({ folder, list, begin, end, rows }) => {
    await killedRun(folder, list);
    expect(await rows()).toContain('PO100001 ');
    const run = await begin();
    await end(run);
    expect(await rows()).toEqual(['PO100001 COMPLETED', 'PO100002 FAILED', 'PO100001 COMPLETED', '100002 ']);
    expect(run.notices()).toEqual(['↩️ 1 result(s) of an earlier run that was ended early are brought into the list.']);
    const again = await begin('2026-11-24T00-00-00-0000');
    await end(again);
    expect(again.notices()).toEqual([]);
  });

  test('a row that a person has changed since stays', async ({ folder, list, begin, end, rows }) => {
    await killedRun(folder, list);
    await fs.writeFile(
      list,
      (await fs.readFile(list, 'utf8')).replace('PO100001;;From list', 'PO100001;cancelled;From list'),
    );
    const run = await begin();
    await end(run);
    expect(await rows()).toEqual(['PO100001 cancelled', 'PO100002 FAILED', 'PO100001 COMPLETED', '100002 ']);
    expect(run.notices().at(-1)).toMatch(/^PO100001: row 2 of input\.csv was changed by somebody/);
  });

  test('its files are not downloaded again, and a newer outcome wins over the one it left', async ({
    folder,
    list,
    begin,
    end,
    rows,
    downloads,
  }) => {
    await killedRun(folder, list, 'PO100001', outcome({ ...FAILED, status: 'PARTIAL' }));
    const run = await begin();
    const w = worker();
    await claim(run, w);
    expect((await ask(run, w, 'folder', { po: 'PO100001', supplier: 'ACME', links: ['a'] })).kept).toEqual([
      { link: 'a', name: 'a.pdf', size: 4 },
    ]);
    await ask(run, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
    await end(run);
    expect(await rows()).toContain('PO100001 COMPLETED');
    expect(await downloads()).toEqual(['ACME/PO100001_COMPLETED/a.pdf']);
    expect(run.notices()).toHaveLength(1);
  });
});

test('a run that still lives keeps its results to itself', async ({ begin, end, rows }) => {
  const living = await begin('2026-11-22T09-00-00-0001');
  const w = worker();
  await claim(living, w);
  await ask(living, w, 'outcome', { po: 'PO100001', outcome: outcome(), links: [] });
  const { due } = (living.session as unknown as { parts: { writeBack: { due: Map<string, unknown> } } }).parts
    .writeBack;
  const kept = [...due];
  due.clear();
  const other = await begin('2026-11-23T09-00-00-0001');
  await end(other);
  expect(other.notices()).toEqual([]);
  expect(await rows()).toContain('PO100001 ');
  for (const [po, row] of kept) due.set(po, row);
});

test('journals go with their runs, except one that still owes the list something', async ({ list, begin, end }) => {
  const keep = (count: number) => (plan: OpenRun['plan']) => ({
    ...plan,
    settings: { ...plan.settings, keepRuns: count },
  });
  for (const run of ['2026-11-20T09-00-00-0001', '2026-11-21T09-00-00-0001']) {
    await fs.outputFile(
      path.join(stateFolder(list), `${run}.jsonl`),
      JSON.stringify({ type: 'run', run, pid: 999999999, host: (await import('node:os')).hostname(), at: 1 }),
    );
  }
  await end(await begin('2026-11-22T09-00-00-0001', keep(2)));
  expect(readJournals(stateFolder(list)).map(({ run }) => run)).toEqual([
    '2026-11-21T09-00-00-0001',
    '2026-11-22T09-00-00-0001',
  ]);
});
