import { KnownOutcomes, type OutcomeEntry, type Seen } from '../model';
import type { NewsRow } from './statements';

export interface ElsewhereParts {
  batch: string;
  run: string;
  host: string;
  list: string;
  /** Ids of outcomes that the plan has taken in: they stood in a journal beside the list. */
  planned: ReadonlySet<string>;
  /** Whether the PO stands in this run's list. */
  isListed(po: string): boolean;
}

/**
 * What the database says that other runs did, and which of it this copy of the list still lacks. A list has a copy on
 * each machine; runs on one and the same copy write their own rows, and know each other's by their journals.
 */
export class Elsewhere extends KnownOutcomes {
  private cursor: bigint;
  /** Read, and to be handed out; then handed out, and not yet in the list. By id, with their places in the order. */
  private fresh: OutcomeEntry[] = [];
  private readonly open = new Map<string, bigint>();

  constructor(
    private readonly parts: ElsewhereParts,
    seen: number,
  ) {
    super();
    this.cursor = BigInt(seen);
  }

  /** Behind this one all is news. */
  get after(): string {
    return String(this.cursor);
  }

  /** Up to this one nothing is missing in the list. */
  get seen(): Seen {
    const first = [...this.open.values()].reduce((least, seq) => (seq < least ? seq : least), this.cursor + 1n);
    return { batch: this.parts.batch, outcome: Number(first - 1n) };
  }

  read(rows: readonly NewsRow[]): void {
    for (const row of rows) {
      const seq = BigInt(row.seq);
      // Asked twice at the same time: once is enough.
      if (seq <= this.cursor) continue;
      this.cursor = seq;
      this.readOne(row, seq);
    }
  }

  /** Outcomes that the list does not hold yet. Given once. */
  takeFresh(): OutcomeEntry[] {
    return this.fresh.splice(0);
  }

  settle(ids: readonly string[]): void {
    for (const id of ids) this.open.delete(id);
  }

  private readOne({ run, user, host, list, entry }: NewsRow, seq: bigint): void {
    const { parts } = this;
    const isPlanned = parts.planned.has(entry.id);
    if (run === parts.run || isPlanned) return this.noteRevisions([entry]);
    this.takeIn([entry], { user, host });
    const sameCopy = host === parts.host && list === parts.list;
    if (sameCopy || !entry.record.final || !parts.isListed(entry.record.po)) return;
    this.fresh.push(entry);
    this.open.set(entry.id, seq);
  }
}
