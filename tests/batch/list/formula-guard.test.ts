import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { guard, unguard } from '../../../batch/list/formula-guard';

for (const text of ['=1+1', '+49 30 1234', '-5', '@SUM(A1)', '\t=1', '\rx', '  =cmd', '\n=cmd', '＝1+1']) {
  test(`${JSON.stringify(text)} cannot become a formula`, () => {
    expect(guard(text)).toBe(`'${text}`);
    expect(unguard(guard(text))).toBe(text);
  });
}

for (const text of ['ACME', "O'Neill", '', "'quoted'", '/d/PO1_COMPLETED', 'a=b', 'C:\\x', '2026-11-23 20:31:43']) {
  test(`${JSON.stringify(text)} is written and read as it is`, () => {
    expect(guard(text)).toBe(text);
    expect(unguard(text)).toBe(text);
  });
}

test('any text is read as it was written', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^['=+\-@ \t]{0,4}[a-z]*$/));
  fc.assert(fc.property(text, (value) => unguard(guard(value)) === value && !/^\s*[=+\-@]/.test(guard(value))));
});
