import { cell, parsePoNumber, poOf, type InputFile } from '../list';
import type { ListedOrder } from './expected-time';

/**
 * Every order of the list that has a valid number, done or not: a PO must not change its shard because others are done.
 * Of several rows of an order the first counts. Pure.
 */
export function listedOrders(input: InputFile): ListedOrder[] {
  const orders = new Map<string, ListedOrder>();
  for (const row of input.rows) {
    const number = row.leftOut === undefined ? parsePoNumber(poOf(input, row) ?? '')?.number : undefined;
    if (number === undefined || orders.has(number)) continue;
    const files = countOf(cell(input, row, 'ATTACHMENTS_FOUND'));
    orders.set(number, { number, status: cell(input, row, 'STATUS').trim(), ...(files !== undefined && { files }) });
  }
  return [...orders.values()];
}

const countOf = (text: string) => (/^\s*[0-9]+\s*$/.test(text) ? Number(text) : undefined);
