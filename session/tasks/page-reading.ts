import type { PageCounts, Reading } from '../../batch/protocol';
import type { Settings } from '../../batch/settings/settings';

/**
 * How the pages of each PO are read. `adaptive` earns its trust: the first POs of a run and then one in twenty are read
 * both ways; after one difference every page is opened. A PO that was read both ways has the result of the opened page.
 */
export class PageReading {
  private taken = 0;
  private distrusted = false;
  private readonly counts: PageCounts = { unrendered: 0, opened: 0, compared: 0 };

  constructor(private readonly mode: Settings['executionMode']) {}

  /** For the next PO that is taken. */
  next(): Reading {
    if (this.mode === 'no_js' || this.mode === 'direct_http') return 'unrendered';
    if (this.mode !== 'adaptive' || this.distrusted) return 'opened';
    const index = this.taken++;
    if (index % EVERY_REQUEST === 0) return 'both';
    return index < FIRST || index % EVERY === 0 ? 'parsed' : 'unrendered';
  }

  count(pages: PageCounts): void {
    for (const key of ['unrendered', 'opened', 'compared'] as const) this.counts[key] += pages[key];
  }

  /** The line for the operator; undefined when it was said before. */
  differed(po: string, what: string): string | undefined {
    if (this.distrusted) return undefined;
    this.distrusted = true;
    return `🔀 ${po}, read without rendering, had ${what}: from now on every page is opened, as with EXECUTION_MODE=standard.`;
  }

  /** Of the run; undefined where every page is opened anyway. */
  totals(): PageCounts | undefined {
    return this.mode === 'standard' || this.mode === 'filtered' ? undefined : { ...this.counts };
  }
}

/** POs at the beginning that are read both ways, and one in so many afterwards. */
const FIRST = 5;
const EVERY = 20;
/**
 * One in so many is asked for twice, by a fetch and by opening it: only that shows a portal that answers a fetch with
 * another page. The others are compared in one answer, which costs the portal nothing and no time, and in which the
 * addresses of files are the same even where the portal signs them anew each time.
 */
const EVERY_REQUEST = 100;
