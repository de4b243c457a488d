/**
 * What a PO number is: an optional upper-case prefix `PO` or `PM`, then at least six digits and nothing else.
 */

const PO_NUMBER = /^(?:PO|PM)?([0-9]{6,})$/;

/** The number without its prefix, leading zeros kept; undefined when `written` (already trimmed) is no PO number. */
export function parsePoNumber(written: string): { number: string } | undefined {
  const number = PO_NUMBER.exec(written)?.[1];
  return number === undefined ? undefined : { number };
}

/** White space, and characters of no width that copying from a web page brings along. */
const UNSEEN = '[\\s\\u00ad\\u061c\\u115f\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]';
const AROUND = new RegExp(`^(?:${UNSEEN}|')+|${UNSEEN}+$`, 'gu');

/**
 * A PO's cell without what is around the PO and nobody sees: spaces of all kinds, characters without width, the `'`
 * that makes a spreadsheet take it as text, and the `.0` of a number format.
 */
export function withoutSurroundings(written: string): string {
  return written.replace(AROUND, '').replace(/^([0-9]{6,})[.,]0+$/, '$1');
}

/** `1.5E+07`, `1,5E+07`: digits are lost. `15262984.0`, `15,262,984`: a number format got into the list. */
const MADE_BY_A_SPREADSHEET =
  /^[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+$|^[0-9]{4,}[.,]0+$|^[0-9]{1,3}(?:[.,' \u00a0\u202f][0-9]{3})+$/;

/** A PO with its prefix in another form: `PO 15262984`, `PO#15262984`, `po15262984`. */
const ALMOST = /^(po|pm)[\s#:.\-_/\u00a0]*([0-9]{6,})$/i;

/** What to do about an invalid PO, where it shows what it was meant to be; undefined otherwise. */
export function poNumberHint(written: string): string | undefined {
  const [, prefix, digits] = ALMOST.exec(written) ?? [];
  if (prefix) return `probably ${prefix.toUpperCase()}${digits} is meant: write it so in the list`;
  return MADE_BY_A_SPREADSHEET.test(written)
    ? 'Excel turned it into a number: format the column PO_NUMBER as Text and enter the PO again'
    : undefined;
}
