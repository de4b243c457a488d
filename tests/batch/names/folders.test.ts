import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isReserved } from '../../../batch/names/disk-names';
import { clean, isFolderOfPo, parentFolders, poFolderName, statusName, workName } from '../../../batch/names/folders';
import { STATUSES } from '../../../batch/outcome/outcome';

for (const [name, folder] of [
  ['ACME & Co., Ltd.', 'ACME_Co.,_Ltd'],
  ['  a/b\\c:d*?"<>|  ', 'a_b_c_d'],
  ['Ünïcode Ação', 'Ünïcode_Ação'],
  ['A..B..', 'A..B'],
  ['x'.repeat(60), 'x'.repeat(50)],
  ['.', 'Unknown'],
  ['___', 'Unknown'],
  ['', 'Unknown'],
  ['nan', 'Unknown'],
  ['NaN', 'Unknown'],
  // Beyond the table: what the rules come to where they meet.
  [' nan ', 'Unknown'],
  ['..', 'Unknown'],
  ['../../etc', '.._.._etc'],
  ['A._.', 'A'],
  ['tab\tand\nline\u00a0end', 'tab_and_line_end'],
  ['bell\u0007 \u202efdp\u202c', 'bell_fdp'],
  [`${'x'.repeat(49)} y`, 'x'.repeat(49)],
  [`${'x'.repeat(49)}.y`, 'x'.repeat(49)],
  ['😀'.repeat(60), '😀'.repeat(50)],
  ['CON', 'CON_'],
  ['com1', 'com1_'],
  ['LPT³', 'LPT³_'],
  ['nul.x', 'nul_.x'],
  ['CONSOLE', 'CONSOLE'],
  [`con.${'.'.repeat(45)}x`, 'con_'],
] as const) {
  test(`${JSON.stringify(name)} becomes the folder ${folder}`, () => {
    expect(clean(name)).toBe(folder);
  });
}

const anyName = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({
    unit: fc.constantFrom('_', '.', ' ', '/', '&', 'a', 'nan', 'con', 'Nul', 'com1', '😀', '\u0000', '\ud83d'),
    maxLength: 70,
  }),
);

test('whatever the name, its folder is one valid segment on every system, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const folder = clean(name);
      const clear = !/[<>:"/\\|?*&\s\p{Cc}\p{Cs}]|__|^_|\.$|^$/u.test(folder);
      return clear && Array.from(folder).length <= 50 && !isReserved(folder) && clean(folder) === folder;
    }),
    { numRuns: 2000 },
  );
});

for (const [po, name] of [
  ['15327452', 'PO_15327452'],
  ['PM15492200', 'PO_PM15492200'],
  ['PO15262984', 'PO15262984'],
  ['po15262984', 'po15262984'],
] as const) {
  test(`the folder of ${po} is ${name}`, () => {
    expect(poFolderName(po)).toBe(name);
  });
}

test('the suffix says what the PO is at', () => {
  expect(workName('PO1')).toBe('PO1__WORK');
  expect(statusName('PO1', 'NO_ATTACHMENTS')).toBe('PO1_NO_ATTACHMENTS');
});

test('folders of a PO are its work folder and those of every status', () => {
  for (const entry of ['PO123456__WORK', ...STATUSES.map((status) => `PO123456_${status}`)]) {
    expect(isFolderOfPo(entry, 'PO123456')).toBe(true);
  }
  for (const entry of [
    'PO123456',
    'PO123456_',
    'PO123456_WORK',
    'PO1234567_COMPLETED',
    'PO12345_COMPLETED',
    'PO123456_COMPLETED (1)',
    'PO123456_COMPLETED.zip',
    'PO_PO123456_COMPLETED',
    'PO123456_completed',
    'PO123456_OLD',
    'xPO123456_COMPLETED',
    '',
  ]) {
    expect(isFolderOfPo(entry, 'PO123456')).toBe(false);
  }
});

test.describe('the folders above a PO', () => {
  const order = { supplier: 'List Ltd.', hierarchy: ['P6', ' ', 'nan', 'A/B'] };

  test('are the hierarchy, with Unknown for empty cells, when it is active', () => {
    expect(parentFolders(order, 'Page & Co', true)).toEqual(['P6', 'Unknown', 'Unknown', 'A_B']);
  });

  test("else the page's supplier, the list's, or Unknown_Supplier", () => {
    expect(parentFolders(order, 'Page & Co', false)).toEqual(['Page_Co']);
    expect(parentFolders(order, ' ', false)).toEqual(['List_Ltd']);
    expect(parentFolders({ supplier: 'nan', hierarchy: [] }, '', false)).toEqual(['Unknown_Supplier']);
  });
});
