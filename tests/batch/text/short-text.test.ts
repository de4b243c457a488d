import { expect, test } from '@playwright/test';
import { cutText, oneLine, soundJson } from '../../../batch/text/short-text';

test('a text becomes one line without colour codes, links of the terminal and control characters', () => {
  expect(oneLine(' a\r\n\tb\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007\u0000c ')).toBe(
    'a bred link c',
  );
});

test('a text that is cut says so and stays within its length', () => {
  expect(cutText('abcdef', 6)).toBe('abcdef');
  expect(cutText('abcdefg', 6)).toBe('abcde…');
  expect(cutText('😀😀😀', 2)).toBe('😀…');
});

test('half of a character, and NUL, do not get into JSON; whole ones and quotes do', () => {
  const value = { 'a"b': ['x\ud83d', '\udcce y', '📎', 'a\u0000b', 7, null] };
  expect(JSON.parse(soundJson(value))).toEqual({ 'a"b': ['x\ufffd', '\ufffd y', '📎', 'a\ufffdb', 7, null] });
});
