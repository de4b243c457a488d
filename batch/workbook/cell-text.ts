import { guard } from '../list';

/** A cell as the reader gives it: numbers as the digits that the file has, formulas as their last value. */
export type SheetCell = string | { digits: string } | boolean | Date | null | undefined;

/** The text that a cell has in the list. */
export function cellText(cell: SheetCell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return guard(cell);
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return cell instanceof Date ? dateText(cell) : numberText(cell.digits);
}

/** `15262984`, `15262984.0` and `1.5262984E7` are one number; 0.1 is kept as `0.10000000000000001`. */
function numberText(digits: string): string {
  if (/^-?[0-9]+$/.test(digits)) return digits;
  const value = Number(digits);
  return Number.isFinite(value) ? String(value) : digits;
}

/** A workbook's dates have no time zone; the reader gives them as UTC. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const [day, time] = date.toISOString().slice(0, 19).split('T');
  return time === '00:00:00' ? day! : `${day} ${time}`;
}
