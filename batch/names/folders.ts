import { escapeReserved, firstCharacters, withoutControls } from './disk-names';
import type { PurchaseOrder } from '../list';
import { STATUSES, type Status } from '../outcome';
import { isBlank } from '../text/blank';

/** Where a PO's files go: the names of the folders, each one path segment. */

const LONGEST = 50;

/** A supplier, hierarchy value or PO as a folder name: at most 50 characters, valid on every system. */
export function clean(name: string): string {
  const spelled = withoutControls(name.replace(/[<>:"/\\|?*&\s]/g, '_')).replace(/_+/g, '_');
  const settled = settle(spelled.replace(/^_+/, ''));
  return settled === '' || settled.toLowerCase() === 'nan' ? 'Unknown' : settled;
}

/** Name of a PO's folder without its suffix: `15327452` → `PO_15327452`, `PO15262984` stays. */
export function poFolderName(po: string): string {
  const name = clean(po);
  return /^po/i.test(name) ? name : `PO_${name}`;
}

/** The folder's name while its PO is worked on. */
export function workName(name: string): string {
  return `${name}__WORK`;
}

/** The folder's name when its PO has ended. */
export function statusName(name: string, status: Status): string {
  return `${name}_${status}`;
}

/** Whether a folder entry is one that a run left for the PO with the folder name `poName`, and not its neighbour's. */
export function isFolderOfPo(entryName: string, poName: string): boolean {
  return entryName === workName(poName) || STATUSES.some((status) => entryName === statusName(poName, status));
}

/**
 * The folders between the root and the PO's folder: the hierarchy's cells, or the supplier (the page's, else the
 * list's, else `Unknown_Supplier`).
 */
export function parentFolders(
  order: Pick<PurchaseOrder, 'hierarchy' | 'supplier'>,
  pageSupplier: string,
  hierarchyActive: boolean,
): string[] {
  if (hierarchyActive) return order.hierarchy.map(clean);
  const supplier = [pageSupplier, order.supplier].find((candidate) => !isBlank(candidate));
  return [supplier === undefined ? 'Unknown_Supplier' : clean(supplier)];
}

/** Cut, ends stripped (Windows drops a final dot by itself and then finds no such folder), device names escaped. */
function settle(name: string): string {
  const ended = firstCharacters(name.replace(/[._]+$/, ''), LONGEST).replace(/[._]+$/, '');
  const escaped = escapeReserved(ended);
  return escaped === ended || Array.from(escaped).length <= LONGEST ? escaped : settle(escaped);
}
