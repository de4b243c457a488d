import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { parseInput } from '../../../batch/list/input-file';
import { selectOrders, type SelectionOptions } from '../../../batch/list/selection';

const select = (text: string, options?: SelectionOptions) =>
  selectOrders(parseInput(Buffer.from(text), 'input.csv'), options);
const pos = (text: string, options?: SelectionOptions) => select(text, options).orders.map(({ po }) => po);

test('rows without a PO are ignored, all others are entries', () => {
  const { report, orders } = select('PO_NUMBER;STATUS\nPO100001;\n;x\nnan;\nNaN;\n  ;\nPM100002;\n');
  expect(orders.map(({ po, number }) => [po, number])).toEqual([
    ['PO100001', '100001'],
    ['PM100002', '100002'],
  ]);
  expect(report).toEqual({ entries: 2, skipped: [], invalid: [], leftOut: [], hierarchyColumns: [] });
});

test('only the status COMPLETED is skipped; every other one is processed again', () => {
  const statuses = [
    'COMPLETED',
    'completed',
    'NO_ATTACHMENTS',
    'PARTIAL',
    'FAILED',
    'PO_NOT_FOUND',
    'TIMEOUT',
    'nan',
    '',
  ];
  const rows = statuses.map((status, index) => `PO10000${index};${status}`);
  const { report, orders } = select(`PO_NUMBER;STATUS\n${rows.join('\n')}`);
  expect(report.skipped).toEqual(['PO100000']);
  expect(orders).toHaveLength(8);
});

test('invalid POs are reported with line and hint and become no order', () => {
  const { report, orders } = select('PO_NUMBER;STATUS\nBADPO;\nPO123456;\n1.5E+07;\nPO12;COMPLETED\nBADPO;\n');
  expect(report.invalid).toEqual([
    { po: 'BADPO', line: 2 },
    { po: '1.5E+07', line: 4, hint: expect.stringContaining('PO_NUMBER as Text') },
  ]);
  expect(report.skipped).toEqual(['PO12']);
  expect(report.entries).toBe(5);
  expect(orders.map(({ po }) => po)).toEqual(['PO123456']);
});

test('a PO that stands in several rows is one order, with the data of its first row', () => {
  const { report, orders } = select(
    'PO_NUMBER;SUPPLIER;<|>;Priority\nPO123456;A;;P1\nPO654321;B;;P2\n PO123456 ;C;;P3\n',
  );
  expect(orders).toEqual([
    { po: 'PO123456', number: '123456', supplier: 'A', hierarchy: ['P1'] },
    { po: 'PO654321', number: '654321', supplier: 'B', hierarchy: ['P2'] },
  ]);
  expect(report.entries).toBe(3);
});

test('a PO is skipped only when all its rows are COMPLETED; its data stay those of the first', () => {
  const { report, orders } = select(
    'PO_NUMBER;STATUS;SUPPLIER\nPO111111;COMPLETED;A\nPO222222;COMPLETED;B\nPO111111;;C\nPO333333;FAILED;D\n' +
      'PO333333;COMPLETED;E\nPO222222;COMPLETED;F\n',
  );
  expect(report.skipped).toEqual(['PO222222']);
  expect(orders.map(({ po, supplier }) => [po, supplier])).toEqual([
    ['PO111111', 'A'],
    ['PO333333', 'D'],
  ]);
});

test('two spellings of one number stay two orders', () => {
  const { orders } = select('PO_NUMBER;X\n15327452;\nPO15327452;\nPM15327452;\n');
  expect(orders.map(({ po, number }) => [po, number])).toEqual([
    ['15327452', '15327452'],
    ['PO15327452', '15327452'],
    ['PM15327452', '15327452'],
  ]);
});

test('rows that are left out give neither order nor entry', () => {
  const { report, orders } = select('PO_NUMBER;STATUS\nPO111111;;surplus\nPO222222;\0\nPO333333;\n');
  expect(report.leftOut).toEqual([
    { line: 2, reason: 'it has 3 cells, the header has 2' },
    { line: 3, reason: 'it contains NUL bytes' },
  ]);
  expect(report.entries).toBe(1);
  expect(orders.map(({ po }) => po)).toEqual(['PO333333']);
});

test('hierarchy is active when any hierarchy cell of the file is filled, also in a row that is skipped', () => {
  const rows = 'PO111111;;nan;\nPO222222;;;\n';
  const inactive = select(`PO_NUMBER;<|>;Priority;Segment\n${rows}`);
  expect(inactive.report.hierarchyColumns).toEqual([]);
  expect(inactive.orders[0]!.hierarchy).toEqual([]);
  const active = select(`PO_NUMBER;<|>;Priority;Segment\n${rows};;P6;\n`);
  expect(active.report.hierarchyColumns).toEqual(['Priority', 'Segment']);
  expect(active.orders[0]!.hierarchy).toEqual(['nan', '']);
});

const list = `PO_NUMBER;STATUS\n${Array.from({ length: 30 }, (_, index) => `PO1000${10 + index};`).join('\n')}`;
const all = pos(list);

test('the first n are taken', () => {
  expect(pos(list, { max: 3 })).toEqual(all.slice(0, 3));
  expect(pos(list, { max: 0 })).toEqual(all);
  expect(pos(list, { max: 99 })).toEqual(all);
});

test('a sample is the same for the same seed, another for another, and in the order of the file', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, size) => {
      const sample = pos(list, { sample: { size, seed } });
      expect(sample).toHaveLength(Math.min(size, 30));
      expect(sample).toEqual(all.filter((po) => sample.includes(po)));
      expect(pos(list, { sample: { size, seed } })).toEqual(sample);
    }),
    { numRuns: 30 },
  );
  const samples = new Set(Array.from({ length: 20 }, (_, seed) => pos(list, { sample: { size: 5, seed } }).join()));
  expect(samples.size).toBeGreaterThan(15);
});

test('with a sample and a limit, the limit applies to the sample', () => {
  const sample = pos(list, { sample: { size: 5, seed: 7 } });
  expect(pos(list, { sample: { size: 5, seed: 7 }, max: 2 })).toEqual(sample.slice(0, 2));
  expect(pos(list, { sample: { size: 0, seed: 7 }, max: 2 })).toEqual(all.slice(0, 2));
});

test('a kept choice wins over sample and limit, and takes no PO that is done or gone', () => {
  const keep = new Set(['PO100031', 'PO100012', 'PO999999', 'PO100039']);
  const done = list.replace('PO100039;', 'PO100039;COMPLETED');
  expect(pos(done, { keep, max: 1, sample: { size: 1, seed: 1 } })).toEqual(['PO100012', 'PO100031']);
});
