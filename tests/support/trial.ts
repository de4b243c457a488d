/** Trials run short in `npm test`; `npm run trials` runs them in full. */
export const full = process.env['TRIALS'] === 'full';

/**
 * For a trial whose short form would only repeat what another test shows; its file names that one. In `npm test` it is
 * no test at all.
 */
export const atFullLength = <Test extends (...args: never[]) => unknown>(test: Test): Test =>
  full ? test : ((() => undefined) as unknown as Test);

/** One line per trial: what it showed. */
export const figure = (trial: string, text: string) => console.log(`\n📐 ${trial}${full ? '' : ' (short)'}: ${text}`);

/** Numbers in [0, 1) that a seed decides: what a trial did by chance can be done again with `TRIAL_SEED`. */
export function chance(seed = Number(process.env['TRIAL_SEED'] ?? Date.now() % 1_000_000)): {
  seed: number;
  next(): number;
  whole(below: number): number;
} {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, next, whole: (below) => Math.floor(next() * below) };
}
