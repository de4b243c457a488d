import { KnownOutcomes, type JournalRecord, type OutcomeEntry, type Seen } from '../model';
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
  /** Final outcomes by PO, then by id. */
  private readonly finals = new Map<string, Map<string, { revision: number; counts: boolean }>>();

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

  /**
   * Outcomes that the list does not hold yet. Given once. Not those of POs that were done again since, here or by a
   * run on the same copy of the list: they would replace the newer row.
   */
  takeFresh(): OutcomeEntry[] {
    return this.fresh.splice(0).filter((entry) => {
      const later = this.laterThan(entry);
      if (later.some(({ counts }) => counts)) this.settle([entry.id]);
      // What this run could not tell yet may be refused, and then it is the other one's word that counts.
      else if (later.length > 0) this.fresh.push(entry);
      return later.length === 0;
    });
  }

  /** Outcomes in the journals beside the list. Whether one counts that the database has not heard of, `told` says. */
  noteJournals(records: JournalRecord[]): void {
    this.noteRevisions(records);
    const answered = (type: 'delivered' | 'refused') =>
      new Set(records.flatMap((record) => (record.type === type ? record.ids : [])));
    const [delivered, refused] = [answered('delivered'), answered('refused')];
    for (const record of records) {
      // Revisions of another batch, or of folders in common, say nothing of what is newer in this one.
      if (record.type === 'outcome' && record.holding?.batch === this.parts.batch && !refused.has(record.id))
        this.noteFinal(record, delivered.has(record.id));
    }
  }

  /** The database has taken the outcome, or refused it: another run had taken the PO over. */
  told(entry: OutcomeEntry, accepted: boolean): void {
    if (accepted) this.noteFinal(entry, true);
    else this.finals.get(entry.record.po)?.delete(entry.id);
  }

  settle(ids: readonly string[]): void {
    for (const id of ids) this.open.delete(id);
  }

  private readOne({ run, user, host, list, entry }: NewsRow, seq: bigint): void {
    const { parts } = this;
    this.noteFinal(entry, true);
    const isPlanned = parts.planned.has(entry.id);
    if (run === parts.run || isPlanned) return this.noteRevisions([entry]);
    this.takeIn([entry], { user, host });
    const sameCopy = host === parts.host && list === parts.list;
    if (sameCopy || !entry.record.final || !parts.isListed(entry.record.po)) return;
    this.fresh.push(entry);
    this.open.set(entry.id, seq);
  }

  private noteFinal({ id, record, revision = 0 }: OutcomeEntry, counts: boolean): void {
    if (!record.final) return;
    const finals = this.finals.get(record.po) ?? new Map();
    this.finals.set(record.po, finals.set(id, { revision, counts }));
  }

  private laterThan({ record, revision = 0 }: OutcomeEntry) {
    return [...(this.finals.get(record.po)?.values() ?? [])].filter((final) => final.revision > revision);
  }
}
