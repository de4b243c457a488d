import { isSuccess, type DownloadedFile } from '../../../batch/outcome';
import {
  Journal,
  knownFiles,
  outcomeId,
  pruneJournals,
  readJournals,
  rememberFile,
  undeliveredOutcomes,
  unwrittenOutcomes,
  type DeliverableEntry,
  type KnownFiles,
} from '../local';
import {
  TakenOver,
  type Asked,
  type Holding,
  type JournalRecord,
  type NewOutcome,
  type Order,
  type OutcomeEntry,
  type SharedStore,
} from '../model';
import { Availability, Stopped } from './availability';
import type { Database } from './database';
import { Deliveries } from './deliveries';
import { Elsewhere } from './elsewhere';
import { Membership } from './membership';
import type { PostgresParts } from './parts';
import { NEWS, placeOfBatch, placeOfFolder, type Statements } from './statements';

/** What this run holds, and whether that was given back already with an outcome that is still on its way. */
type Held = Pick<Holding, 'batchToken' | 'folderToken'>;

/**
 * What runs share, kept in PostgreSQL: for machines that have no folder in common. The journal beside the list stays as
 * the local copy, written first: a run whose server is away goes on with the POs it holds, and tells it later.
 */
export class PostgresStore implements SharedStore {
  private stopped = false;
  private readonly stops = new Set<() => void>();
  private readonly held = new Map<string, Held>();
  private readonly availability: Availability;
  private readonly deliveries: Deliveries;
  private readonly membership: Membership;
  private reading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;
  private choosing: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly parts: PostgresParts,
    private readonly database: Database,
    private readonly statements: Statements,
    private readonly journal: Journal,
    private readonly known: KnownFiles,
    private readonly elsewhere: Elsewhere,
    private readonly downloadFolder: string,
  ) {
    const { tools, events } = parts;
    this.availability = new Availability({
      place: database.place,
      patience: parts.patience,
      probe: tools.probe,
      now: Date.now,
      comeBack: async () => {
        await this.membership.beat();
        await this.deliveries.flush();
      },
      notice: (level, text) => events.notice?.(level, text),
      lost: (message) => events.onLost?.(message),
    });
    this.deliveries = new Deliveries({
      tell: (entry) => this.statements.record(entry),
      unfit: ({ record }, error) =>
        events.notice?.(
          'warning',
          `${record.po}: the database ${database.place} cannot keep its result (${error.message}). It is in the list here; other computers do not hear of it.`,
        ),
      note: (type, id) => this.journal.append({ type, run: this.run, ids: [id], at: Date.now() }),
    });
    this.membership = new Membership(statements, { ...tools, onGone: (run) => events.onGone?.(run) });
  }

  static async join(parts: PostgresParts, database: Database, statements: Statements): Promise<PostgresStore> {
    const { folder, member } = parts;
    await statements.beat();
    const living = new Set(await statements.living());
    // It ended while the server was away, and so counts as alive for as long as its lease lasts.
    for (const owner of await statements.siblings()) if (parts.tools.isDead(owner)) living.delete(owner.run);
    const records = readJournals(folder).flatMap((one) => one.records);
    const planned = readJournals(folder, parts.journals).flatMap((one) => one.records);
    const elsewhere = new Elsewhere(
      { ...member, planned: idsOf(planned), isListed: parts.isListed },
      seenIn(records, member.batch),
    );
    elsewhere.noteJournals(records);
    const journal = await Journal.open(folder, member.run);
    const downloadFolder = await parts.downloadFolder();
    const known = knownFiles(records);
    const store = new PostgresStore(parts, database, statements, journal, known, elsewhere, downloadFolder);
    await journal.append({ type: 'run', ...member, at: Date.now(), ...(parts.shard && { shard: parts.shard }) });
    for (const entry of undeliveredOutcomes(records))
      if (!living.has(entry.run)) store.deliveries.add(entry, (accepted) => store.toldLate(entry, accepted));
    // What it reads is handed out with the first heartbeat: whoever opens the store is not ready for it yet.
    await store.talk();
    elsewhere.forgetEnded();
    store.timer = setInterval(() => void store.beat(), parts.tools.beat);
    store.timer.unref();
    return store;
  }

  get path(): string {
    return this.journal.path;
  }

  private get run(): string {
    return this.parts.member.run;
  }

  choose(orders: readonly Order[]): Promise<void> {
    const choosing = this.availability.once(() => this.statements.choose(orders)).then(() => undefined);
    // Whoever takes a PO waits for it, and is not the one to say why it failed.
    this.choosing = choosing.catch(() => undefined);
    return choosing;
  }

  async take(order: Order): Promise<Asked> {
    // A PO that ended before it was noted as due would stay due for ever.
    await this.choosing;
    // Its retry goes on with it, whether the server answers or not.
    if (this.availability.isAway && this.held.has(order.number)) return { is: 'ours' };
    try {
      return await this.availability.patiently(() => this.ask(order));
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return this.held.has(order.number) ? { is: 'ours' } : { is: 'stopped' };
    }
  }

  async untilFree({ mayBeFree }: Extract<Asked, { is: 'held' }>): Promise<void> {
    while (!this.stopped && !(await mayBeFree())) await this.pause();
  }

  /**
   * Without a question to the server while this run's lease certainly lasts. While the server is away the work is done
   * all the same: whether it counts is decided when the outcome is told.
   */
  async fenced<T>(order: Order, work: () => Promise<T>): Promise<T> {
    const held = this.held.get(order.number);
    if (!held) throw await this.takenOver(order);
    if (!this.membership.isSure()) {
      const place = placeOfFolder(this.downloadFolder);
      const answer = await this.availability.once(() => this.statements.holds(place, order.number, held.folderToken));
      if (answer && !answer.value) {
        this.held.delete(order.number);
        throw await this.takenOver(order);
      }
    }
    return work();
  }

  async record(order: Order, { record, cells, baselines }: NewOutcome): Promise<OutcomeEntry> {
    const { po, number } = order;
    const held = this.held.get(number);
    if (!held) throw await this.takenOver(order);
    const entry: DeliverableEntry = {
      type: 'outcome',
      run: this.run,
      id: outcomeId(),
      record,
      cells,
      baselines,
      revision: this.elsewhere.nextRevision(po),
      holding: { number, batch: this.parts.member.batch, folder: this.downloadFolder, ...held },
    };
    await this.journal.append(entry);
    if (record.final) this.held.delete(number);
    this.elsewhere.noteJournals([entry]);
    let accepted: boolean | undefined;
    let waits = true;
    this.deliveries.add(entry, (answer) => {
      accepted = answer;
      if (waits) this.elsewhere.told(entry, answer);
      else this.toldLate(entry, answer);
    });
    // Others may wait to be told before it; none of them is waited for while the server is away.
    if (!this.availability.isAway) await this.availability.once(() => this.deliveries.flush());
    waits = false;
    if (accepted !== false) return entry;
    this.held.delete(number);
    throw await this.takenOver(order);
  }

  async release({ number }: Order): Promise<void> {
    this.held.delete(number);
    // What cannot be given back now is anybody's when this run's lease ends.
    if (!this.availability.isAway) await this.availability.once(() => this.statements.release(number, this.places()));
  }

  /** What cannot be read now is read with the next question. */
  async update(): Promise<void> {
    if (!this.availability.isAway) await this.availability.once(() => this.readNews());
  }

  marksOf(po: string): string[] {
    return this.elsewhere.marksOf(po);
  }

  filesOf(po: string): DownloadedFile[] {
    return [...(this.known.get(po)?.values() ?? [])];
  }

  async noteFile(po: string, file: DownloadedFile): Promise<void> {
    rememberFile(this.known, po, file);
    await this.journal.append({ type: 'file', run: this.run, po, file, at: Date.now() });
  }

  async owed(only?: string): Promise<OutcomeEntry[]> {
    const living = await this.livingRuns(only);
    if (!living) return [];
    const records = readJournals(this.parts.folder).flatMap((journal) => journal.records);
    return unwrittenOutcomes(records).filter(
      ({ run }) => run !== this.run && !living.has(run) && (only === undefined || run === only),
    );
  }

  async settled(ids: string[]): Promise<void> {
    this.elsewhere.settle(ids);
    const { seen } = this.elsewhere;
    await this.journal.append({ type: 'checkpoint', run: this.run, ids, at: Date.now(), seen });
  }

  async catchUp(): Promise<void> {
    try {
      await this.availability.patiently(async () => {
        await this.deliveries.flush();
        await this.readNews();
      });
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
    this.handOut();
  }

  stop(): void {
    this.stopped = true;
    this.availability.stop();
    for (const stop of this.stops) stop();
  }

  async close(): Promise<void> {
    this.stop();
    clearInterval(this.timer);
    await this.beating;
    const { availability, deliveries, statements, parts } = this;
    await availability.once(() => deliveries.flush());
    const pending = deliveries.pending.map(({ holding }) => holding.number);
    if (pending.length > 0)
      parts.events.notice?.(
        'warning',
        `${pending.length} result(s) could not be told to the database ${this.database.place}: they are in the journal, and the next run on this list tells it.`,
      );
    const left = await availability.once(async () => {
      await statements.leave(pending);
      return statements.living();
    });
    availability.close();
    await this.settled([]);
    await this.journal.close();
    await this.database.close();
    if (left) await pruneJournals(parts.folder, parts.keepRuns, left.value);
  }

  /** One heartbeat, and what comes with it. Never throws. */
  private beat(): Promise<void> {
    if (this.availability.isAway) return Promise.resolve();
    this.beating ??= this.beatOnce().finally(() => (this.beating = undefined));
    return this.beating;
  }

  private async beatOnce(): Promise<void> {
    try {
      await this.availability.once(() => this.talk());
      this.handOut();
    } catch (error) {
      this.parts.events.notice?.('warning', `The database could not be read: ${(error as Error).message}`);
    }
  }

  private async talk(): Promise<void> {
    await this.membership.beat();
    await this.membership.watchSiblings();
    await this.deliveries.flush();
    await this.readNews();
  }

  private async ask({ po, number }: Order): Promise<Asked> {
    // What this run itself still owes may be about this very PO.
    await this.deliveries.flush();
    const [batch, folder] = this.places() as [string, string];
    const inBatch = await this.membership.take(batch, number, po);
    if ('run' in inBatch) return this.heldBy(batch, inBatch);
    // Only now: while this run has the claim, no other run can end this PO.
    await this.readNews();
    const by =
      this.elsewhere.takeDone(po) ?? (this.parts.isOffered?.(number) ? this.elsewhere.takeEnded(po) : undefined);
    if (by) {
      await this.statements.yieldDone(number, [batch, folder], isSuccess(by.entry.record.status));
      return { is: 'done', by };
    }
    const inFolder = await this.membership.take(folder, number, po);
    if ('run' in inFolder) {
      await this.statements.release(number, [batch]);
      return this.heldBy(folder, inFolder);
    }
    this.held.set(number, { batchToken: inBatch.token, folderToken: inFolder.token });
    return { is: 'ours' };
  }

  private heldBy(place: string, by: Extract<Asked, { is: 'held' }>['by']): Asked {
    const mayBeFree = async () => {
      try {
        return await this.availability.patiently(() => this.statements.mayBeFree(place, by.number));
      } catch (error) {
        if (error instanceof Stopped) return true;
        throw error;
      }
    };
    return { is: 'held', by, mayBeFree };
  }

  /** One after the other: each goes on where the last one ended. */
  private readNews(): Promise<void> {
    const next = this.reading.then(async () => {
      for (;;) {
        const rows = await this.statements.news(this.elsewhere.after);
        this.elsewhere.read(rows);
        // A question more would be a round trip more for each PO.
        if (rows.length < NEWS) return;
      }
    });
    this.reading = next.catch(() => undefined);
    return next;
  }

  private handOut(): void {
    const fresh = this.elsewhere.takeFresh();
    if (fresh.length > 0) this.parts.events.onElsewhere?.(fresh);
  }

  /** An outcome that its run has reported long ago. */
  private toldLate(entry: OutcomeEntry, accepted: boolean): void {
    this.elsewhere.told(entry, accepted);
    if (accepted) return;
    const { record } = entry;
    this.parts.events.notice?.(
      'warning',
      `${record.po}: its result (${record.status}) came too late, another run had taken it over: that run's result counts.`,
    );
  }

  private async takenOver({ po, number }: Order): Promise<TakenOver> {
    const [batch] = this.places() as [string, string];
    const answer = await this.availability.once(async () => {
      const by = await this.statements.holder(batch, number);
      await this.readNews();
      return by;
    });
    return new TakenOver(po, answer?.value ?? this.elsewhere.lastOf(po));
  }

  private async livingRuns(only: string | undefined): Promise<Set<string> | undefined> {
    if (only !== undefined) return new Set();
    const answer = await this.availability.once(() => this.statements.living());
    return answer && new Set(answer.value);
  }

  private places(): string[] {
    return [placeOfBatch(this.parts.member.batch), placeOfFolder(this.downloadFolder)];
  }

  private async pause(): Promise<void> {
    let stop: (() => void) | undefined;
    const stopping = new Promise<void>((resolve) => this.stops.add((stop = resolve)));
    await Promise.race([this.parts.tools.sleep(this.parts.tools.poll), stopping]);
    this.stops.delete(stop!);
  }
}

const idsOf = (records: JournalRecord[]) =>
  new Set(records.flatMap((record) => (record.type === 'outcome' ? [record.id] : [])));

/** Up to which outcome of the batch this copy of the list is complete. */
const seenIn = (records: JournalRecord[], batch: string) =>
  records.reduce(
    (most, record) =>
      record.type === 'checkpoint' && record.seen?.batch === batch ? Math.max(most, record.seen.outcome) : most,
    0,
  );
