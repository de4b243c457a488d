import { documentLines, money, total, type DocumentText } from './document-text';

/** A file in three pieces, so that one of hundreds of megabytes never stands in memory: `filler` bytes of `fill`. */
export interface SplitFile {
  head: Buffer;
  filler: number;
  fill: string;
  tail: Buffer;
}

const HEAD = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
const FILL = `%${'.'.repeat(62)}\n`;

/**
 * One page in A4 with the order's text. A `size` above what the page needs is reached with comment lines after the
 * header, which every reader skips.
 */
export function pdf(text: DocumentText, size = 0): SplitFile {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R' +
      ' /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    stream(drawing(text)),
  ];
  const filler = Math.max(0, size - HEAD.length - tail(objects, 0).length);
  return { head: latin(HEAD), filler, fill: FILL, tail: latin(tail(objects, HEAD.length + filler)) };
}

/** The objects after `start` bytes, with their table. Begins with a line break, which ends a cut comment line. */
function tail(objects: string[], start: number): string {
  let text = '\n';
  const offsets = objects.map((object, i) => {
    const offset = start + text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${tenDigits(offset)} 00000 n \n`).join('');
  const size = objects.length + 1;
  return (
    `${text}xref\n0 ${size}\n0000000000 65535 f \n${table}` +
    `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${tenDigits(start + text.length)}\n%%EOF\n`
  );
}

/** Ten digits everywhere, so that the tail is as long after a gigabyte as after a page. */
function tenDigits(offset: number): string {
  return String(offset).padStart(10, '0');
}

function drawing(text: DocumentText): string {
  const items = text.lines.flatMap(({ item, quantity, unitPrice }, i) => {
    const y = 590 - i * 22;
    return [
      write('F1', 10, 56, y, `${i + 1}`),
      write('F1', 10, 80, y, item),
      write('F1', 10, 360, y, `${quantity}`),
      write('F1', 10, 410, y, money(unitPrice, text.currency)),
      `0.88 0.90 0.93 RG 0.5 w 56 ${y - 7} m 539 ${y - 7} l S`,
    ];
  });
  const bottom = 590 - text.lines.length * 22 - 16;
  return [
    '0.06 0.30 0.36 rg 0 770 595 72 re f',
    '1 1 1 rg',
    write('F2', 20, 56, 806, text.title),
    write('F1', 11, 56, 786, text.heading),
    '0.13 0.16 0.20 rg',
    write('F2', 12, 56, 720, text.supplier),
    write('F1', 10, 56, 704, 'Sample Procurement Portal - a fictional document of the sample batch'),
    '0.93 0.95 0.96 rg 56 612 483 22 re f 0.13 0.16 0.20 rg',
    write('F2', 10, 80, 619, 'Item'),
    write('F2', 10, 360, 619, 'Qty'),
    write('F2', 10, 410, 619, 'Unit price'),
    ...items,
    write('F2', 11, 360, bottom, 'Total'),
    write('F2', 11, 410, bottom, money(total(text), text.currency)),
    write('F1', 8, 56, 48, documentLines(text).at(-1)!),
  ].join('\n');
}

function write(font: string, size: number, x: number, y: number, words: string): string {
  // The built-in fonts know Latin-1 only; a supplier's name in another script stays readable in the other files.
  const shown = words.replace(/[^\x20-\x7e\xa0-\xff]+/g, '').trim();
  return `BT /${font} ${size} Tf ${x} ${y} Td (${shown.replace(/[\\()]/g, '\\$&')}) Tj ET`;
}

function stream(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

function latin(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
