import { expect, test } from '@playwright/test';
import { BatchError } from '../../../batch/errors/errors';
import { cutText, oneLine, soundJson, withoutUser } from '../../../batch/text/short-text';

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

for (const [text, shown] of [
  ['http://nina:secret@acme.com/order_headers/1', 'http://acme.com/order_headers/1'],
  ['https://nina@acme.com', 'https://acme.com'],
  ['https://nina:a@b:c@acme.com/x', 'https://acme.com/x'],
  ['page.goto: net::ERR_X at http://nina:secret@acme.com/, once', 'page.goto: net::ERR_X at http://acme.com/, once'],
  ['HTTP://u:p@a.com and https://v:p@b.com', 'HTTP://a.com and https://b.com'],
  ['https://acme.com/mail/nina@acme.com', 'https://acme.com/mail/nina@acme.com'],
  ['https://acme.com?to=nina@acme.com', 'https://acme.com?to=nina@acme.com'],
  ['{"url":"https://acme.com","mail":"nina@acme.com"}', '{"url":"https://acme.com","mail":"nina@acme.com"}'],
  ['nina@acme.com', 'nina@acme.com'],
] as const) {
  test(`${text} is written as ${shown}`, () => expect(withoutUser(text)).toBe(shown));
}

test("an operator's line names no password", () => {
  expect(new BatchError('X', 'Not signed in at https://nina:secret@acme.com: sign in.').message).toBe(
    'Not signed in at https://acme.com: sign in.',
  );
});
