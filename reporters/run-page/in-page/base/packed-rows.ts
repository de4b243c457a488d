import type { PageData, PoRow } from './page-data';

/** Texts with what all of them begin with said once; 0: empty. */
export interface PackedTexts {
  prefix: string;
  rest: (string | 0)[];
}

/**
 * The rows as they stand in the page: one array per column, repeated texts as numbers of `words`. A row of fifty
 * thousand as an object with its names is three times as much to read.
 */
export interface PackedRows {
  words: string[];
  /** Numbers of words. */
  status: number[];
  reason: number[];
  message: number[];
  supplier: number[];
  po: PackedTexts;
  folder: PackedTexts;
  href: PackedTexts;
  coupa: PackedTexts;
  found: number[];
  downloaded: number[];
  slot: number[];
  tries: number[];
  /** Milliseconds since the run's start; null: never. */
  from: (number | null)[];
  parts: number[][];
  /** Name and size of each file in turn. */
  files: (string | number)[][];
}

/** The page's data as they stand in the page. */
export type SentData = Omit<PageData, 'pos'> & { pos: PackedRows };

export function unpackRows(packed: PackedRows, start: number): PoRow[] {
  const { words, found, downloaded, slot, tries, parts } = packed;
  const text = ({ prefix, rest }: PackedTexts, index: number) => {
    const its = rest[index];
    return typeof its === 'string' ? prefix + its : '';
  };
  return packed.status.map((status, index) => {
    const from = packed.from[index];
    return {
      po: text(packed.po, index),
      status: words[status]!,
      reason: words[packed.reason[index]!]!,
      message: words[packed.message[index]!]!,
      supplier: words[packed.supplier[index]!]!,
      found: found[index]!,
      downloaded: downloaded[index]!,
      slot: slot[index]!,
      from: from == null ? 0 : start + from,
      tries: tries[index]!,
      parts: parts[index]!,
      folder: text(packed.folder, index),
      href: text(packed.href, index),
      coupa: text(packed.coupa, index),
      files: unpackFiles(packed.files[index]!),
    };
  });
}

export function unpackFiles(flat: (string | number)[]): PoRow['files'] {
  const files: PoRow['files'] = [];
  for (let at = 0; at < flat.length; at += 2) files.push({ name: String(flat[at]), size: Number(flat[at + 1]) });
  return files;
}
