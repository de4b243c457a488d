/** Which column of the list is which. */

/** The columns that the batch reads and writes, in the order in which they are written. */
export const STANDARD_COLUMNS = [
  'PO_NUMBER',
  'STATUS',
  'SUPPLIER',
  'ATTACHMENTS_FOUND',
  'ATTACHMENTS_DOWNLOADED',
  'AttachmentName',
  'LAST_PROCESSED',
  'ERROR_MESSAGE',
  'DOWNLOAD_FOLDER',
  'COUPA_URL',
] as const;
export type StandardColumn = (typeof STANDARD_COLUMNS)[number];
/** The columns that the batch fills: all standard ones but the PO itself. */
export type ResultColumn = Exclude<StandardColumn, 'PO_NUMBER'>;

/** Every column after the one with this header is a hierarchy column. */
const HIERARCHY_SEPARATOR = '<|>';

/** Names that Coupa's own exports and views give the PO's column; spaces, dots and case do not matter. */
const PO_NAMES = [
  'PO Number',
  'PO #',
  'PO No',
  'PO',
  'Order Number',
  'Order #',
  'Order No',
  'Purchase Order',
  'Purchase Order Number',
  'Purchase Order #',
].map(bare);

export interface Columns {
  /** The header of the PO's column where it is not PO_NUMBER: a list that Coupa or another program exported. */
  poName?: string;
  /** Index in the header of each standard column that the list has. */
  standard: ReadonlyMap<StandardColumn, number>;
  /** Indexes of the hierarchy columns, in order. */
  hierarchy: readonly number[];
}

/**
 * A standard column is matched ignoring case, surrounding space and BOM, its exact name first. It is searched for
 * before the separator only: `Supplier` behind it is a level of the folders and must not be moved or overwritten.
 */
export function findColumns(header: readonly string[]): Columns {
  const names = header.map((name) => name.replace(/\ufeff/g, '').trim());
  const separator = names.indexOf(HIERARCHY_SEPARATOR);
  const own = separator === -1 ? names : names.slice(0, separator);
  const standard = new Map<StandardColumn, number>();
  const po = positionOf(own, 'PO_NUMBER');
  const exported = po === -1 ? own.findIndex((name) => PO_NAMES.includes(bare(name))) : -1;
  for (const column of STANDARD_COLUMNS) {
    // In an export `Status` is the order's own (`Issued`): results get a column of their own beside it.
    const index = exported !== -1 && column !== 'SUPPLIER' ? own.indexOf(column) : positionOf(own, column);
    if (index !== -1) standard.set(column, index);
  }
  if (exported !== -1) standard.set('PO_NUMBER', exported);
  const hierarchy = separator === -1 ? [] : header.map((_, index) => index).slice(separator + 1);
  return { standard, hierarchy, ...(exported !== -1 && { poName: names[exported]! }) };
}

function positionOf(names: readonly string[], column: StandardColumn): number {
  const exact = names.indexOf(column);
  return exact !== -1 ? exact : names.findIndex((name) => name.toLowerCase() === column.toLowerCase());
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[\s.:_\u00a0\u200b]+/g, '');
}
