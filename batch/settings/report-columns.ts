import { z } from 'zod';
import { checked } from './portal-rules';

/**
 * Which columns of the list show in reports besides supplier and hierarchy, as `purchaseOrderBatch({ columns })` takes
 * it. A column is named as in the list's header; letter case and spaces around it do not matter.
 */
export interface ReportColumns {
  /** Become Allure labels and tags: `{ column: 'Buyer', name: 'owner' }` gives the label another name. */
  labels?: readonly (string | { column: string; name: string })[];
  /** Become links: the cell itself is an address, or `url` has `{value}` where the cell goes. */
  links?: readonly (string | { column: string; url: string; type?: 'issue' | 'tms' })[];
  /** Become parameters in Allure and lines beside the test in Playwright's report. */
  parameters?: readonly string[];
}

const column = z.string().trim().min(1);
const webAddress = /^https?:\/\/[^\s]+$/i;

const schema = z.strictObject({
  labels: z
    .array(z.union([column, z.strictObject({ column, name: column })]))
    .default([])
    .meta({ allowed: 'a list of column names, or of { column, name }' }),
  links: z
    .array(
      z.union([
        column,
        z.strictObject({
          column,
          url: z.string().refine((url) => webAddress.test(url) && url.includes('{value}')),
          type: z.enum(['issue', 'tms']).optional(),
        }),
      ]),
    )
    .default([])
    .meta({ allowed: 'a list of column names, or of { column, url } with {value} in a web address' }),
  parameters: z.array(column).default([]).meta({ allowed: 'a list of column names' }),
});

/** `columns`, settled. */
export type SettledColumns = z.output<typeof schema>;

/** Settles `columns`. Throws BatchError `BAD_SETTING` (exit 2) with one line. */
export function reportColumns(given: unknown): SettledColumns | undefined {
  return given === undefined ? undefined : checked(schema, given, 'columns');
}

/** What the cells of one PO's row come to. */
export interface ReportedCells {
  /** `exact`: the config gives the label its name, even one that Allure has a meaning for. */
  labels: { name: string; value: string; exact?: boolean }[];
  links: { type: 'issue' | 'tms'; url: string }[];
  parameters: { name: string; value: string }[];
}

/** Columns that `columns` names and the list does not have. */
export function missingColumns(wanted: SettledColumns, header: readonly string[]): string[] {
  const known = new Set(header.map(plain));
  return [...new Set(namesOf(wanted))].filter((name) => !known.has(plain(name)));
}

/** What is reported of one row. Empty cells give nothing; a cell that makes no web address gives no link. */
export function reportedCells(wanted: SettledColumns, valueOf: (column: string) => string): ReportedCells {
  const filled = <T>(name: string, make: (value: string) => T[]): T[] => {
    const value = valueOf(name).replace(/\s+/g, ' ').trim();
    return value === '' ? [] : make(value);
  };
  return {
    labels: wanted.labels.flatMap((one) => {
      if (typeof one === 'string') return filled(one, (value) => [{ name: one, value }]);
      return filled(one.column, (value) => [{ name: one.name, value, exact: true }]);
    }),
    links: wanted.links.flatMap((one) => {
      const { column: from, url, type = 'tms' } = typeof one === 'string' ? { column: one, url: '' } : one;
      return filled(from, (value) => {
        const address = url === '' ? value : url.replaceAll('{value}', () => encodeURIComponent(value));
        // Whatever a cell says, a report must not get a link that runs something.
        return webAddress.test(address) ? [{ type, url: address }] : [];
      });
    }),
    parameters: wanted.parameters.flatMap((name) => filled(name, (value) => [{ name, value }])),
  };
}

/** How columns are compared. */
export const plain = (name: string) => name.replace(/\s+/g, ' ').trim().toLowerCase();

const namesOf = ({ labels, links, parameters }: SettledColumns) =>
  [...labels, ...links, ...parameters].map((one) => (typeof one === 'string' ? one : one.column));
