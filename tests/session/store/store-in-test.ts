import path from 'node:path';
import fs from 'fs-extra';
import type { Status } from '../../../batch/outcome/outcome';
import { currentOwner } from '../../../batch/system/owner';
import { FilesStore } from '../../../session/store/files/files-store';
import type { SharedFolder, SharedFolderTools } from '../../../session/store/files/shared-folder';
import { stateFolder } from '../../../session/store/local';
import type { NewOutcome, OutcomeEntry, SharedStore, StoreEvents } from '../../../session/store/model';
import { connectPostgres, postgresTools, type PostgresTools } from '../../../session/store/postgres';
import type { PostgresServer } from '../../support/postgres-server';
import { outcomeRecord } from './outcome-record';

/** A run as others meet it: its process lives, is suspended or has ended as a test says. */
export interface TestRun {
  name: string;
  store: SharedStore;
  crashed: boolean;
  gone: string[];
  notices: string[];
  elsewhere: OutcomeEntry[];
}

/** Runs that share one batch, in whichever way; their time passes only by `watch`. */
export interface Together {
  /** `list`, `folder`: names of its list and download folder; `machine`: whose copy of the list, by default its own. */
  join(name: string, place?: { list?: string; folder?: string; machine?: string }): Promise<TestRun>;
  /** More time passes than a lease lasts, while these runs live and all others stand still. */
  watch(...living: TestRun[]): Promise<void>;
  /** Outcomes that count, by PO, of all runs. */
  outcomes(): Promise<string[]>;
}

export const order = (number: string, po = `PO${number}`) => ({ po, number });

export function result(po: string, { status = 'COMPLETED', final = true, run = '' } = {}): NewOutcome {
  const record = outcomeRecord({ po, status: status as Status, final, message: run });
  return { record, cells: { STATUS: status, ERROR_MESSAGE: run }, baselines: [] };
}

const eventsOf = (run: Pick<TestRun, 'gone' | 'notices' | 'elsewhere'>): StoreEvents => ({
  onGone: (name) => run.gone.push(name),
  notice: (_level, text) => run.notices.push(text),
  onElsewhere: (entries) => run.elsewhere.push(...entries),
});
const ownerOf = (name: string) => ({ ...currentOwner(name), user: `user-${name}`, host: `host-${name}` });
const blank = (name: string) => ({ name, crashed: false, gone: [], notices: [], elsewhere: [] });

export function byFiles(root: string): Together {
  let now = 0;
  const runs = new Map<string, Omit<TestRun, 'store'>>();
  const lists = new Set<string>();
  const tools: SharedFolderTools = {
    now: () => now,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
    isDead: ({ run }) => runs.get(run)?.crashed ?? false,
    beat: 2 ** 31 - 1,
  };
  return {
    async join(name, { list = 'input.csv', folder = 'downloads' } = {}) {
      const run: Omit<TestRun, 'store'> = blank(name);
      runs.set(name, run);
      lists.add(list);
      const parts = { owner: ownerOf(name), list: path.join(root, list), downloadRoot: path.join(root, folder) };
      const store = await FilesStore.join({ ...parts, journals: {}, keepRuns: 99, events: eventsOf(run), tools });
      return Object.assign(run, { store });
    },
    async watch(...living) {
      for (let look = 0; look < 6; look++) {
        now += 5_000;
        for (const { store } of living)
          for (const place of ['list', 'downloads'] as const)
            await (store as unknown as Record<typeof place, SharedFolder>)[place].beat();
      }
    },
    async outcomes() {
      const counted: string[] = [];
      for (const list of lists) {
        const folder = stateFolder(path.join(root, list));
        for (const name of (await fs.readdir(folder)).filter((one) => one.endsWith('.jsonl')))
          for (const line of (await fs.readFile(path.join(folder, name), 'utf8')).split('\n').filter(Boolean)) {
            const entry = JSON.parse(line) as OutcomeEntry;
            if (entry.type === 'outcome' && entry.record.final) counted.push(`${entry.record.po} ${entry.run}`);
          }
      }
      return counted.sort();
    },
  };
}

/** Each run has a copy of the list on a machine of its own. */
export function byPostgres(
  root: string,
  server: PostgresServer,
  url: string,
  more: Partial<PostgresTools> = {},
): Together {
  const runs = new Map<string, Omit<TestRun, 'store'>>();
  const tools: PostgresTools = {
    ...postgresTools,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
    isDead: ({ run }) => runs.get(run)?.crashed ?? false,
    beat: 2 ** 31 - 1,
    probe: 50,
    ...more,
  };
  return {
    async join(name, { list = 'input.csv', folder = 'downloads', machine = name } = {}) {
      const run: Omit<TestRun, 'store'> = blank(name);
      runs.set(name, run);
      const connection = await connectPostgres({
        url,
        member: { ...ownerOf(name), host: `host-${machine}`, batch: list, list: path.join(root, machine, list) },
        folder: stateFolder(path.join(root, machine, list)),
        downloadFolder: async () => folder,
        journals: {},
        keepRuns: 99,
        patience: 60_000,
        isListed: () => true,
        events: eventsOf(run),
        tools,
      });
      return Object.assign(run, { store: await connection.join() });
    },
    async watch(...living) {
      await server.sql(url, `update po_batch.runs set beat = beat - interval '1 hour' where run <> all($1)`, [
        living.map(({ name }) => name),
      ]);
      for (const { store } of living) await (store as unknown as { beat(): Promise<void> }).beat();
    },
    async outcomes() {
      const rows = await server.sql<{ line: string }>(
        url,
        `select po || ' ' || run as line from po_batch.outcomes where final order by 1`,
      );
      return rows.map(({ line }) => line);
    },
  };
}
