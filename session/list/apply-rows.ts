import {
  fingerprint,
  fingerprintOf,
  cell,
  poOf,
  type InputFile,
  type InputRow,
  type RowUpdate,
} from '../../batch/list';

/** What input.csv is to hold for one PO. */
export interface DueRow {
  po: string;
  cells: RowUpdate;
  /** Fingerprints of rows that may be replaced: as the run found them, or as it last wrote them. */
  baselines: string[];
  /** Fingerprints of rows as other runs wrote them later: they stay, and nobody touched them. */
  newer?: string[];
  /** Rows that say COMPLETED keep what they say: for POs that the run did not process. */
  leaveCompleted?: boolean;
}

export interface Applied {
  updates: Map<InputRow, RowUpdate>;
  /** Rows that a person changed since the run read them: left alone. */
  touched: { po: string; line: number }[];
  /** POs that are no longer in the list: never put back. */
  missing: string[];
}

/**
 * Decides which rows of the list get which cells. Pure. A result goes into every row of its PO; a row whose own cells
 * of this tool differ from what the run knows was touched by a person, whose word counts more.
 */
export function applyRows(file: InputFile, due: readonly DueRow[]): Applied {
  const rows = new Map<string, InputRow[]>();
  for (const row of file.rows) {
    const po = row.leftOut === undefined ? poOf(file, row) : undefined;
    if (po !== undefined) rows.set(po, [...(rows.get(po) ?? []), row]);
  }
  const applied: Applied = { updates: new Map(), touched: [], missing: [] };
  for (const { po, cells, baselines, newer, leaveCompleted } of due) {
    const own = rows.get(po);
    if (!own) applied.missing.push(po);
    for (const row of own ?? []) {
      if (leaveCompleted && cell(file, row, 'STATUS') === 'COMPLETED') continue;
      const seen = fingerprint(file, row);
      if (baselines.includes(seen) || seen === fingerprintOf(cells)) applied.updates.set(row, cells);
      else if (!newer?.includes(seen)) applied.touched.push({ po, line: row.line });
    }
  }
  return applied;
}
