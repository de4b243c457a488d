import type { Owner } from '../markup';
import type {
  AttachmentDefinition,
  DocumentDefinition,
  Latency,
  OrderDefinition,
  PageWeight,
  RequisitionDefinition,
  Times,
} from '../orders';
import { Counters } from './stats';
import type { TroubleMemory } from './trouble-memory';

/** The identity provider's part: comes back by itself after so many milliseconds, or waits for a person. */
export interface IdentityProvider {
  afterMs: number | 'never';
}

export type Requisition = RequisitionDefinition & { supplier: string };

/** Everything that requests share and that can be changed while the portal runs. */
export class PortalState {
  readonly counters = new Counters();
  readonly orders: ReadonlyMap<string, OrderDefinition>;
  /** By requisition number, with the order that leads there. */
  readonly requisitions: ReadonlyMap<string, { requisition: Requisition; order: OrderDefinition }>;
  private readonly happened = new Map<string, number>();
  private readonly latencies = new Map<string, Partial<Latency>>();
  private readonly waiting = new Set<() => void>();
  private readonly signedOutAt = { session: 0, device: 0 };

  constructor(
    orders: readonly OrderDefinition[],
    private latencyOfAll: Latency,
    public identityProvider: IdentityProvider,
    readonly signInNeeded: boolean,
    /** What every order and requisition page brings along. */
    readonly weight?: PageWeight,
    /** The troubles that a portal before this one had; those of this one are told to it. */
    private readonly memory: TroubleMemory = { earlier: new Set(), note: () => {} },
  ) {
    this.orders = new Map(orders.map((order) => [order.number, order]));
    this.requisitions = new Map(
      orders.flatMap((order) =>
        order.requisition
          ? [
              [
                order.requisition.number,
                { requisition: { supplier: order.supplier, ...order.requisition }, order },
              ] as const,
            ]
          : [],
      ),
    );
    if (this.orders.size < orders.length) throw new Error('The catalogue has an order number twice.');
  }

  /** The page that a file or a list hangs on, and the order that it belongs to. */
  owned(owner: Owner): { document: DocumentDefinition; order: OrderDefinition; heading: string } | undefined {
    const number = owner.slice(2);
    if (owner.startsWith('pr')) {
      const found = this.requisitions.get(number);
      return found && { document: found.requisition, order: found.order, heading: `Requisition #${number}` };
    }
    const order = this.orders.get(number);
    return order && { document: order, order, heading: `Purchase Order #${number}` };
  }

  /** True while a trouble still has to happen; counts it. */
  happens(key: string, times: Times = 'always'): boolean {
    if (times === 'always') return true;
    if (times === 'first-run') {
      if (this.memory.earlier.has(key)) return false;
      this.memory.note(key);
      return true;
    }
    const count = this.happened.get(key) ?? 0;
    this.happened.set(key, count + 1);
    return count < times;
  }

  /** Changes the latencies of the portal, or of one order; undefined takes an order's own away again. */
  setLatency(latency: Partial<Latency> | undefined, orderNumber?: string): void {
    if (orderNumber === undefined) this.latencyOfAll = { ...this.latencyOfAll, ...latency };
    else if (latency) this.latencies.set(orderNumber, { ...this.latencies.get(orderNumber), ...latency });
    else this.latencies.delete(orderNumber);
  }

  /** Waits as long as this page or file takes to begin, or until `release`. */
  async latency(
    of: 'page' | 'file',
    document: DocumentDefinition | undefined,
    orderNumber: string,
    attachment?: AttachmentDefinition,
  ): Promise<void> {
    const milliseconds = this.latencyOf(document, orderNumber, attachment)[of];
    // At once for zero, so that a portal without latency costs no timer.
    if (milliseconds <= 0) return;
    let release: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.waiting.add((release = () => (clearTimeout(timer), resolve())));
    });
    this.waiting.delete(release!);
  }

  /** Answers at once whatever still waits for its latency. */
  release(): void {
    for (const go of this.waiting) go();
  }

  private latencyOf(
    document: DocumentDefinition | undefined,
    orderNumber: string,
    attachment?: AttachmentDefinition,
  ): Latency {
    const set = this.latencies.get(orderNumber);
    return {
      page: set?.page ?? document?.latency?.page ?? this.latencyOfAll.page,
      file: set?.file ?? attachment?.latency ?? document?.latency?.file ?? this.latencyOfAll.file,
    };
  }

  /** Every session, and with `devices` every remembered device, counts no more. */
  signEveryoneOut(devices: boolean): void {
    // One ahead, so that what was sealed in this very millisecond is out too; `now` keeps up with it.
    this.signedOutAt.session = Date.now() + 1;
    if (devices) this.signedOutAt.device = Date.now() + 1;
  }

  now(): number {
    return Math.max(Date.now(), this.signedOutAt.session);
  }

  isCurrent(use: 'session' | 'device', issuedAt: number): boolean {
    return issuedAt >= this.signedOutAt[use];
  }
}
