import { fork, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import fs from 'fs-extra';
import { currentOwner } from '../batch/system/owner';
import { stateFolder } from '../session/store/local';
import { connectPostgres, postgresTools } from '../session/store/postgres';
import { makeServer } from '../tests/support/postgres-server';
import { order, result } from '../tests/session/store/store-in-test';

/**
 * `npm run bench:claims`: what a PO costs at the database, to take it and to write its result down, by the server's
 * distance and the number of hosts. Hosts are processes that rest between two POs, `--rest` ms on average: 1,000 is as
 * often as a host asks whose four workers need 4 s a PO. With 0 they do nothing else, and wait for the cores.
 */
interface Task {
  url: string;
  host: number;
  pos: number;
  folder: string;
  rest: number;
}

/** Of a PO that takes 4 s at the portal. */
const PO = 4_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pos: { type: 'string', default: '20' },
      hosts: { type: 'string', default: '1,4,16' },
      rest: { type: 'string', default: '1000' },
    },
  });
  const [pos, rest] = [Number(values.pos), Number(values.rest)];
  const counts = values.hosts.split(',').map(Number);
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-bench-'));
  const { server, remove } = await makeServer();
  try {
    console.log(
      `${pos} POs a host, ${rest} ms between them, ${os.availableParallelism()} cores; milliseconds a PO, median of the hosts\n`,
    );
    console.log(`| round trip | ${counts.map((count) => `${count} host(s)`).join(' | ')} |`);
    console.log(`| ---: |${' ---: |'.repeat(counts.length)}`);
    for (const latency of [0, 5, 50]) {
      const cells: string[] = [];
      for (const count of counts) {
        const url = new URL(await server.database());
        const proxy = await delayed(Number(url.port), latency);
        url.port = String(proxy.port);
        const folder = path.join(root, `${latency}-${count}`);
        const cost = await measured({ url: url.href, folder, pos, rest, count });
        cells.push(`${cost.toFixed(1)} (${((cost / PO) * 100).toFixed(1)} %)`);
        await proxy.close();
      }
      console.log(`| ${latency} ms | ${cells.join(' | ')} |`);
    }
  } finally {
    await remove();
    await fs.remove(root);
  }
}

async function measured({ count, ...task }: Omit<Task, 'host'> & { count: number }): Promise<number> {
  const children: ChildProcess[] = [];
  // One after the other: what is measured is work, not sixteen starts at once.
  for (let host = 0; host < count; host++) {
    const child = fork(__filename, [], { execArgv: ['-r', 'tsx/cjs'] });
    children.push(child);
    const ready = answerOf(child);
    child.send({ ...task, host, folder: path.join(task.folder, String(host)) });
    await ready;
  }
  const answers = children.map((child) => answerOf(child));
  for (const child of children) child.send('go');
  const costs = (await Promise.all(answers)).map(Number).sort((a, b) => a - b);
  return costs[Math.floor(costs.length / 2)]!;
}

const answerOf = (child: ChildProcess) =>
  new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`A host ended with ${code}.`)));
  });

/** One host: joins, waits for the word, then takes and records its POs. */
async function host({ url, host: index, pos, folder, rest }: Task): Promise<void> {
  const run = `host-${index}`;
  const list = path.join(folder, 'input.csv');
  const connection = await connectPostgres({
    url,
    member: { ...currentOwner(run), host: run, list, batch: 'bench' },
    folder: stateFolder(list),
    downloadFolder: async () => path.join(folder, 'downloads'),
    journals: {},
    keepRuns: 1,
    patience: 0,
    isListed: () => true,
    events: {},
    tools: postgresTools,
  });
  const store = await connection.join();
  process.send!('ready');
  await new Promise((resolve) => process.once('message', resolve));
  let spent = 0;
  for (let po = 0; po < pos; po++) {
    // Not all hosts in the same moment.
    if (rest > 0) await sleep(rest * 2 * Math.random());
    const began = performance.now();
    const it = order(String(index * 1_000_000 + po));
    const asked = await store.take(it);
    if (asked.is !== 'ours') throw new Error(`${it.po} is ${asked.is}`);
    await store.record(it, result(it.po, { run }));
    spent += performance.now() - began;
  }
  const each = spent / pos;
  await store.close();
  await new Promise((resolve) => process.send!(each, resolve));
  process.exit(0);
}

/**
 * A way to the server that takes so much longer, there and back together. The kernel's own (netem) is not
 * everywhere.
 */
async function delayed(port: number, latency: number): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const pass = (from: net.Socket, to: net.Socket) => {
    from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), latency / 2));
    const end = () => setTimeout(() => to.destroy(), latency);
    from.on('close', end).on('error', end);
  };
  const server = net.createServer({ noDelay: true }, (from) => {
    const to = net.connect({ port, host: '127.0.0.1', noDelay: true });
    for (const socket of [from, to]) sockets.add(socket);
    if (latency === 0) from.pipe(to).pipe(from);
    else pass(from, to);
    if (latency > 0) pass(to, from);
    for (const socket of [from, to]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

if (process.send) process.once('message', (task) => void host(task as Task));
else void main();
