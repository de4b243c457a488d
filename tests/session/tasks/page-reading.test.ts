import { expect, test } from '@playwright/test';
import { PageReading } from '../../../session/tasks/page-reading';

const first = (reading: PageReading, count: number) => Array.from({ length: count }, () => reading.next());

test('what is opened, and what is not, follows from the mode', () => {
  for (const mode of ['standard', 'filtered'] as const) expect(new PageReading(mode).next()).toBe('opened');
  for (const mode of ['no_js', 'direct_http'] as const) expect(new PageReading(mode).next()).toBe('unrendered');
});

test('adaptive compares the first five POs, then one in twenty; one in a hundred by two requests', () => {
  const ways = first(new PageReading('adaptive'), 204);
  const those = (reading: string) => ways.flatMap((way, index) => (way === reading ? [index] : []));
  expect(those('parsed')).toEqual([1, 2, 3, 4, 20, 40, 60, 80, 120, 140, 160, 180]);
  expect(those('both')).toEqual([0, 100, 200]);
});

test('one difference and every page is opened; it is said once', () => {
  const reading = new PageReading('adaptive');
  first(reading, 7);
  expect(reading.differed('PO1', '1 attachment(s) instead of 2')).toBe(
    '🔀 PO1, read without rendering, had 1 attachment(s) instead of 2: from now on every page is opened, as with ' +
      'EXECUTION_MODE=standard.',
  );
  expect(reading.differed('PO2', 'another supplier')).toBeUndefined();
  expect(new Set(first(reading, 50))).toEqual(new Set(['opened']));
});

test('pages are added up; a run that opens every page has nothing to say of it', () => {
  const reading = new PageReading('adaptive');
  reading.count({ unrendered: 2, opened: 1, compared: 0 });
  reading.count({ unrendered: 0, opened: 2, compared: 2 });
  expect(reading.totals()).toEqual({ unrendered: 2, opened: 3, compared: 2 });
  expect(new PageReading('standard').totals()).toBeUndefined();
});
