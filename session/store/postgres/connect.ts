import type { StoreConnection } from '../model';
import { Database } from './database';
import type { PostgresParts } from './parts';
import { PostgresStore } from './postgres-store';
import { upgrade } from './schema';
import { Statements } from './statements';

/** Reaches the server and sees to its tables. Throws one line: exit code 6 when it cannot be reached, else 2. */
export async function connectPostgres(parts: PostgresParts): Promise<StoreConnection> {
  const database = await Database.of(parts.url, `po-batch ${parts.member.run}`);
  const orRefuse = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await database.close();
      throw database.refusal(error);
    }
  };
  await orRefuse(() => upgrade(database));
  const statements = new Statements(database, parts.member, parts.tools.lease / 1_000);
  return {
    join: () => orRefuse(() => PostgresStore.join(parts, database, statements)),
    abandon: () => database.close(),
  };
}
