import path from 'node:path';
import { expect } from '@playwright/test';
import fc from 'fast-check';
import type { Asked } from '../../../session/store/model';
import { test } from '../../support/postgres-server';
import { byFiles, byPostgres, order, result, type TestRun, type Together } from './store-in-test';

/** What every way to keep what runs share must hold. */
const WAYS = ['files', 'postgres'] as const;

const held = (asked: Asked) => {
  if (asked.is !== 'held') throw new Error(`It is ${asked.is}, not held.`);
  return asked;
};

for (const way of WAYS) {
  test.describe(way, () => {
    const mine = test.extend<{ together(): Promise<Together> }>({
      together: async ({ server }, use, testInfo) => {
        let made = 0;
        await use(async () => {
          const root = path.join(testInfo.outputDir, String(made++));
          return way === 'files' ? byFiles(root) : byPostgres(root, server, await server.database());
        });
      },
    });

    mine('a PO that one run has is not given to another, and is told by whom it is held', async ({ together }) => {
      const at = await together();
      const [a, b] = [await at.join('a'), await at.join('b')];
      expect(await a.store.take(order('1'))).toEqual({ is: 'ours' });
      const asked = held(await b.store.take(order('1', 'PM1')));
      expect(asked.by).toMatchObject({ number: '1', po: 'PO1', run: 'a', user: 'user-a', host: 'host-a' });
      expect(Math.abs(asked.by.since - Date.now())).toBeLessThan(600_000);
      expect(await asked.mayBeFree()).toBe(false);
      await a.store.release(order('1'));
      expect(await asked.mayBeFree()).toBe(true);
      await b.store.untilFree(asked);
      expect(await b.store.take(order('1', 'PM1'))).toEqual({ is: 'ours' });
      for (const one of [a, b]) await one.store.close();
    });

    mine('what one run completes counts as done for another; what it could not do, does not', async ({ together }) => {
      const at = await together();
      const [a, b] = [await at.join('a'), await at.join('b')];
      for (const [number, status] of [
        ['1', 'COMPLETED'],
        ['2', 'FAILED'],
      ] as const) {
        await a.store.take(order(number));
        await a.store.record(order(number), result(`PO${number}`, { status, run: 'a' }));
      }
      expect(await b.store.take(order('1'))).toMatchObject({
        is: 'done',
        by: { user: 'user-a', host: 'host-a', entry: { run: 'a', record: { po: 'PO1', status: 'COMPLETED' } } },
      });
      expect(await b.store.take(order('2'))).toEqual({ is: 'ours' });
      const entry = await b.store.record(order('2'), result('PO2', { run: 'b' }));
      expect(entry.revision, 'counts over all runs').toBe(2);
      expect(await b.store.take(order('1')), 'told once: a person may want it again').toEqual({ is: 'ours' });
      expect(await at.outcomes()).toEqual(['PO1 a', 'PO2 a', 'PO2 b']);
      for (const one of [a, b]) await one.store.close();
    });

    mine('between attempts the PO stays with its run', async ({ together }) => {
      const at = await together();
      const [a, b] = [await at.join('a'), await at.join('b')];
      await a.store.take(order('1'));
      await a.store.record(order('1'), result('PO1', { status: 'FAILED', final: false }));
      expect((await b.store.take(order('1'))).is).toBe('held');
      expect(await a.store.take(order('1'))).toEqual({ is: 'ours' });
      await a.store.record(order('1'), result('PO1'));
      expect((await b.store.take(order('1'))).is).toBe('done');
      for (const one of [a, b]) await one.store.close();
    });

    mine('runs of two lists do not meet in one download folder', async ({ together }) => {
      const at = await together();
      const [a, b] = [await at.join('a'), await at.join('b', { list: 'other.csv' })];
      await a.store.take(order('1'));
      const asked = held(await b.store.take(order('1')));
      expect(asked.by.run).toBe('a');
      const c = await at.join('c', { list: 'other.csv', folder: 'elsewhere' });
      expect(await c.store.take(order('1')), 'the list is free, and its own folder too').toEqual({ is: 'ours' });
      await c.store.release(order('1'));
      await a.store.record(order('1'), result('PO1'));
      await expect.poll(() => asked.mayBeFree()).toBe(true);
      expect(await b.store.take(order('1')), 'its own list wants to know').toEqual({ is: 'ours' });
      for (const one of [a, b, c]) await one.store.close();
    });

    mine('a run that stood still may neither change nor record what another took over', async ({ together }) => {
      const at = await together();
      const [a, b] = [await at.join('a'), await at.join('b')];
      await a.store.take(order('1'));
      await at.watch(b);
      await expect.poll(() => b.store.take(order('1'))).toEqual({ is: 'ours' });
      await expect(a.store.record(order('1'), result('PO1'))).rejects.toMatchObject({
        code: 'TAKEN_OVER',
        message: expect.stringMatching(/^PO1 was taken over by user-b on host-b /),
      });
      await b.store.record(order('1'), result('PO1', { run: 'b' }));
      await expect(a.store.record(order('1'), result('PO1'))).rejects.toMatchObject({ code: 'TAKEN_OVER' });
      await expect(a.store.fenced(order('1'), async () => 'moved')).rejects.toMatchObject({ code: 'TAKEN_OVER' });
      expect(await at.outcomes()).toEqual(['PO1 b']);
      for (const one of [a, b]) await one.store.close();
    });

    mine('a run whose process has ended on this computer need not be waited for', async ({ together }) => {
      const at = await together();
      const [a, b] = [await at.join('a'), await at.join('b')];
      await a.store.take(order('1'));
      a.crashed = true;
      expect(await b.store.take(order('1'))).toEqual({ is: 'ours' });
      await b.store.close();
    });

    mine('whoever waits is answered when his run stops', async ({ together }) => {
      const at = await together();
      const [a, b] = [await at.join('a'), await at.join('b')];
      await a.store.take(order('1'));
      const waits = b.store.untilFree(held(await b.store.take(order('1'))));
      b.store.stop();
      await waits;
      for (const one of [a, b]) await one.store.close();
    });

    mine('under any interleaving one run at most has a PO, and what it records counts once', async ({ together }) => {
      mine.setTimeout(300_000);
      const totals = { histories: 0, recorded: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(history, async (groups) => {
          totals.histories++;
          await play(await together(), groups, totals);
        }),
        { numRuns: way === 'files' ? 15 : 30 },
      );
      console.log(`  ${way}: ${JSON.stringify(totals)}`);
    });
  });
}

