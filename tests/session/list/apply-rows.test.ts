import { expect, test } from '@playwright/test';
import { cell, parseInput } from '../../../batch/list/input-file';
import { renderInput } from '../../../batch/list/input-render';
import { applyRows, type DueRow } from '../../../session/list/apply-rows';
import { fingerprint, fingerprintOf, fingerprints } from '../../../batch/list/fingerprint';

const parse = (text: string) => parseInput(Buffer.from(text), 'input.csv');
const HEAD = 'PO_NUMBER;STATUS;SUPPLIER;ERROR_MESSAGE\n';
const DONE = { STATUS: 'COMPLETED', ERROR_MESSAGE: '', SUPPLIER: 'ACME' };

/** Applies results to `now`, knowing the list as it was in `before`. */
function apply(
  before: string,
  now: string,
  due: (Omit<DueRow, 'baselines' | 'cells'> & { cells?: DueRow['cells'] })[],
) {
  const known = fingerprints(parse(HEAD + before));
  const file = parse(HEAD + now);
  const applied = applyRows(
    file,
    due.map((row) => ({ cells: DONE, baselines: known[row.po] ?? [], ...row })),
  );
  const after = parse(renderInput(file, applied.updates));
  return {
    ...applied,
    rows: after.rows.map((row) =>
      (['PO_NUMBER', 'STATUS', 'SUPPLIER'] as const).map((column) => cell(after, row, column)).join(' '),
    ),
  };
}

test('a result goes into every row of its PO, and no other row changes', () => {
  const list = 'PO100001;;A;\nPO100002;FAILED;B;x\n PO100001 ;FAILED;C;y\n';
  const { rows, touched, missing } = apply(list, list, [{ po: 'PO100001' }]);
  expect(rows).toEqual(['PO100001 COMPLETED ACME', 'PO100002 FAILED B', ' PO100001  COMPLETED ACME']);
  expect([touched, missing]).toEqual([[], []]);
});

test('a row that a person changed meanwhile keeps what it says, and its line is named', () => {
  const { rows, touched } = apply('PO100001;;A;\nPO100002;;B;\n', 'PO100001;on hold;A;\nPO100002;;B;\n', [
    { po: 'PO100001' },
    { po: 'PO100002' },
  ]);
  expect(rows).toEqual(['PO100001 on hold A', 'PO100002 COMPLETED ACME']);
  expect(touched).toEqual([{ po: 'PO100001', line: 2 }]);
});

test('of two rows of a PO only the one that was changed is left alone', () => {
  const { rows, touched } = apply('PO100001;;A;\nPO100001;;A;\n', 'PO100001;;A;\nPO100001;cancelled;A;\n', [
    { po: 'PO100001' },
  ]);
  expect(rows).toEqual(['PO100001 COMPLETED ACME', 'PO100001 cancelled A']);
  expect(touched).toEqual([{ po: 'PO100001', line: 3 }]);
});

test('a change of supplier, counts or spaces alone is no sign of a person: Excel makes such changes by saving', () => {
  const { rows } = apply('PO100001;FAILED;A;x\n', 'PO100001; FAILED ;Another;x\n', [{ po: 'PO100001' }]);
  expect(rows).toEqual(['PO100001 COMPLETED ACME']);
});

test('a PO that was removed is reported and not put back', () => {
  const { rows, missing } = apply('PO100001;;A;\nPO100002;;B;\n', 'PO100002;;B;\n', [{ po: 'PO100001' }]);
  expect(missing).toEqual(['PO100001']);
  expect(rows).toEqual(['PO100002  B']);
});

test('rows that were moved, or that others were put between, are found by their PO', () => {
  const { rows } = apply('PO100001;;A;\nPO100002;;B;\n', 'PO100003;;C;\nPO100002;;B;\nPO100001;;A;\n', [
    { po: 'PO100001' },
  ]);
  expect(rows).toEqual(['PO100003  C', 'PO100002  B', 'PO100001 COMPLETED ACME']);
});

test('a row that could not be read as a row is never written to', () => {
  const list = 'PO100001;;A;;surplus\nPO100001;;A;\n';
  const file = parse(HEAD + list);
  const { updates } = applyRows(file, [{ po: 'PO100001', cells: DONE, baselines: fingerprints(file)['PO100001']! }]);
  expect([...updates.keys()].map(({ line }) => line)).toEqual([3]);
});

test('applying the same result twice changes nothing more', () => {
  const first = apply('PO100001;;A;\n', 'PO100001;;A;\n', [{ po: 'PO100001' }]);
  const second = apply('PO100001;;A;\n', 'PO100001;COMPLETED;ACME;\n', [{ po: 'PO100001' }]);
  expect(second.rows).toEqual(first.rows);
  expect(second.touched).toEqual([]);
});

test('rows of an invalid PO that already say COMPLETED stay, and nobody is warned of them', () => {
  const list = 'BADPO;COMPLETED;A;\nBADPO;;A;\n';
  const { rows, touched } = apply(list, list, [
    { po: 'BADPO', cells: { STATUS: 'FAILED', ERROR_MESSAGE: 'Invalid PO format' }, leaveCompleted: true },
  ]);
  expect(rows).toEqual(['BADPO COMPLETED A', 'BADPO FAILED A']);
  expect(touched).toEqual([]);
});

test('a row has the fingerprint of the cells that were written into it', () => {
  const cells = { STATUS: 'PARTIAL', ERROR_MESSAGE: '=not a formula; "quoted"\nline' };
  const file = parse(`${HEAD}PO100001;;A;\n`);
  const written = parse(renderInput(file, new Map([[file.rows[0]!, cells]])));
  expect(fingerprint(written, written.rows[0]!)).toBe(fingerprintOf(cells));
});
