/** What a sample file says: the same words in every format, so that opening any of them shows where it belongs. */
export interface DocumentText {
  /** `Purchase Order #15262984, file 2` */
  heading: string;
  /** The file's own name without its extension, as a title. */
  title: string;
  supplier: string;
  lines: { item: string; quantity: number; unitPrice: number }[];
  currency: string;
}

export function documentLines(text: DocumentText): string[] {
  return [
    `${text.heading} - ${text.supplier}`,
    '',
    ...text.lines.map(({ item, quantity, unitPrice }) => `${quantity} x ${item} at ${money(unitPrice, text.currency)}`),
    '',
    `Total: ${money(total(text), text.currency)}`,
    '',
    'This file belongs to the sample batch. Supplier, items and prices are fictional.',
  ];
}

/** Sum of the lines, in the document's currency. */
export function total(text: Pick<DocumentText, 'lines'>): number {
  return text.lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
}

/** `EUR 1,234.50`; written by hand because the result must not depend on the machine's locale data. */
export function money(amount: number, currency: string): string {
  const [whole = '0', cents] = amount.toFixed(2).split('.');
  return `${currency} ${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}
