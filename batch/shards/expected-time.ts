import type { ExpectedTime } from './split';

/** What the list says of a PO. */
export interface ListedOrder {
  number: string;
  /** Empty for a PO that was never done. */
  status: string;
  /** Attachments that an earlier run found; undefined where the list does not say. */
  files?: number;
}

/** Milliseconds of an order whose page opens and closes, and of each of its files. Only their ratio matters. */
const PAGE = 4_000;
const FILE = 800;
/** Files of an order of which nothing is known. */
const USUAL_FILES = 2;
/** An order that ran out of time once is expected to take long again. */
const TIMEOUT = 60_000;

/**
 * How long each PO is expected to take: as long as it took last, else what its status and its number of files say, on
 * the scale of those that were measured. Pure. `measured`: milliseconds by number.
 */
export function expectedTimes(
  orders: readonly ListedOrder[],
  measured: ReadonlyMap<string, number> = new Map(),
): ExpectedTime[] {
  const scale = scaleOf(orders, measured);
  return orders.map((order) => ({
    number: order.number,
    milliseconds: Math.max(1, Math.round(measured.get(order.number) ?? guess(order) * scale)),
  }));
}

/** A fast portal must not make every PO that was never done look like the longest of all. */
function scaleOf(orders: readonly ListedOrder[], measured: ReadonlyMap<string, number>): number {
  let [took, guessed] = [0, 0];
  for (const order of orders) {
    const milliseconds = measured.get(order.number);
    if (milliseconds === undefined) continue;
    took += milliseconds;
    guessed += guess(order);
  }
  return guessed > 0 && took > 0 ? took / guessed : 1;
}

function guess({ status, files }: ListedOrder): number {
  if (status === 'TIMEOUT') return TIMEOUT;
  if (status === 'PO_NOT_FOUND' || status === 'PR_NOT_ACCESSIBLE' || status === 'NO_ATTACHMENTS') return PAGE;
  return PAGE + FILE * (status === '' ? USUAL_FILES : (files ?? USUAL_FILES));
}
