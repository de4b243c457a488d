import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mergeTests } from '@playwright/test';
import fs from 'fs-extra';
import { stateFolder } from '../../session/store/local/file-lock';
import { readJournals } from '../../session/store/local/journal';
import { expect, order, test as withBatch, type Batch } from '../batch-run/batch-test';
import { makeHosts, type Hosts } from '../support/hosts';
import { test as withServer } from '../support/postgres-server';
import { readList, tree } from '../support/run-batch';
import { atFullLength, figure } from '../support/trial';

// Three hosts with a folder of their own each, one PostgreSQL, one portal. In network namespaces where the system gives
// them, else as processes of one machine. At full length only: two machines of which one is killed are in
// tests/batch-run/shared-database.test.ts, a database that goes away and comes back in database-away.test.ts beside it,
// a run that was taken over while it was cut off in tests/session/store/postgres/postgres-store.test.ts.
const test = mergeTests(
  withBatch,
  withServer.extend<{ hosts: (ports: number[]) => Promise<Hosts> }>({
    hosts: async ({}, use) => {
      const made: Hosts[] = [];
      await use(async (ports) => {
        const hosts = await makeHosts(3, ports);
        made.push(hosts);
        return hosts;
      });
      for (const hosts of made) await hosts.close();
    },
  }),
);
const portOf = (url: string) => Number(new URL(url).port);
const listed = (count: number) => Array.from({ length: count }, (_, index) => String(15_400_000 + index));
const quick = { PAGE_DELAY: '0.1', WORKER_SCALING: 'fixed', OFFLINE_WAIT: '10' };

/** Final outcomes that stand in the machines' own journals, by run. */
const outcomesOf = ({ list }: Batch) =>
  readJournals(stateFolder(list)).flatMap(({ records }) =>
    records.flatMap((record) => (record.type === 'outcome' && record.record.final ? [record.record] : [])),
  );

const workFolders = async ({ downloads }: Batch) =>
  (await fs.pathExists(downloads)) ? (await tree(downloads)).filter((file) => file.includes('__WORK')) : [];

atFullLength(test)(
  'three hosts, one database: the portal sees each PO once, in the time that so many workers need on one host',
  async ({ portal, batch, server, hosts }) => {
    const [POS, FILE, WORKERS] = [300, 4_000, [2, 1, 1]];
    test.setTimeout(1_200_000);
    const numbers = listed(POS);
    const pos = numbers.map((number) => `PO${number}`);
    const its = await portal(numbers.map((number) => ({ ...order(number), latency: { page: 0, file: FILE } })));
    const url = new URL(await server.database());
    const net = await hosts([portOf(its.url), portOf(url.href)]);
    url.hostname = net.address;
    const env = { ...quick, STORE_URL: url.href, STORE_BATCH: 'night' };
    const machines = await Promise.all(WORKERS.map(() => batch({ pos, portal: its, env })));
    const began = Date.now();
    const runs = await Promise.all(
      machines.map(
        (machine, host) => machine.start(['test', `--workers=${WORKERS[host]}`], {}, { by: net.by(host) }).ended,
      ),
    );
    const took = Date.now() - began;
    for (const { exitCode, output } of runs) expect(exitCode, output).toBe(0);
    expect(numbers.filter((number) => its.stats.orders[number]?.opened !== 1)).toEqual([]);

    const records = machines.flatMap(outcomesOf);
    expect(records.map(({ po }) => po).sort()).toEqual(pos);
    const workers = WORKERS.reduce((sum, count) => sum + count, 0);
    const work = records.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0);
    const start = Math.min(...records.map(({ startedAt }) => startedAt)) - began;
    const ideal = work / workers;
    // Until the last PO has ended; each run then writes and closes for a moment.
    const makespan = Math.max(...records.map(({ endedAt }) => endedAt)) - began - start;
    figure(
      'three hosts',
      `${net.plain ? 'processes' : 'namespaces'}, ${POS} POs, ${workers} workers: ${Math.round(work / POS)} ms a PO; from the first PO to the last ${(makespan / 1_000).toFixed(1)} s, work / workers ${(ideal / 1_000).toFixed(1)} s (+${((makespan / ideal - 1) * 100).toFixed(1)} %); start ${(start / 1_000).toFixed(1)} s, all ${(took / 1_000).toFixed(1)} s`,
    );
  },
);

