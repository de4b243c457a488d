import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { parseInput } from '../../../batch/list';
import { splitOf } from '../../../plugin/shards';
import { isOneOfSeveralCopies, measuredTimes } from '../../../plugin/shards/measured';
import { readKeptSplit } from '../../../plugin/shards/kept-split';
import { readJournals, type RunJournal } from '../../../session/store';

const listOf = (rows: Record<string, string>) =>
  parseInput(
    Buffer.from(['PO_NUMBER;STATUS', ...Object.entries(rows).map(([po, status]) => `${po};${status}`), ''].join('\n')),
    'list.csv',
  );
const fresh = { PO100001: '', PO100002: '', PO100003: '', PO100004: '' };

let at = 0;
/** A journal's lines of POs that took so many seconds. */
const outcomes = (run: string, seconds: Record<string, number>, status = 'COMPLETED') =>
  Object.entries(seconds).map(([po, took]) => ({
    type: 'outcome',
    run,
    id: `${run}-${po}`,
    record: { po, status, final: true, slot: 0, startedAt: (at += 1_000_000), endedAt: at + took * 1_000, files: [] },
    cells: {},
    baselines: [],
  }));
const runOf = (run: string, shard?: { current: number; total: number; split: string }) => ({
  ...{ type: 'run', run, at: 1, list: 'list.csv', user: 'ana', host: 'PC-7', pid: 1 },
  ...(shard && { shard }),
});
async function journals(folder: string, runs: Record<string, object[]>): Promise<RunJournal[]> {
  for (const [run, records] of Object.entries(runs))
    await fs.outputFile(
      path.join(folder, `${run}.jsonl`),
      records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    );
  return readJournals(folder);
}

test('what a PO took last counts, in whichever run, and a result that no worker reported does not', async ({}, info) => {
  const all = await journals(info.outputDir, {
    a: [runOf('a'), ...outcomes('a', { PO100001: 9, PO100002: 5 })],
    b: [runOf('b'), ...outcomes('b', { '100001': 3 })],
  });
  Object.assign(all[0]!.records[2]!, { record: { ...(all[0]!.records[2] as { record: object }).record, slot: -1 } });
  expect([...measuredTimes(all)]).toEqual([['100001', 3_000]]);
});

test('a shard that starts later, or again, has the split of the first, whatever is done by then', async ({}, info) => {
  const folder = info.outputDir;
  const first = splitOf({ input: listOf(fresh), journals: [], folder }, 2);
  const meanwhile = await journals(folder, {
    a: [runOf('a', { current: 1, total: 2, split: first.hash }), ...outcomes('a', { PO100001: 900, PO100002: 1 })],
  });
  const late = splitOf(
    { input: listOf({ ...fresh, PO100001: 'COMPLETED', PO100002: 'FAILED' }), journals: meanwhile, folder },
    2,
  );
  expect(late.hash).toBe(first.hash);
  // Another set of POs, or another number of shards, is another split.
  expect(splitOf({ input: listOf(fresh), journals: [], folder }, 3).hash).not.toBe(first.hash);
  expect(splitOf({ input: listOf({ ...fresh, PO100005: '' }), journals: [], folder }, 2).hash).not.toBe(first.hash);
});

test('when every PO has a result a new round begins, by what was measured', async ({}, info) => {
  const folder = info.outputDir;
  const first = splitOf({ input: listOf(fresh), journals: [], folder }, 2);
  const done = await journals(folder, {
    a: [
      runOf('a', { current: 1, total: 2, split: first.hash }),
      ...outcomes('a', { PO100001: 90, PO100002: 10 }, 'FAILED'),
    ],
    b: [
      runOf('b', { current: 2, total: 2, split: first.hash }),
      ...outcomes('b', { PO100003: 10, PO100004: 10 }, 'FAILED'),
    ],
  });
  const failed = Object.fromEntries(Object.keys(fresh).map((po) => [po, 'FAILED']));
  const next = splitOf({ input: listOf(failed), journals: done, folder }, 2);
  expect(next.shards).toEqual([['100001'], ['100002', '100003', '100004']]);
  expect(readKeptSplit(folder, 2)?.hash).toBe(next.hash);
});

test('a copy that knows of some shards only does not use what the others do not know', async ({}, info) => {
  const split = { total: 2, split: 'aaa' };
  const one = { a: [runOf('a', { current: 1, ...split }), ...outcomes('a', { PO100001: 90, PO100003: 1 })] };
  const here = await journals(path.join(info.outputDir, 'here'), one);
  expect(isOneOfSeveralCopies(here)).toBe(true);
  const there = await journals(path.join(info.outputDir, 'there'), {
    b: [runOf('b', { current: 2, ...split }), ...outcomes('b', { PO100002: 70, PO100004: 1 })],
  });
  // The first computer's list has its results, the second's has its own; both got a fifth row.
  const lists = [
    { PO100001: 'COMPLETED', PO100003: 'TIMEOUT' },
    { PO100002: 'PO_NOT_FOUND', PO100004: 'COMPLETED' },
  ].map((own) => listOf({ ...fresh, ...own, PO100005: '' }));
  const hashes = [here, there].map(
    (known, index) =>
      splitOf({ input: lists[index]!, journals: known, folder: path.join(info.outputDir, String(index)) }, 2).hash,
  );
  expect(hashes[0]).toBe(hashes[1]);
  const merged = await journals(path.join(info.outputDir, 'here'), {
    b: [runOf('b', { current: 2, ...split }), ...outcomes('b', { PO100002: 70 })],
  });
  expect(isOneOfSeveralCopies(merged)).toBe(false);
});

test('a folder that cannot be written keeps no split, and the shard goes on', () => {
  const folder = path.join(__filename, 'not-a-folder');
  expect(splitOf({ input: listOf(fresh), journals: [], folder }, 2).shards.flat()).toHaveLength(4);
});
