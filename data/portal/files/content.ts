import { documentLines, type DocumentText } from './document-text';
import { eml, msg } from './mail';
import { docx, xlsx } from './office';
import { pdf, type SplitFile } from './pdf';
import { jpeg, png } from './picture';
import { zip } from './zip';

export interface FileContent extends SplitFile {
  type: string;
}

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  msg: 'application/vnd.ms-outlook',
  eml: 'message/rfc822',
  png: 'image/png',
  jpg: 'image/jpeg',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  zip: 'application/zip',
};

/** Kinds that may be given a size; the others are as large as their content. */
const SIZABLE = new Set(['pdf', 'txt', 'csv']);

/**
 * The file's bytes, made from the order's text by the extension of `name` (unknown extensions are plain text).
 * The same arguments give the same bytes. `size` 0 is an empty file. Throws for a size that the kind cannot have.
 */
export function fileContent(name: string, text: DocumentText, size?: number): FileContent {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? 'txt';
  const type = TYPES[extension] ?? 'application/octet-stream';
  if (size === 0) return { type, ...whole(Buffer.alloc(0)) };
  if (size !== undefined && !SIZABLE.has(extension)) throw new Error(`${name}: only pdf, txt and csv can have a size`);
  return { type, ...make(extension, text, size ?? 0) };
}

/** Bytes of a file, without making it. */
export function lengthOf({ head, filler, tail }: SplitFile): number {
  return head.length + filler + tail.length;
}

function make(extension: string, text: DocumentText, size: number): SplitFile {
  switch (extension) {
    case 'pdf':
      return pdf(text, size);
    case 'docx':
      return whole(docx(text));
    case 'xlsx':
      return whole(xlsx(text));
    case 'msg':
      return whole(msg(text));
    case 'eml':
      return whole(eml(text));
    case 'png':
      return whole(png(text.heading.length * 7919 + text.title.length * 104729 + text.lines.length));
    case 'jpg':
      return whole(jpeg());
    case 'zip':
      return whole(zip({ 'read me.txt': documentLines(text).join('\r\n'), 'order lines.csv': table(text) }));
    case 'csv':
      return sized(table(text), 'padding;0;0.00\r\n', size);
    default:
      return sized(`${text.title}\r\n\r\n${documentLines(text).join('\r\n')}\r\n`, `${'.'.repeat(78)}\r\n`, size);
  }
}

function table({ lines, currency }: DocumentText): string {
  const rows = lines.map(({ item, quantity, unitPrice }) => `"${item}";${quantity};${unitPrice.toFixed(2)}`);
  return [`Item;Quantity;Unit price ${currency}`, ...rows, ''].join('\r\n');
}

function whole(head: Buffer): SplitFile {
  return { head, filler: 0, fill: '', tail: Buffer.alloc(0) };
}

function sized(text: string, fill: string, size: number): SplitFile {
  const head = Buffer.from(text, 'utf8');
  return { head, filler: Math.max(0, size - head.length), fill, tail: Buffer.alloc(0) };
}
