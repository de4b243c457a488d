/**
 * A cell that begins like a formula runs when the list is opened in Excel, and supplier names, file names and
 * messages come from a web page. Such cells are written with a leading `'` and read without it.
 */

/**
 * The full-width forms are formulas to Excel too; spreadsheets that trim a cell see the formula after spaces. It needs
 * nothing from outside: the run's page has it and `guard` in its script.
 */
export function startsLikeAFormula(text: string): boolean {
  return /^'*(?:[\t\r]|[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20])/.test(text);
}

/** Apostrophes before a formula get one more, so that unguard(guard(text)) is text for every text. */
export function guard(text: string): string {
  return startsLikeAFormula(text) ? `'${text}` : text;
}

export function unguard(cell: string): string {
  return cell.startsWith("'") && startsLikeAFormula(cell) ? cell.slice(1) : cell;
}
