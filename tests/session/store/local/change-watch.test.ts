import { expect, test } from '@playwright/test';
import { observe, SILENT, type Observation } from '../../../../session/store/local/change-watch';

/** What is known after these looks: `[seconds by the observer's clock, what it saw]`. */
const after = (...looks: [number, string][]) =>
  looks.reduce<Observation | undefined>((before, [at, state]) => observe(before, state, at * 1_000), undefined)!;
const every5 = (until: number, state = 'a'): [number, string][] =>
  Array.from({ length: until / 5 + 1 }, (_, index) => [index * 5, state]);

const cases: { name: string; looks: [number, string][]; seconds: number }[] = [
  { name: 'what was seen once has not been watched yet', looks: [[0, 'a']], seconds: 0 },
  { name: 'what stays as it is adds up', looks: every5(20), seconds: 20 },
  { name: 'a change begins anew', looks: [...every5(15), [20, 'b'], [25, 'b']], seconds: 5 },
  { name: 'a change back is a change', looks: [...every5(15), [16, 'b'], [17, 'a']], seconds: 0 },
  {
    name: 'an observer that stood still for an hour saw nothing of it',
    looks: [
      [0, 'a'],
      [5, 'a'],
      [3_605, 'a'],
    ],
    seconds: 11,
  },
  {
    name: 'a clock that is set back takes nothing away',
    looks: [
      [100, 'a'],
      [105, 'a'],
      [50, 'a'],
      [53, 'a'],
    ],
    seconds: 8,
  },
];
for (const { name, looks, seconds } of cases) {
  test(name, () => expect(after(...looks).unchanged / 1_000).toBe(seconds));
}

test('a holder that changes it every five seconds is never silent', () => {
  const looks = Array.from({ length: 100 }, (_, index): [number, string] => [index * 5, String(index)]);
  expect(after(...looks).unchanged).toBeLessThan(SILENT);
});
