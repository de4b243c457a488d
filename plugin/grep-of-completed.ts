import { reportTags } from '../batch/allure';
import type { RunPlan } from '../batch/protocol';

/**
 * `-g PO15262984` for a PO that is COMPLETED selects nothing, and Playwright would say "No tests found". Undefined when
 * the pattern selects something, or nothing that is COMPLETED either; else the line that says so. Pure.
 */
export function completedLine(
  pattern: string,
  { orders, selection, input }: Pick<RunPlan, 'orders' | 'selection' | 'input'>,
): string | undefined {
  // Playwright says what is wrong with a pattern.
  if (!isPattern(pattern)) return undefined;
  const matches = (po: string, tags: string[] = []) =>
    patternOf(pattern).test(['', 'purchase-orders.spec.ts', po, ...tags].join(' '));
  if (orders.some((order) => matches(order.po, reportTags(order)))) return undefined;
  const done = selection.skipped.filter((po) => matches(po));
  const [first, ...others] = done;
  if (first === undefined) return undefined;
  if (others.length === 0)
    return `✅ ${first} is COMPLETED already: nothing to do. To do it again, clear its STATUS in ${input.path}.`;
  const names = done.slice(0, 5).join(', ') + (done.length > 5 ? ' …' : '');
  return `✅ ${done.length} POs that match are COMPLETED already (${names}): nothing to do. To do one again, clear its STATUS in ${input.path}.`;
}

function isPattern(text: string): boolean {
  try {
    return Boolean(patternOf(text));
  } catch {
    return false;
  }
}

/** As Playwright reads it: `/…/i` or a pattern without regard to case. */
function patternOf(pattern: string): RegExp {
  const [, source, flags] = /^\/(.*)\/([gi]*)$/.exec(pattern) ?? [];
  return source === undefined ? new RegExp(pattern, 'i') : new RegExp(source, flags!.replace('g', ''));
}
