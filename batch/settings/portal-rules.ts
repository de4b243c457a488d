import { z } from 'zod';
import { BatchError } from '../errors/errors';
import { withoutUser } from '../text/short-text';

/**
 * What differs at a company's Coupa, as `purchaseOrderBatch({ portal: { … } })` takes it. But for `notAttachments` it
 * adds to the rules by which pages are read, or is tried before them; a page must still prove that it is this order's.
 * Plain data, since the plan hands it to every worker process.
 */

/** One CSS selector, or several that are tried in this order. */
export type Selectors = string | readonly string[];

/** What `purchaseOrderBatch({ portal })` takes. */
export interface PortalOptions {
  /**
   * Where an order's page is: a path on `BASE_URL`'s host with `{number}` in it, such as `/purchase_orders/{number}`.
   * Coupa's own address stays one of an order's page too: portals send it on.
   */
  orderUrl?: string;
  /** Links and buttons that are attachments, besides those that are found anyway. */
  attachments?: Selectors;
  /**
   * What is no attachment, with all that is in it: the same terms or guide on every page. What is written here is never
   * downloaded and never missed.
   */
  notAttachments?: Selectors;
  /** Where the supplier's name stands, before the usual places. */
  supplier?: Selectors;
  /** The link to the requisition, before the usual ones. */
  requisition?: Selectors;
  /** Sentences of an error page ("Order not available"), besides Coupa's; in a heading, the title or an error box. */
  errorMarkers?: string | readonly string[];
  /** The element that names a file, in an attachment's link or its row of the list; the file is saved by that name. */
  fileName?: Selectors;
}

/** The same, settled: every list is there. */
export interface PortalRules {
  orderUrl?: string | undefined;
  attachments: string[];
  notAttachments: string[];
  supplier: string[];
  requisition: string[];
  errorMarkers: string[];
  fileName: string[];
}

/** Sentences that are shorter are part of ordinary pages, which would turn into error pages. */
const SHORTEST_MARKER = 6;

const listed = (item: z.ZodType<string>, allowed: string) =>
  z
    .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item))
    .default([])
    .meta({ allowed });

const selectors = listed(z.string().trim().min(1), 'a CSS selector, or a list of them');

const schema = z.strictObject({
  orderUrl: z
    .string()
    .trim()
    .refine((path) => /^\/(?!\/)\S*$/.test(path) && path.split('{number}').length === 2 && !path.includes('#'))
    .optional()
    .meta({ allowed: 'a path that begins with / and has {number} in it once, such as /purchase_orders/{number}' }),
  attachments: selectors,
  notAttachments: selectors,
  supplier: selectors,
  requisition: selectors,
  errorMarkers: listed(
    z.string().trim().min(SHORTEST_MARKER),
    `a sentence of at least ${SHORTEST_MARKER} characters, or a list of them`,
  ),
  fileName: selectors,
});

/** Settles `portal`. Throws BatchError `BAD_SETTING` (exit 2) with one line: which part, its value, what it takes. */
export function portalRules(given: unknown): PortalRules | undefined {
  if (given === undefined) return undefined;
  return checked(schema, given, 'portal');
}

/** Parses an object of playwright.config.ts; the first thing wrong with it becomes one line. */
export function checked<T extends z.ZodObject>(schema: T, given: unknown, name: string): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const known = Object.keys(schema.shape).join(', ');
  if (issue?.code === 'unrecognized_keys')
    throw refused(`${name}.${issue.keys[0]} (playwright.config.ts) is not an option: ${name} takes ${known}.`);
  const key = issue?.path[0];
  if (typeof key !== 'string')
    throw refused(`${name} (playwright.config.ts) is not allowed: it takes an object with ${known}.`);
  const value = (given as Record<string, unknown>)[key];
  const allowed = String((schema.shape[key] as z.ZodType).meta()?.['allowed']);
  throw refused(`${name}.${key}=${shown(value)} (playwright.config.ts) is not allowed: it takes ${allowed}.`);
}

const refused = (message: string) => new BatchError('BAD_SETTING', message);

/** What was given, so that a person finds it: functions and expressions have no JSON. */
const shown = (value: unknown) =>
  (typeof value === 'function' || value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value)))
    .replace(/\s+/g, ' ')
    .slice(0, 200);

/** Path of an order's page, below `BASE_URL`. */
const orderPath = (number: string, orderUrl = '/order_headers/{number}') => orderUrl.replace('{number}', number);

/** Address of an order's page. */
export const orderAddress = (
  { baseUrl, portal }: { baseUrl?: string | undefined; portal?: PortalRules | undefined },
  number: string,
) => `${baseUrl}${orderPath(number, portal?.orderUrl)}`;

/** First parts of the paths of Coupa's own pages, as they stand in the address bar. */
const COUPAS_OWN = /^(?:user|sessions?|order_headers|requisition\w*|suppliers|invoices)$/i;

/**
 * The portal's address, where `address` is one of its pages, pasted from the address bar; undefined where it is the
 * portal's own. Orders below a page's address do not exist, and every PO would be PO_NOT_FOUND. A path in front of
 * Coupa's stays: reverse proxies have one.
 */
export function portalOfPage(address: string): string | undefined {
  const { protocol, host, pathname, search, hash } = new URL(address);
  const parts = pathname.split('/').filter(Boolean);
  const own = parts.findIndex((part) => COUPAS_OWN.test(part));
  const portal = [`${protocol}//${host}`, ...(own === -1 ? parts : parts.slice(0, own))].join('/');
  // `?` and `#` with nothing behind them are in neither `search` nor `hash`.
  const pasted = own !== -1 || search !== '' || hash !== '' || /[?#]/.test(address);
  return pasted ? withoutUser(portal) : undefined;
}
