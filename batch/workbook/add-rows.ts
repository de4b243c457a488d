import { poOf, type InputFile, type InputRow } from '../list';

/** A list with the rows that only the workbook has. */
export interface Extended {
  file: InputFile;
  /** The POs that were added, as written. */
  added: string[];
  /** Columns of the workbook that the list lacks; what they hold of added rows stays in the workbook alone. */
  leftColumns: string[];
}

/**
 * Adds to `list` the rows of `workbook` whose PO it does not have. Everything that the list has stays: results, and
 * what a person changed there. By PO and not by time: the list is younger than the workbook after every run.
 */
export function addRows(list: InputFile, workbook: InputFile): Extended {
  const known = new Set(list.rows.flatMap((row) => poOf(list, row) ?? []));
  const from = columnsOf(list, workbook);
  const news = workbook.rows.filter((row) => {
    const po = poOf(workbook, row);
    return po !== undefined && !known.has(po);
  });
  const last = list.rows.at(-1)?.line ?? 1;
  const rows = news.map((row, index): InputRow => {
    const cells = from.map((column) => (column === undefined ? '' : (row.cells[column] ?? '')));
    return { line: last + 1 + index, cells, extra: row.extra, ...(row.leftOut && { leftOut: row.leftOut }) };
  });
  const taken = new Set(from);
  return {
    file: { ...list, rows: [...list.rows, ...rows] },
    added: news.map((row) => poOf(workbook, row)!),
    leftColumns: workbook.header.filter((name, index) => !taken.has(index) && name.trim() !== ''),
  };
}

/** For each column of the list its index in the workbook: a standard column by what it is, others by their name. */
function columnsOf(list: InputFile, workbook: InputFile): (number | undefined)[] {
  const standard = new Map([...list.columns.standard].map(([column, index]) => [index, column]));
  const others = new Set(workbook.columns.standard.values());
  return list.header.map((name, index) => {
    const column = standard.get(index);
    if (column !== undefined) return workbook.columns.standard.get(column);
    // The second `Comment` of the list is the second one of the workbook.
    const found = workbook.header.findIndex((other, at) => !others.has(at) && other.trim() === name.trim());
    if (found === -1) return undefined;
    others.add(found);
    return found;
  });
}
