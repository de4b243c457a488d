import { expect, test } from '@playwright/test';
import { parseInput } from '../../../batch/list';
import { expectedTimes, listedOrders, type ListedOrder } from '../../../batch/shards';

const of = (order: Partial<ListedOrder>, measured?: Record<string, number>, others: ListedOrder[] = []) =>
  expectedTimes([{ number: '100001', status: '', ...order }, ...others], new Map(Object.entries(measured ?? {})))[0]!
    .milliseconds;

test('what a PO took last counts before what the list says of it', () => {
  expect(of({ status: 'TIMEOUT' }, { 100001: 1_234 })).toBe(1_234);
});

test('without a measurement a PO with more files takes longer, one that is not there is short, a timeout is long', () => {
  const [none, two, unknown, twenty, timeout] = [
    of({ status: 'PO_NOT_FOUND', files: 0 }),
    of({ status: 'COMPLETED', files: 2 }),
    of({ status: '' }),
    of({ status: 'COMPLETED', files: 20 }),
    of({ status: 'TIMEOUT', files: 0 }),
  ];
  expect(two).toBe(unknown);
  expect([none! < two!, two! < twenty!, twenty! < timeout!]).toEqual([true, true, true]);
});

test('POs that were never done are on the scale of those that were measured', () => {
  const measured: ListedOrder = { number: '100002', status: 'COMPLETED', files: 2 };
  const guessed = of({});
  // The portal turned out ten times as slow as the guess for an order of the same kind.
  expect(of({}, { 100002: guessed * 10 }, [measured])).toBe(guessed * 10);
  expect(of({}, { 100002: guessed / 10 }, [measured])).toBe(guessed / 10);
});

test('nothing takes no time at all: POs are spread by their number then', () => {
  expect(of({}, { 100001: 0 })).toBe(1);
});

test('every valid row counts, done or not, and the first row of an order speaks for it', () => {
  const text = [
    'PO_NUMBER;STATUS;ATTACHMENTS_FOUND',
    'PO100001;COMPLETED;3',
    'PO100002;;',
    'nonsense;;',
    'PO100003;FAILED;x',
    'PO100001;;9',
    'PM100002;TIMEOUT;1',
    'PO100004;;;too;many;cells',
    '',
  ].join('\n');
  expect(listedOrders(parseInput(Buffer.from(text), 'list.csv'))).toEqual([
    { number: '100001', status: 'COMPLETED', files: 3 },
    { number: '100002', status: '' },
    { number: '100003', status: 'FAILED' },
  ]);
});
