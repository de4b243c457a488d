import path from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { runsIn, type TestRun } from './run-in-place';

type Act = 'take' | 'commit' | 'release' | 'crash' | 'pause' | 'wake' | 'watch';
interface Step {
  act: Act;
  run: number;
  number: string;
}

const act = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Act>('take') },
  { weight: 5, arbitrary: fc.constant<Act>('commit') },
  { weight: 3, arbitrary: fc.constant<Act>('release') },
  { weight: 2, arbitrary: fc.constant<Act>('pause') },
  { weight: 2, arbitrary: fc.constant<Act>('wake') },
  { weight: 3, arbitrary: fc.constant<Act>('watch') },
  { weight: 1, arbitrary: fc.constant<Act>('crash') },
);
const step: fc.Arbitrary<Step> = fc.record({ act, run: fc.nat(2), number: fc.constantFrom('1', '2') });
/** Steps of one group happen at the same time. */
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 10 });

test('under any interleaving of taking, pausing, crashing and taking over, one run at most may commit', async ({}, testInfo) => {
  test.setTimeout(180_000);
  let folders = 0;
  let commits = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(history, async (groups) => {
      const at = runsIn(path.join(testInfo.outputDir, String(folders++)));
      const runs: (TestRun & { paused: boolean; inside: number })[] = [];
      for (const name of ['a', 'b', 'c']) runs.push(Object.assign(await at.join(name), { paused: false, inside: 0 }));
      const inside = new Map<string, number>();
      /** Who was told last that the number is his. */
      const holder = new Map<string, string>();
      const commit = (run: TestRun, number: string) =>
        run.place.fenced(`PO${number}`, number, async () => {
          expect(inside.get(number) ?? 0, 'alone').toBe(0);
          inside.set(number, 1);
          await new Promise((resolve) => setImmediate(resolve));
          inside.set(number, 0);
          commits++;
          expect(holder.get(number)).toBe(run.name);
        });
      const doStep = async ({ act, run: index, number }: Step) => {
        const run = runs[index]!;
        if (act === 'crash') run.crashed = true;
        if (act === 'pause') run.paused = true;
        if (act === 'wake') run.paused = false;
        if (run.crashed || run.paused) return;
        if (act === 'take' && !(await run.place.take(number, `PO${number}`))) holder.set(number, run.name);
        if (act === 'release' && holder.get(number) === run.name) await run.place.release(number);
        if (act === 'commit')
          await commit(run, number).catch((error: { code?: string }) =>
            error.code === 'TAKEN_OVER' ? refused++ : Promise.reject(error as Error),
          );
        if (act === 'watch') await at.watch(25, ...runs.filter((one) => !one.crashed && !one.paused));
      };
      for (const group of groups) {
        await Promise.all(group.map(doStep));
        for (const number of ['1', '2']) {
          const able = await Promise.all(
            runs
              .filter(({ crashed }) => !crashed)
              .map((run) =>
                commit(run, number).then(
                  () => 1,
                  () => 0,
                ),
              ),
          );
          expect(able.reduce<number>((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1);
        }
      }
      // Whoever is left can have everything once the others have been silent for long enough.
      const left = runs.find(({ crashed, paused }) => !crashed && !paused);
      if (left) {
        await at.watch(30, left);
        for (const number of ['1', '2']) expect(await left.place.take(number, `PO${number}`)).toBeUndefined();
        await left.place.close();
      }
    }),
    { numRuns: 40 },
  );
  console.log(`  ${folders} interleavings of three runs: ${commits} commits by the holder, ${refused} refused`);
});
