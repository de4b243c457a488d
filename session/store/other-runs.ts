import path from 'node:path';
import fs from 'fs-extra';
import { isSuccess, type DownloadedFile, type OutcomeRecord } from '../../batch/outcome';
import { fingerprintOf } from '../../batch/list';
import { parseJournal, type JournalRecord, type OutcomeEntry } from './journal';

/** A PO that another run has done since this run's plan was made. */
export interface DoneElsewhere {
  entry: OutcomeEntry;
  user: string;
  host: string;
}

type Who = Pick<DoneElsewhere, 'user' | 'host'>;

const ENDING = '.jsonl';
/** The first record of a journal, which says whose it is, is much shorter. Bytes. */
const HEAD = 8_192;

/**
 * What other runs on the same list do while this one goes on, read from their journals: a PO that one of them completed
 * is not done again, a file that one of them fetched is not fetched again, and a row that one of them wrote was not
 * touched by a person. Only what is new is read, so that asking before every PO costs next to nothing.
 */
export class OtherRuns {
  private readonly read: Map<string, number>;
  private readonly who = new Map<string, Who>();
  private readonly done = new Map<string, DoneElsewhere>();
  private readonly marks = new Map<string, Set<string>>();
  private readonly revisions = new Map<string, number>();
  private readonly last = new Map<string, Who>();
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly own: string,
    /** Bytes of each journal that the plan knows already, by run. */
    known: Record<string, number>,
    private readonly onFile: (po: string, file: DownloadedFile) => void = () => undefined,
  ) {
    this.read = new Map(Object.entries(known));
  }

  /** Takes in what was written since it was last asked. */
  update(): Promise<void> {
    const next = this.reading.then(() => this.readNews());
    this.reading = next.catch(() => undefined);
    return next;
  }

  /** The PO as another run completed it. Given once: a person who starts it again afterwards wants it done again. */
  takeDone(po: string): DoneElsewhere | undefined {
    const done = this.done.get(po);
    this.done.delete(po);
    return done;
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

  private async readNews(): Promise<void> {
    const names = (await fs.readdir(this.folder))
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length));
    for (const run of names) if (run !== this.own) await this.readRun(run);
  }

  private async readRun(run: string): Promise<void> {
    const handle = await fs.promises
      .open(path.join(this.folder, run + ENDING))
      .catch((error: NodeJS.ErrnoException) => {
        // Pruned meanwhile.
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
    if (!handle) return;
    try {
      const from = this.read.get(run) ?? 0;
      const { size } = await handle.stat();
      if (size <= from) return;
      const bytes = Buffer.alloc(size - from);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      // The last line may still be on its way: its rest comes with the next reading.
      const whole = bytes.subarray(0, bytesRead).lastIndexOf(10) + 1;
      if (!this.who.has(run)) this.who.set(run, await whoOf(handle));
      this.read.set(run, from + whole);
      this.takeIn(parseJournal(bytes.toString('utf8', 0, whole)), this.who.get(run)!);
    } finally {
      await handle.close();
    }
  }

  private takeIn(records: JournalRecord[], who: Who): void {
    this.noteRevisions(records);
    for (const record of records) {
      if (record.type === 'file') this.onFile(record.po, record.file);
      if (record.type !== 'outcome' || !record.record.final) continue;
      const { po, status } = record.record;
      this.last.set(po, who);
      this.marks.set(po, (this.marks.get(po) ?? new Set()).add(fingerprintOf(record.cells)));
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

async function whoOf(handle: fs.promises.FileHandle): Promise<Who> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
  const head = parseJournal(buffer.toString('utf8', 0, bytesRead).split('\n')[0]!)[0];
  return head?.type === 'run' ? { user: head.user, host: head.host } : { user: 'somebody', host: 'another computer' };
}
