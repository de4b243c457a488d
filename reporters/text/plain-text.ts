/**
 * Text from outside (cells of the list, supplier names, portal messages, file names) made fit for a terminal and a
 * log: one line, no control characters. Without this a supplier called `\x1b[2J…` clears the operator's screen, and
 * a message with a line break forges a line of the log.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a terminal gives the text: emoji and East Asian characters take two, combining marks none. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** Cuts at `columns`, with `…` as the last column when something was cut. Never half of a character. */
export function fit(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (textWidth(text) <= columns) return text;
  let out = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = graphemeWidth(segment);
    if (width + next > columns - 1) break;
    out += segment;
    width += next;
  }
  return `${out}…`;
}

/** `fit`, and filled with spaces to exactly `columns`. */
export function column(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const cut = fit(text, columns);
  const fill = ' '.repeat(Math.max(0, columns - textWidth(cut)));
  return align === 'left' ? cut + fill : fill + cut;
}

function graphemeWidth(segment: string): number {
  if (/^[\p{M}\p{Cf}\p{Cc}]+$/u.test(segment)) return 0;
  if (segment.includes('\ufe0f') || /\p{Emoji_Presentation}/u.test(segment)) return 2;
  return isWide(segment.codePointAt(0)!) ? 2 : 1;
}

/** East Asian Wide and Fullwidth, by blocks. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
