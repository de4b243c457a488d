import { expect, test } from '@playwright/test';
import { parsePoNumber, poNumberHint } from '../../../batch/list/po-number';

for (const [written, number] of [
  ['PO15262984', '15262984'],
  ['PM15492200', '15492200'],
  ['15327452', '15327452'],
  ['PO001234', '001234'],
  ['123456', '123456'],
] as const) {
  test(`${written} is the PO with the number ${number}`, () => {
    expect(parsePoNumber(written)).toEqual({ number });
  });
}

for (const written of [
  'PO12',
  '12345',
  'BADPO',
  'po15327999',
  'PO15-33',
  'PO 15327999',
  'PO15327999\n',
  '١٢٣٤٥٦',
  '1.5E+07',
  '',
]) {
  test(`${JSON.stringify(written)} is no PO number`, () => {
    expect(parsePoNumber(written)).toBeUndefined();
  });
}

for (const written of [
  '1.5E+07',
  '1,5E+07',
  '2E+07',
  '1.5262984e7',
  '15262984.0',
  '15262984,0',
  '15,262,984',
  '15.262.984',
]) {
  test(`${written} gets the hint to format the column as text`, () => {
    expect(poNumberHint(written)).toContain('format the column PO_NUMBER as Text');
  });
}

for (const written of ['BADPO', 'PO12', '12345', 'PO15-33', 'PO1E+07']) {
  test(`${written} gets no hint about Excel`, () => {
    expect(poNumberHint(written)).toBeUndefined();
  });
}

for (const [written, meant] of [
  ['PO 15262984', 'PO15262984'],
  ['PO#15262984', 'PO15262984'],
  ['po15262984', 'PO15262984'],
  ['Pm-15492200', 'PM15492200'],
  ['PO\u00a015262984', 'PO15262984'],
] as const) {
  test(`${JSON.stringify(written)} is no PO number, and the line says that ${meant} is probably meant`, () => {
    expect(parsePoNumber(written)).toBeUndefined();
    expect(poNumberHint(written)).toBe(`probably ${meant} is meant: write it so in the list`);
  });
}