type Act = 'take' | 'record' | 'release' | 'crash' | 'pause' | 'wake' | 'watch';
interface Step {
  act: Act;
  run: number;
  number: string;
}
const act = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Act>('take') },
  { weight: 5, arbitrary: fc.constant<Act>('record') },
  { weight: 2, arbitrary: fc.constant<Act>('release') },
  { weight: 2, arbitrary: fc.constant<Act>('pause') },
  { weight: 2, arbitrary: fc.constant<Act>('wake') },
  { weight: 3, arbitrary: fc.constant<Act>('watch') },
  { weight: 1, arbitrary: fc.constant<Act>('crash') },
);
const step: fc.Arbitrary<Step> = fc.record({ act, run: fc.nat(2), number: fc.constantFrom('1', '2') });
/** Steps of one group happen at the same time. */
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 10 });

async function play(at: Together, groups: Step[][], totals: { recorded: number; refused: number }): Promise<void> {
  const runs: (TestRun & { paused: boolean })[] = [];
  for (const name of ['a', 'b', 'c']) runs.push(Object.assign(await at.join(name), { paused: false }));
  /** Who was told last that the number is his. */
  const holder = new Map<string, string>();
  const expected: string[] = [];
  const record = async (run: TestRun, number: string) => {
    // Before the question: as soon as the result counts, another run may take it and be told so sooner.
    const before = holder.get(number);
    try {
      await run.store.record(order(number), result(`PO${number}`, { status: 'FAILED', run: run.name }));
      expect(before, 'only the run that was told last that it has the PO').toBe(run.name);
      if (holder.get(number) === run.name) holder.delete(number);
      expected.push(`PO${number} ${run.name}`);
      totals.recorded++;
    } catch (error) {
      if ((error as { code?: string }).code !== 'TAKEN_OVER') throw error;
      totals.refused++;
    }
  };
  const doStep = async ({ act, run: index, number }: Step) => {
    const run = runs[index]!;
    if (act === 'crash') run.crashed = true;
    if (act === 'pause') run.paused = true;
    if (act === 'wake') run.paused = false;
    if (run.crashed || run.paused) return;
    if (act === 'take' && (await run.store.take(order(number))).is === 'ours') holder.set(number, run.name);
    if (act === 'release' && holder.get(number) === run.name) {
      holder.delete(number);
      await run.store.release(order(number));
    }
    if (act === 'record') await record(run, number);
    if (act === 'watch') await at.watch(...runs.filter((one) => !one.crashed && !one.paused));
  };
  for (const group of groups) {
    // What two steps of one run do to one PO at the same time, the session keeps apart.
    const apart = new Map(group.map((one) => [`${one.run} ${one.number}`, one]));
    await Promise.all([...apart.values()].map(doStep));
  }
  for (const number of ['1', '2']) for (const run of runs.filter(({ crashed }) => !crashed)) await record(run, number);
  expect(await at.outcomes()).toEqual(expected.sort());
  // Whoever is left can have everything once the others have been silent for long enough.
  const left = runs.find(({ crashed }) => !crashed);
  if (left) {
    await at.watch(left);
    for (const number of ['1', '2']) expect(await left.store.take(order(number))).toEqual({ is: 'ours' });
  }
  for (const run of runs) await run.store.close();
}
