import { expect, test } from '@playwright/test';
import { fingerprints } from '../../../batch/list/fingerprint';
import { marksOf } from '../../../batch/protocol/run-plan';
import { parseInput } from '../../../batch/list/input-file';

const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'PO100001'];
const csv = ['PO_NUMBER;__proto__;STATUS', ...NAMES.map((name) => `${name};x;FAILED`), ''].join('\n');
const marks = fingerprints(parseInput(Buffer.from(csv), 'input.csv'));

for (const [how, all] of [
  ['as they are made', marks],
  ['as the plan brings them', JSON.parse(JSON.stringify(marks)) as typeof marks],
  ['as objects of any kind', Object.fromEntries(Object.entries(marks))],
] as const) {
  test(`a cell that has the name of what every object has is a PO like another, ${how}`, () => {
    const [odd, ...others] = NAMES.map((name) => marksOf(all, name));
    expect(odd).toEqual([expect.stringMatching(/^[\w-]{12}$/)]);
    for (const other of others) expect(other).toEqual(odd);
    expect(marksOf(all, 'valueOf')).toEqual([]);
  });
}

test('a PO that the list does not have has no fingerprint, whatever its name', () => {
  for (const name of NAMES) expect(marksOf({}, name)).toEqual([]);
});
