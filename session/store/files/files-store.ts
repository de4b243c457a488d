import type { DownloadedFile } from '../../../batch/outcome';
import type { Owner } from '../../../batch/system/owner';
import {
  downloadLock,
  Journal,
  knownFiles,
  listLock,
  outcomeId,
  pruneJournals,
  readJournals,
  rememberFile,
  stateFolder,
  unwrittenOutcomes,
  type KnownFiles,
} from '../local';
import {
  TakenOver,
  type Asked,
  type JournalRecord,
  type NewOutcome,
  type Order,
  type OutcomeEntry,
  type SharedStore,
  type StoreEvents,
} from '../model';
import { leasedRuns } from './lease';
import { OtherRuns } from './other-runs';
import { SharedFolder, systemTools, type SharedFolderTools } from './shared-folder';

/** What a store is about: a run, its list, its download folder. */
export interface FilesStoreParts {
  owner: Owner;
  /** Path of the list. */
  list: string;
  /** Its real path: runs that reach it by another name meet in it. */
  downloadRoot: string;
  /** Bytes of each run's journal that the plan knows already, by run. */
  journals: Record<string, number>;
  /** So many runs' journals stay. */
  keepRuns: number;
  /** Which shard the run is. */
  shard?: Extract<JournalRecord, { type: 'run' }>['shard'];
  events?: StoreEvents;
  tools?: SharedFolderTools;
}

/** Milliseconds between two readings of a claim that is waited for. */
const POLL = 500;

/**
 * What runs share, kept in files: beside the list, since two runs may work on it, and in the download folder, since
 * runs of two lists may meet there. Claims are taken in this order, so that no two runs wait for each other.
 */
export class FilesStore implements SharedStore {
  private stopped = false;
  private readonly stops = new Set<() => void>();

  private constructor(
    private readonly parts: FilesStoreParts,
    private readonly list: SharedFolder,
    private readonly downloads: SharedFolder,
    private readonly known: KnownFiles,
    private readonly others: OtherRuns,
    private readonly journal: Journal,
  ) {}

  static async join(parts: FilesStoreParts): Promise<FilesStore> {
    const { owner, events, tools = systemTools } = parts;
    const folder = stateFolder(parts.list);
    const list = new SharedFolder(listLock(parts.list), owner, { onGone: (run) => events?.onGone?.(run) }, tools);
    const downloads = new SharedFolder(downloadLock(parts.downloadRoot), owner, {}, tools);
    await list.open();
    await downloads.open();
    const records = readJournals(folder).flatMap((one) => one.records);
    const known = knownFiles(records);
    const others = new OtherRuns(folder, owner.run, parts.journals, (po, file) => rememberFile(known, po, file));
    others.noteRevisions(records);
    const journal = await Journal.open(folder, owner.run);
    await journal.append({
      type: 'run',
      ...owner,
      at: Date.now(),
      list: parts.list,
      ...(parts.shard && { shard: parts.shard }),
    });
    return new FilesStore(parts, list, downloads, known, others, journal);
  }

  get path(): string {
    return this.journal.path;
  }

  /** Nothing: what `--last-failed` takes lies beside the list, and Playwright's side keeps it there. */
  async choose(): Promise<void> {}

  async take({ po, number }: Order): Promise<Asked> {
    const inList = await this.list.take(number, po);
    if (inList) return { is: 'held', by: inList, mayBeFree: () => this.list.mayBeFree(number) };
    // Only now: while this run has the claim, no other run can end this PO.
    await this.others.update();
    const done = this.others.takeDone(po);
    if (done) {
      await this.list.release(number);
      return { is: 'done', by: done };
    }
    const inFolder = await this.downloads.take(number, po);
    if (!inFolder) return { is: 'ours' };
    await this.list.release(number);
    return { is: 'held', by: inFolder, mayBeFree: () => this.downloads.mayBeFree(number) };
  }

  async untilFree({ mayBeFree }: Extract<Asked, { is: 'held' }>): Promise<void> {
    while (!this.stopped && !(await mayBeFree())) await this.pause();
  }

  /** The download folder's claim is the one that counts for it. */
  fenced<T>(order: Order, work: () => Promise<T>): Promise<T> {
    return this.saying(order, this.downloads.fenced(order.po, order.number, work));
  }

  async record(order: Order, { record, cells, baselines }: NewOutcome): Promise<OutcomeEntry> {
    const { po, number } = order;
    const entry: OutcomeEntry = {
      type: 'outcome',
      run: this.parts.owner.run,
      id: outcomeId(),
      record,
      cells,
      baselines,
      revision: this.others.nextRevision(po),
    };
    const write = async () => {
      await this.journal.append(entry);
      this.others.noteRevisions([entry]);
    };
    await this.saying(order, this.list[record.final ? 'fencedLast' : 'fenced'](po, number, write));
    // Not waited for: the result is recorded already, and the lock keeps the order of what this run does next there.
    if (record.final) void this.downloads.release(number).catch(() => undefined);
    return entry;
  }

  async release({ number }: Order): Promise<void> {
    await this.downloads.release(number);
    await this.list.release(number);
  }

  update(): Promise<void> {
    return this.others.update();
  }

  marksOf(po: string): string[] {
    return this.others.marksOf(po);
  }

  filesOf(po: string): DownloadedFile[] {
    return [...(this.known.get(po)?.values() ?? [])];
  }

  async noteFile(po: string, file: DownloadedFile): Promise<void> {
    rememberFile(this.known, po, file);
    await this.journal.append({ type: 'file', run: this.parts.owner.run, po, file, at: Date.now() });
  }

  /**
   * Gone is a run without a lease: it has ended and could not write, or its lease was taken away since it no longer
   * lives, on whichever computer.
   */
  async owed(only?: string): Promise<OutcomeEntry[]> {
    const folder = stateFolder(this.parts.list);
    const living = new Set(only === undefined ? await leasedRuns(folder) : []);
    const records = readJournals(folder).flatMap((journal) => journal.records);
    return unwrittenOutcomes(records).filter(({ run }) => !living.has(run) && (only === undefined || run === only));
  }

  async settled(ids: string[]): Promise<void> {
    await this.journal.append({ type: 'checkpoint', run: this.parts.owner.run, ids, at: Date.now() });
  }

  /** Nothing is owed: what is recorded is there for all, and other runs write their own rows. */
  async catchUp(): Promise<void> {}

  stop(): void {
    this.stopped = true;
    for (const stop of this.stops) stop();
  }

  async close(): Promise<void> {
    this.stop();
    try {
      await this.journal.close();
    } finally {
      // Leases that stay keep other runs from this one's POs until they are stale.
      await this.downloads.close();
      await this.list.close();
    }
    const folder = stateFolder(this.parts.list);
    await pruneJournals(folder, this.parts.keepRuns, await leasedRuns(folder));
  }

  /** A PO that was taken over and is done has no claim any more; the other run's journal names who did it. */
  private async saying<T>({ po }: Order, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof TakenOver) || error.by) throw error;
      await this.others.update();
      throw new TakenOver(po, this.others.lastOf(po));
    }
  }

  private async pause(): Promise<void> {
    const { sleep } = this.parts.tools ?? systemTools;
    let stop: (() => void) | undefined;
    const stopping = new Promise<void>((resolve) => this.stops.add((stop = resolve)));
    await Promise.race([sleep(POLL), stopping]);
    this.stops.delete(stop!);
  }
}
