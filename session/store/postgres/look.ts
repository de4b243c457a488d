import type { BatchError } from '../../../batch/errors/errors';
import { EXIT } from '../../../batch/errors/exit-codes';
import { Database } from './database';
import { STEPS, versionOf } from './schema';

/** What a database is like for runs that share it. Passwords are in none of it. */
export interface StoreFacts {
  /** `db.example.com:5432/purchasing`. */
  place: string;
  /** Why a run would not begin: one line, and whether the server could not be reached at all. */
  refused?: { text: string; away: boolean };
  found?: {
    /** Of the tables: 0 when there are none yet. Undefined when this user may not read it. */
    version: number | undefined;
    /** That this program makes. */
    knows: number;
    /** Tables of this program that the user may not read and write. */
    closed: string[];
    /** May make what is missing: the schema, or the next version of its tables. */
    mayMake: boolean;
    user: string;
    /** Milliseconds that the server's clock is ahead of this computer's, and within how many that is known. */
    ahead: number;
    within: number;
    /** Version of the encryption in use; undefined without any. */
    tls: string | undefined;
    /** The server has proved by a certificate who it is, as the URL asks. */
    checked: boolean;
    /** It runs on this computer. */
    local: boolean;
  };
}

/** Looks at the database as a run would, and changes nothing in it. Never throws. */
export async function lookAtStore(url: string): Promise<StoreFacts> {
  let database: Database | undefined;
  try {
    database = await Database.of(url, 'po-batch doctor');
    return { place: database.place, found: await factsOf(database, url) };
  } catch (error) {
    const refusal = database ? database.refusal(error) : (error as BatchError);
    return {
      place: database?.place ?? 'the database',
      refused: { text: refusal.message, away: refusal.exitCode === EXIT.STORE_AWAY },
    };
  } finally {
    await database?.close();
  }
}

async function factsOf(database: Database, url: string): Promise<NonNullable<StoreFacts['found']>> {
  // The first question makes the connection: its time says nothing about clocks.
  const [rights] = await database.rows<Rights>(RIGHTS);
  const { user, schema, usage, mayAdd, mayCreate, tls, closed } = rights!;
  const sent = Date.now();
  const [clock] = await database.rows<{ now: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  );
  const came = Date.now();
  return {
    // Who may not look into the schema is not told the version either.
    version: schema && !usage ? undefined : await readable(() => versionOf((text) => database.rows(text))),
    knows: STEPS.length,
    closed: closed ?? [],
    mayMake: schema ? mayAdd : mayCreate,
    user,
    ahead: Math.round(clock!.now - (sent + came) / 2),
    within: Math.ceil((came - sent) / 2),
    tls: tls ?? undefined,
    checked: /[?&]sslmode=verify-(ca|full)(&|$)/.test(url),
    local: isLocal(url),
  };
}

async function readable<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: unknown }).code === '42501') return undefined;
    throw error;
  }
}

interface Rights {
  user: string;
  schema: boolean;
  usage: boolean;
  mayAdd: boolean;
  mayCreate: boolean;
  tls: string | null;
  closed: string[] | null;
}

const RIGHTS = `
  select current_user as user,
    space.oid is not null as schema,
    coalesce(has_schema_privilege(space.oid, 'usage'), false) as usage,
    coalesce(has_schema_privilege(space.oid, 'create'), false) as "mayAdd",
    has_database_privilege(current_database(), 'create') as "mayCreate",
    (select version from pg_stat_ssl where pid = pg_backend_pid() and ssl) as tls,
    (select array_agg(relname::text order by relname) from pg_class
     where relnamespace = space.oid and relkind = 'r'
       and not (has_table_privilege(pg_class.oid, 'select') and (relname = 'schema_version'
         or has_table_privilege(pg_class.oid, 'insert') and has_table_privilege(pg_class.oid, 'update')
           and (relname <> 'runs' or has_table_privilege(pg_class.oid, 'delete'))))) as closed
  from (select 1) one left join pg_namespace space on space.nspname = 'po_batch'`;

function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  return host === '' || host === 'localhost' || host.startsWith('/') || host === '[::1]' || /^127\./.test(host);
}
