import type { Pool } from 'pg';
import { BatchError } from '../../../batch/errors/errors';
import { isAway, placeOf, shortReason, startError } from './errors';

/** Milliseconds until a connection, or a statement, counts as hanging: a network that drops packets says nothing. */
const CONNECT_LIMIT = 5_000;
const ANSWER_LIMIT = 10_000;

/** The server cannot be asked now: asking again later may work. */
export class Away extends Error {}

/** The server, asked with single statements; connections are made anew where one was cut. */
export class Database {
  /** `db.example.com:5432/po`: never with user or password. */
  readonly place: string;

  private constructor(
    private readonly pool: Pool,
    private readonly url: string,
  ) {
    this.place = placeOf(url);
  }

  /** Throws one line when the driver is missing or the URL is none. Connects to nothing yet. */
  static async of(url: string, application = 'po-batch'): Promise<Database> {
    const { Pool: Driver } = await driver();
    try {
      const pool = new Driver({
        connectionString: asLibpqMeans(url),
        application_name: application,
        max: 4,
        connectionTimeoutMillis: CONNECT_LIMIT,
        query_timeout: ANSWER_LIMIT,
        idleTimeoutMillis: 60_000,
        keepAlive: true,
        // A connection must not keep the runner alive after its last test.
        allowExitOnIdle: true,
      });
      // Without this a connection that is cut while nobody uses it ends the whole process.
      pool.on('error', () => undefined);
      return new Database(pool, url);
    } catch (error) {
      throw startError(url, error);
    }
  }

  /** Rows of one statement. Throws Away when the server could not be asked, else what the server says. */
  async rows<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    try {
      return (await this.pool.query<T>(text, values)).rows;
    } catch (error) {
      throw this.named(error);
    }
  }

  /** Does `work` in one transaction on one connection. */
  async transaction<T>(work: (rows: Database['rows']) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw this.named(error);
    });
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(async <R extends object>(text: string, values?: unknown[]) => {
        return (await client.query<R>(text, values)).rows;
      });
      await client.query('commit');
      return result;
    } catch (error) {
      broken = error as Error;
      await client.query('rollback').catch(() => undefined);
      throw this.named(error);
    } finally {
      client.release(broken);
    }
  }

  /** What ends a run that cannot begin without the server, as one line with its exit code. */
  refusal(error: unknown): BatchError {
    return error instanceof BatchError ? error : startError(this.url, error);
  }

  async close(): Promise<void> {
    await this.pool.end().catch(() => undefined);
  }

  private named(error: unknown): unknown {
    if (error instanceof BatchError || error instanceof Away) return error;
    return isAway(error) ? new Away(shortReason(this.url, error), { cause: error }) : error;
  }
}

/** Loaded only here: who needs no database needs no driver. */
async function driver(): Promise<typeof import('pg')> {
  try {
    const { default: pg } = await import('pg');
    return pg;
  } catch (error) {
    throw new BatchError('NO_PG', 'STORE_URL needs the package pg: run `npm install pg`, then start again.', 2, {
      cause: error,
    });
  }
}

/** Without this the driver reads `sslmode=require` as `verify-full`, and says so with ten lines on the console. */
function asLibpqMeans(url: string): string {
  const mode = /[?&]sslmode=(prefer|require|verify-ca)(&|$)/.test(url);
  return mode && !/[?&]uselibpqcompat=/.test(url) ? `${url}&uselibpqcompat=true` : url;
}
