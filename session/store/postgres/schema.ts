import { BatchError } from '../../../batch/errors/errors';
import type { Database } from './database';

/** Everything lies in a schema of its own, beside whatever else the database holds. */
const SCHEMA = 'po_batch';

/**
 * Steps that lead from nothing to the present tables, one after the other. What has been released is never changed:
 * the next change is one more step.
 */
export const STEPS: readonly string[] = [
  `
  create table po_batch.batches (
    batch text primary key,
    -- How many outcomes there are: counted in the statement that adds one, so that nobody who reads them in this
    -- order misses one that becomes visible late.
    outcomes bigint not null default 0
  );
  create table po_batch.runs (
    run text primary key,
    batch text not null,
    list text not null,
    user_name text not null,
    host text not null,
    pid integer not null,
    started_at bigint not null,
    beat timestamptz not null default clock_timestamp()
  );
  create table po_batch.claims (
    place text not null,
    number text not null,
    po text not null,
    -- Null: nobody has it. The row stays, so that its token never starts again.
    run text,
    token bigint not null,
    since timestamptz not null,
    primary key (place, number)
  );
  create index on po_batch.claims (run) where run is not null;
  create table po_batch.outcomes (
    batch text not null,
    seq bigint not null,
    id uuid not null unique,
    run text not null,
    user_name text not null,
    host text not null,
    list text not null,
    number text not null,
    po text not null,
    status text not null,
    final boolean not null,
    token bigint not null,
    written_at timestamptz not null default clock_timestamp(),
    entry jsonb not null,
    primary key (batch, seq)
  );
  create index on po_batch.outcomes (batch, po, seq);
  `,
  `
  -- What --last-failed takes, on whichever machine: POs that a run was to do and that have not ended well since.
  create table po_batch.due (
    batch text not null,
    number text not null,
    po text not null,
    primary key (batch, number)
  );
  insert into po_batch.due (batch, number, po)
    select batch, number, po from (
      select distinct on (batch, number) batch, number, po, status from po_batch.outcomes
      where final order by batch, number, seq desc
    ) last where status not in ('COMPLETED', 'NO_ATTACHMENTS');
  `,
];

/** One number among those that programs lock by; any would do that is always the same. */
const LOCK = 7_263_118_204;

/** Version of the tables; 0 when there are none yet. */
export async function versionOf(rows: Database['rows']): Promise<number> {
  // Read from the catalogue itself: what `to_regclass` remembers may be older than a lock that was waited for.
  const there = await rows(
    `select 1 from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = '${SCHEMA}' and relname = 'schema_version'`,
  );
  if (there.length === 0) return 0;
  const [row] = await rows<{ version: number }>(`select max(version) as version from ${SCHEMA}.schema_version`);
  return row?.version ?? 0;
}

/**
 * Brings the tables to the present version. Runs that start together wait for each other; one whose tables are there
 * changes nothing and needs no right to. Throws one line when a newer version of this program made them.
 */
export async function upgrade(database: Database, steps: readonly string[] = STEPS): Promise<void> {
  if (isPresent(await versionOf((text) => database.rows(text)), steps, database)) return;
  await database.transaction(async (rows) => {
    await rows('select pg_advisory_xact_lock($1)', [LOCK]);
    const version = await versionOf(rows);
    if (isPresent(version, steps, database)) return;
    if (version === 0) await begin(rows);
    for (const [index, step] of steps.entries()) {
      if (index < version) continue;
      await rows(step);
      await rows(`insert into ${SCHEMA}.schema_version (version) values ($1)`, [index + 1]);
    }
  });
}

async function begin(rows: Database['rows']): Promise<void> {
  // Asked first: `if not exists` needs the right to make schemas even where this one is there.
  const [found] = await rows(`select 1 from pg_namespace where nspname = '${SCHEMA}'`);
  if (!found) await rows(`create schema ${SCHEMA}`);
  await rows(
    `create table ${SCHEMA}.schema_version (version integer primary key, at timestamptz not null default now())`,
  );
}

function isPresent(version: number, steps: readonly string[], { place }: Database): boolean {
  if (version > steps.length)
    throw new BatchError(
      'STORE_NEWER',
      `The tables in ${place} are of version ${version}, made by a newer playwright-po-batch than this one, which knows ${steps.length}: update it.`,
    );
  return version === steps.length;
}
