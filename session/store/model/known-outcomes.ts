import { isSuccess, type OutcomeRecord } from '../../../batch/outcome';
import { fingerprintOf } from '../../../batch/list';
import type { JournalRecord } from './journal-records';
import type { DoneElsewhere } from './shared-store';

/** Whose run. */
export type Who = Pick<DoneElsewhere, 'user' | 'host'>;

/** What is known of other runs' outcomes, wherever they were read. Memory alone. */
export class KnownOutcomes {
  private readonly done = new Map<string, DoneElsewhere>();
  private readonly ended = new Map<string, DoneElsewhere>();
  private readonly marks = new Map<string, Set<string>>();
  private readonly revisions = new Map<string, number>();
  private readonly last = new Map<string, Who>();
  private readonly newest = new Map<string, number>();

  /** The PO as another run completed it. Given once: a person who starts it again afterwards wants it done again. */
  takeDone(po: string): DoneElsewhere | undefined {
    const done = this.done.get(po);
    this.done.delete(po);
    return done;
  }

  /** The PO as another run ended it since `forgetEnded`, well or badly. */
  takeEnded(po: string): DoneElsewhere | undefined {
    const ended = this.ended.get(po);
    this.ended.delete(po);
    return ended;
  }

  /** What is known by now was before this run. */
  forgetEnded(): void {
    this.ended.clear();
  }

  /** Fingerprints of the PO's rows as other runs wrote them. */
  marksOf(po: string): string[] {
    return [...(this.marks.get(po) ?? [])];
  }

  /** Whose outcome of the PO came last. */
  lastOf(po: string): Who | undefined {
    return this.last.get(po);
  }

  /** Revision of the PO's next outcome: one higher than that of any known outcome, of whichever run. */
  nextRevision(po: string): number {
    return (this.revisions.get(po) ?? 0) + 1;
  }

  /** Takes note of the outcomes' revisions, and of nothing else. */
  noteRevisions(records: Iterable<JournalRecord>): void {
    for (const record of records) {
      if (record.type === 'outcome')
        this.revisions.set(record.record.po, Math.max(this.revisions.get(record.record.po) ?? 0, record.revision ?? 0));
    }
  }

  /** Takes in what another run wrote down. */
  takeIn(records: Iterable<JournalRecord>, who: Who): void {
    this.noteRevisions(records);
    for (const record of records) {
      if (record.type !== 'outcome' || !record.record.final) continue;
      const { po, status } = record.record;
      this.marks.set(po, (this.marks.get(po) ?? new Set()).add(fingerprintOf(record.cells)));
      // Journals of several runs are read one after the other, whichever of their outcomes came first.
      const { revision = 0 } = record;
      if (revision < (this.newest.get(po) ?? 0)) continue;
      this.newest.set(po, revision);
      this.last.set(po, who);
      this.ended.set(po, { entry: record, ...who });
      if (isSuccess(status)) this.done.set(po, { entry: record, ...who });
      else this.done.delete(po);
    }
  }
}

/** That run's record, as this run shows and counts it. */
export function doneElsewhere(
  { entry, user, host }: DoneElsewhere,
  { attempt, slot, at }: { attempt: number; slot: number; at: number },
): OutcomeRecord {
  const { record, run } = entry;
  return {
    ...record,
    attempt,
    slot,
    final: true,
    startedAt: at,
    endedAt: at,
    message: `Done by ${user} on ${host}: ${record.message}`,
    doneBy: { user, host, run },
  };
}
