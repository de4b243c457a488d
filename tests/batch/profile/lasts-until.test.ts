import { expect, test } from '@playwright/test';
import { lastsText, lastsUntil } from '../../../batch/profile/lasts-until';

const AT = 1_900_000_000;
for (const [what, cookies, until] of [
  [
    'the longest of a sign-in',
    [
      { httpOnly: true, expires: AT },
      { httpOnly: true, expires: AT - 5 },
    ],
    AT * 1_000,
  ],
  [
    'one that ends with the browser beside it',
    [
      { httpOnly: true, expires: AT },
      { httpOnly: true, expires: -1 },
    ],
    AT * 1_000,
  ],
  ['only one that ends with the browser', [{ httpOnly: true, expires: -1 }], undefined],
  ['what scripts may write', [{ httpOnly: false, expires: AT }], undefined],
  ['none', [], undefined],
] as const) {
  test(`until when a sign-in lasts: ${what}`, () => {
    expect(lastsUntil(cookies)).toBe(until);
    expect(lastsText(cookies)).toMatch(
      until ? /^It lasts until 2030-03-1\d \d\d:\d\d at most/ : /^Until when it lasts its cookies do not say/,
    );
  });
}
