import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { unpackRows } from '../../../reporters/run-page/in-page/base/packed-rows';
import * as packed from '../../../reporters/run-page/in-page/base/packed-rows';
import { packRows } from '../../../reporters/run-page/pack-rows';

const row = fc.record({
  po: fc.string(),
  status: fc.constantFrom('COMPLETED', 'FAILED'),
  reason: fc.string(),
  message: fc.string(),
  supplier: fc.string(),
  found: fc.nat(),
  downloaded: fc.nat(),
  slot: fc.integer({ min: -1, max: 9 }),
  from: fc.oneof(fc.constant(0), fc.integer({ min: 1_000, max: 9_000 })),
  tries: fc.nat(),
  parts: fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
  folder: fc.string(),
  href: fc.string(),
  coupa: fc.string(),
  files: fc.array(fc.record({ name: fc.string(), size: fc.nat() }), { maxLength: 3 }),
});

test('rows that were packed come out as they were', () => {
  // In the page the functions find each other by their names.
  Object.assign(globalThis, { unpackFiles: packed.unpackFiles });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const sent = JSON.parse(JSON.stringify(packRows(rows, 500))) as ReturnType<typeof packRows>;
      expect(unpackRows(sent, 500)).toEqual(rows);
    }),
  );
});
