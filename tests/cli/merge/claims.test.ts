import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { fingerprintOf } from '../../../batch/list';
import type { Status } from '../../../batch/outcome';
import { keyOf, outcomesOf, planMerge, type Store } from '../../../cli/merge/claims';
import type { JournalRecord } from '../../../session/store';

interface Said {
  po?: string;
  run: string;
  at: number;
  status?: Status;
  revision?: number;
  attempt?: number;
  final?: boolean;
  before?: string;
}
const outcome = ({ po = 'PO100001', run, at, status = 'COMPLETED', revision = 1, ...rest }: Said): JournalRecord => ({
  type: 'outcome',
  run,
  id: `${run}-${po}-${at}`,
  record: {
    ...{ po, status, reason: 'UNEXPECTED_ERROR', message: '', supplier: '', found: 0, downloaded: 0, coupaUrl: '' },
    ...{ attempt: rest.attempt ?? 0, final: rest.final ?? true, startedAt: at - 1, endedAt: at, slot: 0 },
    ...{ files: [], folder: '' },
  },
  cells: { STATUS: status, ERROR_MESSAGE: '' },
  baselines: [fingerprintOf({ STATUS: (rest.before ?? '') as Status, ERROR_MESSAGE: '' })],
  revision,
});
const store = (name: string, ...said: Said[]): Store => ({ name, records: said.map(outcome) });
const none = store('own');
const winnerOf = (stores: Store[], own = none) => {
  const entry = planMerge(stores, own, 'merge').winners.get('PO100001')!.entry;
  return [entry.run, entry.record.status];
};

test('between places the newest result counts, and what they say differently is named', () => {
  const a = store('a', { run: 'r1', at: 10, status: 'FAILED' });
  const b = store('b', { run: 'r2', at: 20 });
  for (const stores of [
    [a, b],
    [b, a],
  ]) {
    const { conflicts } = planMerge(stores, none, 'merge');
    expect(winnerOf(stores)).toEqual(['r2', 'COMPLETED']);
    expect(conflicts.map(({ po, others }) => [po, others.map(({ store: name }) => name)])).toEqual([
      ['PO100001', ['a']],
    ]);
  }
  expect(winnerOf([store('a', { run: 'r1', at: 30, status: 'FAILED' }), b])).toEqual(['r1', 'FAILED']);
});

test('two that say the same, and an earlier try that the later place knew of, are no contradiction', () => {
  const same = [store('a', { run: 'r1', at: 10 }), store('b', { run: 'r2', at: 20 })];
  expect(planMerge(same, none, 'merge').conflicts).toEqual([]);
  const early = { run: 'r0', at: 5, status: 'FAILED' } as const;
  const knew = [store('a', early), store('b', early, { run: 'r2', at: 20, revision: 2 })];
  expect(planMerge(knew, none, 'merge').conflicts).toEqual([]);
  expect(winnerOf(knew)).toEqual(['r2', 'COMPLETED']);
});

test('within one place the revision tells which is the last, whatever its clock says', () => {
  const slow = store('a', { run: 'r2', at: 10, revision: 2, status: 'FAILED' }, { run: 'r1', at: 99, revision: 1 });
  expect(winnerOf([slow])).toEqual(['r2', 'FAILED']);
});

test('attempts that were not the last decide nothing, and are brought along settled', () => {
  const retried = store('a', { run: 'r1', at: 5, status: 'FAILED', final: false }, { run: 'r1', at: 9, attempt: 1 });
  const { news, superseded } = planMerge([retried], none, 'merge');
  expect(winnerOf([retried])).toEqual(['r1', 'COMPLETED']);
  expect(outcomesOf(news)).toHaveLength(2);
  expect(superseded).toEqual(['r1-PO100001-5']);
});

test('the result may replace the row as any shard found it or wrote it, and is the last one here too', () => {
  const a = store('a', { run: 'r1', at: 10, status: 'FAILED' });
  const b = store('b', { run: 'r2', at: 20, before: 'TIMEOUT' });
  const own = store('own', { run: 'r0', at: 1, status: 'PARTIAL', revision: 7 });
  const winner = outcomesOf(planMerge([a, b], own, 'merge').news).find(({ shardRun }) => shardRun === 'r2')!;
  const mark = (status: string) => fingerprintOf({ STATUS: status as Status, ERROR_MESSAGE: '' });
  expect(winner.baselines.sort()).toEqual(['', 'TIMEOUT', 'FAILED', 'COMPLETED', 'PARTIAL'].map(mark).sort());
  expect([winner.revision, winner.run]).toEqual([8, 'merge']);
});

test('whatever shards say: merging is independent of their order, keeps the newest, and a second time brings nothing', () => {
  const said = fc.record({
    po: fc.constantFrom('PO100001', 'PO100002', 'PO100003'),
    run: fc.constantFrom('r1', 'r2', 'r3'),
    at: fc.integer({ min: 1, max: 50 }),
    status: fc.constantFrom<Status>('COMPLETED', 'FAILED', 'TIMEOUT'),
  });
  const places = fc.array(fc.array(said, { maxLength: 6 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(places, (all) => {
      // One outcome each, as in life: a run ends a PO once at one moment, and its place has the runs of nobody else.
      const stores = all.map((list, index) =>
        store(
          `${index}`,
          ...list.map((one, n) => ({ ...one, run: `${one.run}-${index}`, revision: n + 1, at: one.at + n * 100 })),
        ),
      );
      const plan = planMerge(stores, none, 'merge');
      const back = planMerge([...stores].reverse(), none, 'merge');
      const keys = ({ winners }: typeof plan) =>
        [...winners].map(([po, { entry }]) => [po, keyOf(entry)].join()).sort();
      expect(keys(back)).toEqual(keys(plan));
      for (const [po, { entry }] of plan.winners) {
        const last = stores.flatMap(({ records }) =>
          outcomesOf(records)
            .filter(({ record }) => record.po === po)
            .slice(-1),
        );
        expect(entry.record.endedAt).toBe(Math.max(...last.map(({ record }) => record.endedAt)));
      }
      const own: Store = { name: 'own', records: plan.news };
      const again = planMerge(stores, own, 'merge-2');
      expect(again.news).toEqual([]);
      expect(keys(again)).toEqual(keys(plan));
      // Named once: what was merged knows of both.
      expect(again.conflicts).toEqual([]);
    }),
  );
});
