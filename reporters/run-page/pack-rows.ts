import type { PackedRows, PackedTexts, PoRow } from './in-page';

/** The rows as the page has them in its data; `unpackRows` in the page is the way back. */
export function packRows(rows: readonly PoRow[], start: number): PackedRows {
  const words: string[] = [];
  const numbers = new Map<string, number>();
  const number = (word: string) => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, words.length);
    return words.push(word) - 1;
  };
  return {
    words,
    status: rows.map(({ status }) => number(status)),
    reason: rows.map(({ reason }) => number(reason)),
    message: rows.map(({ message }) => number(message)),
    supplier: rows.map(({ supplier }) => number(supplier)),
    po: packTexts(rows.map(({ po }) => po)),
    folder: packTexts(rows.map(({ folder }) => folder)),
    href: packTexts(rows.map(({ href }) => href)),
    coupa: packTexts(rows.map(({ coupa }) => coupa)),
    found: rows.map(({ found }) => found),
    downloaded: rows.map(({ downloaded }) => downloaded),
    slot: rows.map(({ slot }) => slot),
    tries: rows.map(({ tries }) => tries),
    from: rows.map(({ from }) => (from === 0 ? null : from - start)),
    parts: rows.map(({ parts }) => parts),
    files: rows.map(({ files }) => files.flatMap(({ name, size }) => [name, size])),
  };
}

function packTexts(texts: readonly string[]): PackedTexts {
  let prefix: string | undefined;
  for (const text of texts) if (text !== '') prefix = prefix === undefined ? text : common(prefix, text);
  const length = prefix?.length ?? 0;
  return { prefix: prefix ?? '', rest: texts.map((text) => (text === '' ? 0 : text.slice(length))) };
}

function common(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
