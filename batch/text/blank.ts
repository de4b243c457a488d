/** Empty, white space or `nan`, which older lists have in empty cells. */
export function isBlank(cell: string): boolean {
  return /^(?:nan)?$/i.test(cell.trim());
}
