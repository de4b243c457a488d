import { createHash } from 'node:crypto';
import { cell, hierarchyCells, poOf, type InputFile, type InputRow } from './input-file';
import { plain, reportedCells, type ReportedCells, type SettledColumns } from '../settings/report-columns';
import { unguard } from './formula-guard';
import { isBlank } from '../text/blank';
import { parsePoNumber, poNumberHint } from './po-number';

/** Which POs of the list a run takes. */

/** One purchase order of the run: one test. */
export interface PurchaseOrder {
  /** As written in the list: the identity everywhere (title, folder, CSV, logs). */
  po: string;
  /** Without its prefix: for the URL and the claim only. */
  number: string;
  /** The list's supplier, from the PO's first row; may be empty. */
  supplier: string;
  /** Hierarchy cells of the first row in column order, as written; empty when hierarchy is not active. */
  hierarchy: string[];
  /** What `columns` lets reports show of the first row; absent without it. */
  reported?: ReportedCells;
}

/** What became of the list's entries that are not done, for the lines at the start of a run. */
export interface SelectionReport {
  /** Rows with a PO, the "N PO entries" of the console. */
  entries: number;
  /** POs whose STATUS is COMPLETED. */
  skipped: string[];
  /** POs that are no PO number, as written, with the hint for the operator where there is one. */
  invalid: { po: string; line: number; hint?: string }[];
  /** Rows that could not be read as rows. */
  leftOut: { line: number; reason: string }[];
  /** Names of the hierarchy columns in order; empty when hierarchy is not active. */
  hierarchyColumns: string[];
}

export interface SelectionOptions {
  /** Take the first n; 0 or absent takes all. */
  max?: number;
  /** Take a random sample of `size`; 0 takes all. The same seed and list give the same sample. */
  sample?: { size: number; seed: number };
  /** Take these POs instead of a sample or the first n. */
  keep?: ReadonlySet<string>;
  /** Columns that reports show. */
  columns?: SettledColumns | undefined;
}

/**
 * A PO is one order however many rows it has. It is skipped only when all its rows are COMPLETED: someone who adds a
 * row for it again, or clears the status of one, wants it done. Its data are its first row's in the file, whatever
 * that row's status is, so that it goes into the folder it already has. Orders stand in the file's order.
 */
export function selectOrders(
  input: InputFile,
  options: SelectionOptions = {},
): { report: SelectionReport; orders: PurchaseOrder[] } {
  const readable = input.rows.filter((row) => row.leftOut === undefined);
  const hierarchyActive = readable.some((row) => hierarchyCells(input, row).some((value) => !isBlank(value)));

  const seen = new Map<string, Entry>();
  let entries = 0;
  for (const row of readable) {
    const po = poOf(input, row);
    if (po === undefined) continue;
    entries++;
    const completed = cell(input, row, 'STATUS') === 'COMPLETED';
    const known = seen.get(po);
    if (known) {
      known.completed &&= completed;
      continue;
    }
    const hierarchy = hierarchyActive ? hierarchyCells(input, row) : [];
    const reported = options.columns && reportedCells(options.columns, byHeader(input, row));
    const supplier = cell(input, row, 'SUPPLIER');
    seen.set(po, { po, line: row.line, completed, supplier, hierarchy, ...(reported && { reported }) });
  }

  const report: SelectionReport = {
    entries,
    skipped: [],
    invalid: [],
    leftOut: input.rows.flatMap(({ line, leftOut }) => (leftOut === undefined ? [] : [{ line, reason: leftOut }])),
    hierarchyColumns: hierarchyActive ? input.columns.hierarchy.map((index) => input.header[index]!) : [],
  };
  const orders: PurchaseOrder[] = [];
  for (const { po, line, completed, ...data } of seen.values()) {
    const number = parsePoNumber(po)?.number;
    const hint = poNumberHint(po);
    if (completed) report.skipped.push(po);
    else if (number !== undefined) orders.push({ po, number, ...data });
    else report.invalid.push(hint === undefined ? { po, line } : { po, line, hint });
  }
  return { report, orders: restrict(orders, options) };
}

interface Entry {
  po: string;
  line: number;
  completed: boolean;
  supplier: string;
  hierarchy: string[];
  reported?: ReportedCells;
}

/** A row's cells by the header's names, whatever their letter case; of two columns of one name the first. */
function byHeader(input: InputFile, row: InputRow): (column: string) => string {
  const names = input.header.map(plain);
  return (column) => unguard(row.cells[names.indexOf(plain(column))] ?? '');
}

function restrict(orders: PurchaseOrder[], { max, sample, keep }: SelectionOptions): PurchaseOrder[] {
  if (keep) return orders.filter(({ po }) => keep.has(po));
  const sampled = sample && sample.size > 0 ? takeSample(orders, sample.size, sample.seed) : orders;
  return max !== undefined && max > 0 ? sampled.slice(0, max) : sampled;
}

/** The POs with the lowest hashes: rows that come or go elsewhere in the list leave the choice of the others alone. */
function takeSample(orders: PurchaseOrder[], size: number, seed: number): PurchaseOrder[] {
  if (size >= orders.length) return orders;
  const rank = (po: string) => createHash('sha256').update(`${seed}:${po}`).digest('hex');
  const ranked = orders.map(({ po }) => ({ po, rank: rank(po) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const chosen = new Set(ranked.slice(0, size).map(({ po }) => po));
  return orders.filter(({ po }) => chosen.has(po));
}
