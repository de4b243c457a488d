import { isSuccess } from '../../../batch/outcome';
import type { Owner } from '../../../batch/system/owner';
import { soundJson } from '../../../batch/text/short-text';
import type { Order, OutcomeEntry, PoClaim } from '../model';
import type { DeliverableEntry } from '../local';
import type { Database } from './database';

/** A run as others read of it; `list` is the path of its list on its own computer. */
export interface Member extends Owner {
  batch: string;
  list: string;
}

/** Another run's hold on a PO. */
export type OtherHold = PoClaim & { pid: number; startedAt: number };

/** An outcome of another run, in the order of all. */
export interface NewsRow {
  seq: string;
  run: string;
  user: string;
  host: string;
  list: string;
  entry: OutcomeEntry;
}

/** By the server's clock alone: how long a run has been silent, wherever it is. `$n` is in seconds. */
const alive = (run: string, seconds: string) => `exists (
  select 1 from po_batch.runs lives
  where lives.run = ${run} and lives.beat > clock_timestamp() - make_interval(secs => ${seconds}))`;

/**
 * What is asked of the server, one statement each: it is done or it is not, whenever the connection is cut, and may be
 * sent again.
 */
export class Statements {
  constructor(
    private readonly database: Database,
    private readonly member: Member,
    /** Seconds without a heartbeat after which a run counts as gone. */
    private readonly lease: number,
  ) {}

  /** A heartbeat; of a run that others gave up, or that begins, its entry. */
  async beat(): Promise<void> {
    const { run, batch, list, user, host, pid, startedAt } = this.member;
    await this.database.rows(
      `insert into po_batch.runs (run, batch, list, user_name, host, pid, started_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (run) do update set beat = clock_timestamp()`,
      [run, batch, list, user, host, pid, startedAt],
    );
  }

  /** Takes a PO, or takes it over from a run that is gone: its token, or who has it. Undefined: ask once more. */
  async take(place: string, number: string, po: string): Promise<{ token: string } | OtherHold | undefined> {
    const [row] = await this.database.rows<HoldRow & { token: string | null }>(
      `with taken as (
         insert into po_batch.claims as claim (place, number, po, run, token, since)
         values ($1, $2, $3, $4, 1, clock_timestamp())
         on conflict (place, number) do update set
           po = excluded.po,
           run = excluded.run,
           token = case when claim.run = excluded.run then claim.token else claim.token + 1 end,
           since = case when claim.run = excluded.run then claim.since else excluded.since end
         where claim.run is null or claim.run = excluded.run or not ${alive('claim.run', '$5')}
         returning token
       )
       select taken.token::text, ${HOLD}
       from (select 1) one left join taken on true
       left join po_batch.claims claim on taken.token is null and claim.place = $1 and claim.number = $2
       left join po_batch.runs holder on holder.run = claim.run`,
      [place, number, po, this.member.run, this.lease],
    );
    if (row?.token) return { token: row.token };
    return row?.run ? holdOf(row, number) : undefined;
  }

  /** Whether taking it may succeed by now. */
  async mayBeFree(place: string, number: string): Promise<boolean> {
    const [held] = await this.database.rows(
      `select 1 from po_batch.claims claim
       where place = $1 and number = $2 and run is not null and run <> $3 and ${alive('claim.run', '$4')}`,
      [place, number, this.member.run, this.lease],
    );
    return !held;
  }

  /** Whether the run still has the PO there by this token. */
  async holds(place: string, number: string, token: string): Promise<boolean> {
    const [own] = await this.database.rows(
      'select 1 from po_batch.claims where place = $1 and number = $2 and run = $3 and token = $4::bigint',
      [place, number, this.member.run, token],
    );
    return !!own;
  }

  /** Who has the PO there, if that is another run. */
  async holder(place: string, number: string): Promise<OtherHold | undefined> {
    const [row] = await this.database.rows<HoldRow>(
      `select ${HOLD} from po_batch.claims claim join po_batch.runs holder on holder.run = claim.run
       where place = $1 and number = $2 and claim.run <> $3`,
      [place, number, this.member.run],
    );
    return row && holdOf(row, number);
  }

  async release(number: string, places: string[]): Promise<void> {
    await this.database.rows(
      'update po_batch.claims set run = null where place = any($1) and number = $2 and run = $3',
      [places, number, this.member.run],
    );
  }

