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
export const HIERARCHY_SEPARATOR = '<|>';

export interface Columns {
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
  for (const column of STANDARD_COLUMNS) {
    const exact = own.indexOf(column);
    const index = exact !== -1 ? exact : own.findIndex((name) => name.toLowerCase() === column.toLowerCase());
    if (index !== -1) standard.set(column, index);
  }
  const hierarchy = separator === -1 ? [] : header.map((_, index) => index).slice(separator + 1);
  return { standard, hierarchy };
}