atFullLength(test)(
  'one host killed, one cut off and back, the server restarted: every PO done once, every result in the list',
  async ({ portal, batch, server, hosts }) => {
    const [POS, OFF] = [90, 60_000];
    test.setTimeout(1_200_000);
    const numbers = listed(POS);
    const pos = numbers.map((number) => `PO${number}`);
    const its = await portal(numbers.map((number) => ({ ...order(number), latency: { page: 0, file: 3_000 } })));
    const url = new URL(await server.database());
    const direct = url.href;
    const net = await hosts([portOf(its.url), portOf(url.href)]);
    url.hostname = net.address;
    const env = { ...quick, STORE_URL: url.href, STORE_BATCH: 'night' };
    const machines = await Promise.all([0, 1, 2].map(() => batch({ pos, portal: its, env })));
    const start = (host: number) =>
      machines[host]!.start(['test', '--workers=1'], {}, { by: net.by(host), group: true });
    const [killed, cutOff, steady] = [start(0), start(1), start(2)];
    await Promise.all([killed, cutOff, steady].map((run) => run.shows(/Downloaded 1 /, 120_000)));

    // All of it, its browser too: as a host that loses its power.
    process.kill(-killed.child.pid!, 'SIGKILL');
    await killed.ended;
    // A host without a network of its own stands still instead: nothing of it arrives either.
    const off = (signal: NodeJS.Signals) => net.plain && process.kill(-cutOff.child.pid!, signal);
    net.cut(1);
    off('SIGSTOP');
    await sleep(OFF / 3);
    await server.stop();
    await sleep(OFF / 3);
    await server.start();
    await sleep(OFF / 3);
    net.mend(1);
    off('SIGCONT');
    const ends = await Promise.all([cutOff.ended, steady.ended]);
    for (const { exitCode, output } of ends) expect(exitCode, output).toBe(0);
    // The killed host comes up again: it learns of what the others did, and finds nothing to do.
    const again = await start(0).ended;
    expect(again.exitCode, again.output).toBe(0);

    const counted = await server.sql<{ po: string; host: string }>(
      direct,
      'select po, host from po_batch.outcomes where final order by po',
    );
    expect(counted.map(({ po }) => po)).toEqual(pos);
    expect(await server.sql(direct, 'select po from po_batch.claims where run is not null')).toEqual([]);
    expect(await server.sql(direct, 'select po from po_batch.due')).toEqual([]);
    for (const machine of machines) {
      expect((await readList(machine.list)).map((row) => `${row.po} ${row.cell('STATUS')}`)).toEqual(
        pos.map((po) => `${po} COMPLETED`),
      );
      expect(await workFolders(machine), 'left in work').toEqual([]);
    }
    const twice = numbers.filter((number) => its.stats.orders[number]!.opened > 1);
    // What a host had begun when it was killed or cut off is opened once more.
    expect(twice.length, twice.join()).toBeLessThanOrEqual(2);
    expect(numbers.filter((number) => its.stats.orders[number]!.openAtOnce > 1)).toEqual([]);
    figure(
      'three hosts, one killed, one cut off, the server restarted',
      `${net.plain ? 'processes' : 'namespaces'}, ${POS} POs, off for ${OFF / 1_000} s: each counted once, ${twice.length} opened twice`,
    );
    for (const { temp } of machines)
      for (const name of await fs.readdir(temp))
        if (name.startsWith('org.chromium.')) await fs.remove(path.join(temp, name));
  },
);
