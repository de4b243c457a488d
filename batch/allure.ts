import type { Outcome } from './outcome';
import type { PurchaseOrder } from './list';

/**
 * How a PO presents itself to Allure: static annotations, which become real labels (an annotation pushed while the
 * test runs is ignored, and the runtime API leaves an attachment per call), and an error that begins with status and
 * reason, by which the categories sort it.
 */

/** What `test(title, { annotation })` takes. */
export interface AllureAnnotation {
  type: string;
  description: string;
}

/**
 * Labels `po`, `supplier` and one per hierarchy column, named after it (`Supplier Segment` → `supplier-segment`).
 * Blank values read as their folder does: `Unknown_Supplier`, `Unknown`. Then the labels and links that `columns` asks
 * for.
 */
export function allureAnnotations(order: PurchaseOrder, hierarchyColumns: readonly string[]): AllureAnnotation[] {
  const labels = [
    label('po', order.po),
    label('supplier', blank(order.supplier) ? 'Unknown_Supplier' : order.supplier),
  ];
  const taken = new Set(['po', 'supplier', ...RESERVED]);
  hierarchyColumns.forEach((column, index) => {
    const value = order.hierarchy[index] ?? '';
    const name = unused(labelName(column) || `hierarchy-${index + 1}`, taken);
    labels.push(label(name, blank(value) ? 'Unknown' : value));
  });
  const { labels: more = [], links = [] } = order.reported ?? {};
  for (const { name, value, exact } of more) {
    const safe = labelName(name) || 'column';
    labels.push(label(exact ? safe : unused(safe, taken), value));
  }
  // Types that Allure makes links of; Playwright's report makes one of every address.
  for (const { type, url } of links) labels.push({ type, description: url });
  return labels;
}

/**
 * Supplier, hierarchy and the labels of `columns` as Playwright tags, the chips of the HTML report: one click shows one
 * supplier's POs.
 */
export function reportTags(order: PurchaseOrder): string[] {
  const more = order.reported?.labels.map(({ value }) => value) ?? [];
  const names = [order.supplier, ...order.hierarchy, ...more]
    .filter((value) => !blank(value))
    .map((value) => oneLine(value).replace(/\s+/g, '-').replace(/@/g, ''));
  return [...new Set(names)].filter((name) => name !== '').map((name) => `@${name}`);
}

/** The one line that a failed PO's test ends with: `FAILED / DOWNLOADS_FAILED — Failed to download 3 …`. */
export function poErrorText({ status, reason, message }: Pick<Outcome, 'status' | 'reason' | 'message'>): string {
  return oneLine(`${status} / ${reason} — ${message}`);
}

/**
 * The error to throw for it. Without a name and without frames, else Playwright writes `Error: ` in front of the
 * status and every report shows this project's code under a PO that Coupa simply does not have.
 */
export function poError(outcome: Pick<Outcome, 'status' | 'reason' | 'message'>): Error {
  const error = new Error(poErrorText(outcome));
  error.name = '';
  error.stack = error.message;
  return error;
}

/** Label names that Allure itself gives a meaning; a column called `Suite` must not rebuild the report's tree. */
const RESERVED = [
  'suite',
  'parentsuite',
  'subsuite',
  'epic',
  'feature',
  'story',
  'severity',
  'tag',
  'owner',
  'id',
].concat([
  'as_id',
  'allure_id',
  'host',
  'thread',
  'framework',
  'language',
  'package',
  'testclass',
  'testmethod',
  'layer',
]);

function label(name: string, value: string): AllureAnnotation {
  return { type: `allure.label.${name}`, description: oneLine(value) };
}

/** No dots and no white space: Allure cuts the annotation's type at both. */
function labelName(column: string): string {
  return column
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
  taken.add(free);
  return free;
}

const blank = (value: string) => value.trim() === '' || value.trim().toLowerCase() === 'nan';

const oneLine = (value: string) => value.replace(/[\s\p{Cc}]+/gu, ' ').trim();