  /**
   * Writes an outcome down, if whoever wrote it holds the PO by the current token; a final one gives the PO back in the
   * same statement. False when another run has taken the PO over.
   */
  async record(entry: DeliverableEntry): Promise<boolean> {
    const { holding, record, id, run } = entry;
    const { user, host, list } = this.member;
    const [row] = await this.database.rows<{ done: boolean }>(
      `with held as (
         update po_batch.claims set run = case when $1 then null else run end
         where place = $2 and number = $3 and run = $4 and token = $5::bigint
         returning token
       ), in_folder as (
         update po_batch.claims set run = null
         where $1 and place = $6 and number = $3 and run = $4 and token = $7::bigint and exists (select 1 from held)
       ), counted as (
         insert into po_batch.batches as batch (batch, outcomes) select $8, 1 from held
         on conflict (batch) do update set outcomes = batch.outcomes + 1
         returning outcomes
       ), written as (
         insert into po_batch.outcomes
           (batch, seq, id, run, user_name, host, list, number, po, status, final, token, entry)
         select $8, outcomes, $9, $4, $10, $11, $12, $3, $13, $14, $1, $5::bigint, $15 from counted
         on conflict (id) do nothing
         returning 1
       ), well as (
         delete from po_batch.due where $1 and $16 and batch = $8 and number = $3 and exists (select 1 from held)
       ), badly as (
         insert into po_batch.due (batch, number, po) select $8, $3, $13 from held where $1 and not $16
         on conflict (batch, number) do nothing
       )
       select exists (select 1 from held) as done, (select count(*) from written) as written`,
      [
        record.final,
        placeOfBatch(holding.batch),
        holding.number,
        run,
        holding.batchToken,
        placeOfFolder(holding.folder),
        holding.folderToken,
        holding.batch,
        id,
        user,
        host,
        list,
        record.po,
        record.status,
        soundJson(entry),
        isSuccess(record.status),
      ],
    );
    // By itself, since it must see what was committed meanwhile: this one, sent before the connection was cut.
    return row!.done || (await this.database.rows('select 1 from po_batch.outcomes where id = $1', [id])).length > 0;
  }

  /** The run is to do these: until one of them ends well, `--last-failed` takes it. */
  async choose(orders: readonly Order[]): Promise<void> {
    await this.database.rows(
      `insert into po_batch.due (batch, number, po)
       select $1, number, po from unnest($2::text[], $3::text[]) as chosen (number, po)
       on conflict (batch, number) do nothing`,
      [this.member.batch, orders.map(({ number }) => number), orders.map(({ po }) => po)],
    );
  }

  /**
   * Another run has done it: it is nobody's, and not due any more if it ended well. Nor is it, in this folder, a run's
   * that was killed at it and that nobody will take it over from now.
   */
  async yieldDone(number: string, [batch, folder]: readonly [string, string], well: boolean): Promise<void> {
    await this.database.rows(
      `with gone as (delete from po_batch.due where batch = $1 and number = $2 and $5)
       update po_batch.claims claim set run = null where number = $2 and (
         place = $3 and run = $4 or place = $6 and run is not null and not ${alive('claim.run', '$7')})`,
      [this.member.batch, number, batch, this.member.run, well, folder, this.lease],
    );
  }

  /**
   * Outcomes of this batch behind the one with the number `after`, in order. By the table's column: `seq` alone is the
   * text that is selected, in whose order 10 comes before 9.
   */
  news(after: string): Promise<NewsRow[]> {
    return this.database.rows<NewsRow>(
      `select seq::text, run, user_name as user, host, list, entry from po_batch.outcomes
       where batch = $1 and seq > $2::bigint order by outcomes.seq limit ${NEWS}`,
      [this.member.batch, after],
    );
  }

  /** Runs that are alive. */
  async living(): Promise<string[]> {
    const rows = await this.database.rows<{ run: string }>(
      `select run from po_batch.runs where ${alive('runs.run', '$1')}`,
      [this.lease],
    );
    return rows.map(({ run }) => run);
  }

  /** The other runs on this very list, and whether they are alive. */
  siblings(): Promise<(Owner & { alive: boolean })[]> {
    return this.database.rows(
      `select run, pid, host, user_name as user, started_at::float8 as "startedAt", ${alive('runs.run', '$4')} as alive
       from po_batch.runs where host = $1 and list = $2 and run <> $3`,
      [this.member.host, this.member.list, this.member.run, this.lease],
    );
  }

  /** Strikes a run out that is silent, or whose process is known to have ended. True for the one who did it. */
  async bury(run: string, certain: boolean): Promise<boolean> {
    const struck = await this.database.rows(
      `delete from po_batch.runs where run = $1 and ($2 or not ${alive('runs.run', '$3')}) returning 1`,
      [run, certain, this.lease],
    );
    return struck.length > 0;
  }

  /** Leaves: gives back what the run holds, but for these numbers, whose outcomes are still to be told. */
  async leave(except: string[]): Promise<void> {
    await this.database.rows('update po_batch.claims set run = null where run = $1 and number <> all ($2)', [
      this.member.run,
      except,
    ]);
    if (except.length === 0) await this.database.rows('delete from po_batch.runs where run = $1', [this.member.run]);
    // What nobody struck out for a week is nobody's by now.
    await this.database.rows(`delete from po_batch.runs where beat < clock_timestamp() - interval '7 days'`);
  }
}

/** Outcomes that are read at once. */
export const NEWS = 500;

/** Names of the two places in which a PO is held. */
export const placeOfBatch = (batch: string) => `batch:${batch}`;
export const placeOfFolder = (folder: string) => `folder:${folder}`;

const HOLD = `claim.po, claim.run, (extract(epoch from claim.since) * 1000)::float8 as since,
  holder.user_name as user, holder.host, holder.pid, holder.started_at::float8 as "startedAt"`;

interface HoldRow {
  po: string;
  run: string | null;
  since: number;
  user: string | null;
  host: string | null;
  pid: number | null;
  startedAt: number | null;
}

const holdOf = (row: HoldRow, number: string): OtherHold => ({
  number,
  po: row.po,
  run: row.run!,
  since: row.since,
  user: row.user ?? 'somebody',
  host: row.host ?? 'another computer',
  pid: row.pid ?? -1,
  startedAt: row.startedAt ?? 0,
});
