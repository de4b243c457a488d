import { expect, test } from '@playwright/test';
import { decodeText, UndecodableText } from '../../../batch/list/csv-decode';

const text = 'PO_NUMBER;SUPPLIER\nPO15262984;Ação €\n';
const wideBig = Buffer.from(text, 'utf16le').swap16();

for (const [encoding, bytes] of [
  ['utf-8', Buffer.from(text)],
  ['utf-8-sig', Buffer.from(`\ufeff${text}`)],
  ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), wideBig])],
] as const) {
  test(`${encoding} is recognised, and its BOM is not part of the text`, () => {
    expect(decodeText(bytes)).toEqual({ text, encoding });
  });
}

test('UTF-16 without a BOM is recognised', () => {
  expect(decodeText(Buffer.from(text, 'utf16le'))).toEqual({ text, encoding: 'utf-16le' });
  expect(decodeText(wideBig)).toEqual({ text, encoding: 'utf-16be' });
});

test('what is no UTF-8 is Windows-1252, euro sign and quotes included', () => {
  const bytes = Buffer.from([0x80, 0x93, 0x94, 0x96, 0xe7, 0xe3, 0x81]);
  expect(decodeText(bytes)).toEqual({ text: '€“”–çã\x81', encoding: 'windows-1252' });
});

test('every byte has a character of its own in Windows-1252', () => {
  const { text: all } = decodeText(Buffer.from([0x20, ...Array.from({ length: 256 }, (_, index) => 255 - index)]));
  expect(new Set(all).size).toBe(256);
});

test('a file that says UTF-8 and is not is refused with the line', () => {
  const bytes = Buffer.concat([Buffer.from('\ufeffPO_NUMBER\nPO123456\n'), Buffer.from([0xe7, 0x0a])]);
  expect(() => decodeText(bytes)).toThrow(expect.objectContaining({ line: 3 }));
  expect(() => decodeText(bytes)).toThrow(UndecodableText);
});

test('half a character in UTF-16 is refused', () => {
  expect(() => decodeText(Buffer.from([0xff, 0xfe, 0x50, 0x00, 0x00, 0xd8]))).toThrow(UndecodableText);
});
