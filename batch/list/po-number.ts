/**
 * What a PO number is: an optional upper-case prefix `PO` or `PM`, then at least six digits and nothing else.
 */

const PO_NUMBER = /^(?:PO|PM)?([0-9]{6,})$/;

/** The number without its prefix, leading zeros kept; undefined when `written` (already trimmed) is no PO number. */
export function parsePoNumber(written: string): { number: string } | undefined {
  const number = PO_NUMBER.exec(written)?.[1];
  return number === undefined ? undefined : { number };
}

/** `1.5E+07`, `1,5E+07`: digits are lost. `15262984.0`, `15,262,984`: a number format got into the list. */
const MADE_BY_A_SPREADSHEET =
  /^[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+$|^[0-9]{4,}[.,]0+$|^[0-9]{1,3}(?:[.,' \u00a0\u202f][0-9]{3})+$/;

/** What to do about an invalid PO that Excel turned into a number; undefined when it was not Excel. */
export function poNumberHint(written: string): string | undefined {
  return MADE_BY_A_SPREADSHEET.test(written)
    ? 'Excel turned it into a number: format the column PO_NUMBER as Text and enter the PO again'
    : undefined;
}
