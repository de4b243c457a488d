import { expect, test } from '@playwright/test';
import { escapeReserved, firstCharacters, isReserved, withoutControls } from '../../../batch/names/disk-names';

for (const name of [
  'CON',
  'prn',
  'Aux.txt',
  'NUL.tar.gz',
  'com0',
  'COM9',
  'lpt1 .pdf',
  'LPT²',
  'CONIN$',
  'conout$.x',
]) {
  test(`${name} is a Windows device, with _ it is not`, () => {
    expect(isReserved(name)).toBe(true);
    expect(isReserved(escapeReserved(name))).toBe(false);
  });
}

for (const name of ['CONTRACT', 'com10', 'com', 'a.con', 'nul_.pdf', 'CON-1', 'auxiliary.pdf']) {
  test(`${name} is an ordinary name`, () => {
    expect(escapeReserved(name)).toBe(name);
  });
}

test('controls, lone halves of characters and marks of direction go; joiners of scripts and emoji stay', () => {
  expect(withoutControls('a\u0000\u001f\u007f\u0085\ud83db\u202e\u2066\u200f')).toBe('ab');
  expect(withoutControls('می\u200cخواهم 👩\u200d💻')).toBe('می\u200cخواهم 👩\u200d💻');
});

test('characters are counted whole', () => {
  expect(firstCharacters('a😀b', 2)).toBe('a😀');
  expect(firstCharacters('ab', 5)).toBe('ab');
});
