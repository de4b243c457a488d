import type { guard as Guard } from '../../../batch/list';
import type { PoRow, el as El, dateAndTime as DateAndTime } from './base';

declare const el: typeof El;
declare const guard: typeof Guard;
declare const dateAndTime: typeof DateAndTime;

/** The first ten columns are the list's own, so that what is exported can be the list of another run. */
export function csvColumns(): [string, (row: PoRow) => string | number][] {
  return [
    ['PO_NUMBER', ({ po }) => po],
    ['STATUS', ({ status }) => (status === 'NOT_PROCESSED' ? '' : status)],
    ['SUPPLIER', ({ supplier }) => supplier],
    ['ATTACHMENTS_FOUND', ({ found }) => found],
    ['ATTACHMENTS_DOWNLOADED', ({ downloaded }) => downloaded],
    ['AttachmentName', ({ files }) => files.map(({ name }) => name).join(';\n')],
    ['LAST_PROCESSED', ({ from, parts }) => (from === 0 ? '' : dateAndTime(from + parts.reduce((a, b) => a + b, 0)))],
    ['ERROR_MESSAGE', ({ status, message }) => (status === 'COMPLETED' ? '' : message)],
    ['DOWNLOAD_FOLDER', ({ folder }) => folder],
    ['COUPA_URL', ({ coupa }) => coupa],
    ['REASON', ({ reason }) => reason],
    ['SECONDS', ({ parts }) => Math.round(parts.reduce((a, b) => a + b, 0) / 100) / 10],
    ['ATTEMPTS', ({ tries }) => tries],
    ['WORKER', ({ slot }) => (slot < 0 ? '' : slot + 1)],
  ];
}

/** With the mark by which Excel knows UTF-8. No cell begins a formula. */
export function csvText(rows: readonly PoRow[], delimiter: string): string {
  const columns = csvColumns();
  const cell = (value: string | number) => {
    const text = typeof value === 'number' ? String(value) : guard(value);
    return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const lines = rows.map((row) => columns.map(([, of]) => cell(of(row))).join(delimiter));
  return `\ufeff${[columns.map(([name]) => name).join(delimiter), ...lines].join('\n')}\n`;
}

/** Hands a text to the person as a file. */
export function saveText(name: string, text: string): void {
  const anchor = el('a');
  anchor.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  anchor.download = name;
  anchor.click();
  // At once would be before the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}
