/** What the portal saw of one order; for tests and for the curious. */
export interface OrderStats {
  /**
   * How often its page was asked for by someone signed in, at these times (milliseconds since the epoch). A page that
   * is opened after a script fetched it, as a batch does that compares both, counts once.
   */
  opened: number;
  openedAt: number[];
  /** The most requests for its page that were under way at the same moment. */
  openAtOnce: number;
  /** How often its page was asked for while something of it was still under way, its files included: two were at it. */
  overlapped: number;
  /** How often its requisition was opened. */
  requisitionOpened: number;
  /** Presses of a `Delete` beside one of its files: there must be none. */
  deletions: number;
  /** By path: what was asked for, and how often it was sent whole. */
  files: Record<string, { name: string; requested: number; sentWhole: number }>;
}

export interface PortalStats {
  orders: Record<string, OrderStats>;
  /** The most order and requisition pages, and the most files, under way at the same moment. */
  pagesAtOnce: number;
  filesAtOnce: number;
  /** People who signed in with a password, and devices that an identity provider signed in again. */
  signIns: number;
  bounces: number;
}

/** Counts what goes on. `begin…` methods return a function that says it is over. */
export class Counters {
  private stats = empty();
  private pages = 0;
  private files = 0;
  private readonly open = new Map<string, number>();
  private readonly inUse = new Map<string, number>();
  /** Orders whose page a script asked for last. */
  private readonly fetched = new Set<string>();

  snapshot(): PortalStats {
    return structuredClone(this.stats);
  }

  reset(): void {
    this.stats = empty();
  }

  count(what: 'signIns' | 'bounces'): void {
    this.stats[what]++;
  }

  beginOrder(number: string, by: 'script' | 'navigation' = 'navigation'): () => void {
    const order = this.order(number);
    const wasFetched = this.fetched.delete(number);
    if (by === 'script') this.fetched.add(number);
    if (by === 'script' || !wasFetched) {
      order.opened++;
      order.openedAt.push(Date.now());
    }
    if ((this.inUse.get(number) ?? 0) > 0) order.overlapped++;
    this.open.set(number, (this.open.get(number) ?? 0) + 1);
    order.openAtOnce = Math.max(order.openAtOnce, this.open.get(number)!);
    const endPage = this.beginPage();
    return () => {
      this.open.set(number, this.open.get(number)! - 1);
      endPage();
    };
  }

  /** Something of the order is under way, until whoever asked for it has it or has gone away. */
  beginUse(number: string): () => void {
    this.inUse.set(number, (this.inUse.get(number) ?? 0) + 1);
    return () => void this.inUse.set(number, this.inUse.get(number)! - 1);
  }

  deletion(orderNumber: string): void {
    this.order(orderNumber).deletions++;
  }

  beginRequisition(orderNumber: string): () => void {
    this.order(orderNumber).requisitionOpened++;
    return this.beginPage();
  }

  beginFile(orderNumber: string, path: string, name: string): (sentWhole: boolean) => void {
    const file = (this.order(orderNumber).files[path] ??= { name, requested: 0, sentWhole: 0 });
    file.requested++;
    this.stats.filesAtOnce = Math.max(this.stats.filesAtOnce, ++this.files);
    return (sentWhole) => {
      this.files--;
      if (sentWhole) file.sentWhole++;
    };
  }

  private beginPage(): () => void {
    this.stats.pagesAtOnce = Math.max(this.stats.pagesAtOnce, ++this.pages);
    return () => void this.pages--;
  }

  private order(number: string): OrderStats {
    return (this.stats.orders[number] ??= {
      opened: 0,
      openedAt: [],
      openAtOnce: 0,
      overlapped: 0,
      requisitionOpened: 0,
      deletions: 0,
      files: {},
    });
  }
}

function empty(): PortalStats {
  return { orders: {}, pagesAtOnce: 0, filesAtOnce: 0, signIns: 0, bounces: 0 };
}
