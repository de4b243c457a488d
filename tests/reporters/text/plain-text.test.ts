import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { column, fit, oneLine, textWidth } from '../../../reporters/text/plain-text';

test('emoji and East Asian characters take two columns, combining marks none', () => {
  expect(['abc', '✅', '⚠️', '株式', 'é', 'e\u0301', '👨‍👩‍👧', '–'].map(textWidth)).toEqual([3, 2, 2, 4, 1, 1, 2, 1]);
});

test('what does not fit is cut at a whole character, with an ellipsis', () => {
  expect(fit('Downloading', 6)).toBe('Downl…');
  expect(fit('株式会社', 4)).toBe('株…');
  expect(fit('abc', 3)).toBe('abc');
  expect(fit('abc', 0)).toBe('');
});

test('a column is exactly as wide as asked, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 60 }),
      (text, columns) => textWidth(column(oneLine(text), columns)) === columns,
    ),
  );
});

test('one line stays one line, without control characters', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (text) => !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/.test(oneLine(text)),
    ),
  );
});
