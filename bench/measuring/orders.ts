import type { OrderDefinition } from '../../data/portal/orders';

const FIRST = 15_600_000;

/** The POs of a measurement: two files each, all of them there. The same ones for the same count. */
export const ordersOf = (count: number): OrderDefinition[] =>
  Array.from({ length: count }, (_, index) => ({
    number: String(FIRST + index),
    shows: 'A PO of a measurement',
    supplier: 'Measured Ltd',
    attachments: [{ name: 'offer.pdf' }, { name: 'drawing.pdf' }],
  }));

/** The list with the first `count` of them. */
export const listOf = (count: number): string =>
  ['PO_NUMBER;STATUS;SUPPLIER', ...ordersOf(count).map(({ number }) => `PO${number};;`), ''].join('\n');
