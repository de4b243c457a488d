import { expect, test } from '@playwright/test';
import { everyStep } from '../../session/every-step';

const refused = (reason: string) => () => Promise.reject(new Error(reason));
const thrown = (reason: string) => () => {
  throw new Error(reason);
};

for (const [what, fails, warnings] of [
  ['nothing fails', {}, []],
  ['the first is refused', { first: refused('EBUSY: busy') }, ['first failed (EBUSY: busy): see first.']],
  [
    'two fail, one of them at once',
    { first: thrown('no room\nat x.ts:1'), second: refused('EPERM') },
    ['first failed (no room): see first.', 'second failed (EPERM): see second.'],
  ],
] as const) {
  test(`every step is taken in turn when ${what}`, async () => {
    const taken: string[] = [];
    const said: string[] = [];
    await everyStep(
      ['first', 'second', 'third'].map((name) => ({
        failed: `${name} failed`,
        advice: `see ${name}`,
        run: () => (taken.push(name), (fails as Record<string, () => unknown>)[name]?.()),
      })),
      (text) => said.push(text),
    );
    expect(taken).toEqual(['first', 'second', 'third']);
    expect(said).toEqual(warnings);
  });
}
