import { createHash } from 'node:crypto';
import { cell, poOf, type InputFile, type InputRow } from './input-file';
import type { RowUpdate } from './input-render';

/** Cells that tell whether somebody worked on the row. Excel rewrites counts and times by merely saving the file. */
const TELLING = ['STATUS', 'ERROR_MESSAGE'] as const;

/** Short mark of a row's state, as the batch itself leaves and finds it. */
export function fingerprint(file: InputFile, row: InputRow): string {
  return mark(TELLING.map((column) => cell(file, row, column)));
}

/** The fingerprint that a row has once these cells are written. */
export function fingerprintOf(cells: RowUpdate): string {
  return mark(TELLING.map((column) => cells[column] ?? ''));
}

/**
 * Fingerprints of all rows of each PO, or of `only` these: of 10,000 rows that are nearly all done a run needs few.
 */
export function fingerprints(file: InputFile, only?: ReadonlySet<string>): Record<string, string[]> {
  // No PO's name may mean something in it: a cell `constructor` would be a function, and the run would end there.
  const marks = Object.create(null) as Record<string, string[]>;
  for (const row of file.rows) {
    const po = poOf(file, row);
    if (po !== undefined && (only?.has(po) ?? true)) (marks[po] ??= []).push(fingerprint(file, row));
  }
  return marks;
}

function mark(cells: string[]): string {
  return createHash('sha1')
    .update(JSON.stringify(cells.map((text) => text.trim())))
    .digest('base64url')
    .slice(0, 12);
}
