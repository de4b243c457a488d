import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test as base } from '@playwright/test';
import fs from 'fs-extra';
import { Client } from 'pg';

/** A real PostgreSQL server of the tests' own, on loopback, with a folder of its own that goes with it. */
export interface PostgresServer {
  /** Its programs' files and its data; removed with it. */
  folder: string;
  /** URL of a new, empty database. */
  database(): Promise<string>;
  /** As an administrator. */
  sql<T extends object>(url: string, text: string, values?: unknown[]): Promise<T[]>;
  /** The server goes away, with every connection cut, and comes back. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export const test = base.extend<object, { server: PostgresServer }>({
  server: [
    async ({}, use) => {
      const { server, remove } = await makeServer();
      await use(server);
      await remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

/** The user that it asks for a password; all others come in without one. */
export const ASKED = 'asked';

export interface ServerParts {
  /** Address that it listens at. */
  host?: string;
  /** More settings, `name=value`. */
  settings?: (folder: string) => string[];
  /** A command that is given the server's as its last arguments, `nsenter` for one. */
  by?: string[];
}

export async function makeServer({ host = '127.0.0.1', settings = () => [], by = [] }: ServerParts = {}) {
  const bin = programs();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'po-batch-pg-'));
  // The server refuses to be root's.
  const as: { uid?: number; gid?: number } = process.getuid?.() === 0 ? userIds('postgres') : {};
  if (as.uid !== undefined && as.gid !== undefined) await fs.chown(folder, as.uid, as.gid);
  const data = path.join(folder, 'data');
  const initdb = ['-D', data, '-U', 'admin', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(path.join(bin, 'initdb'), initdb, { ...as, cwd: folder, stdio: 'pipe' });
  const port = await freePort();
  const access = [`host all ${ASKED} all scram-sha-256`, 'host all all all trust', ''];
  await fs.writeFile(path.join(data, 'pg_hba.conf'), access.join('\n'));
  let running: ChildProcess | undefined;
  let made = 0;
  const server: PostgresServer = {
    folder,
    async database() {
      const name = `po${process.pid}_${made++}`;
      await server.sql(urlOf(host, port, 'postgres'), `create database ${name}`);
      return urlOf(host, port, name);
    },
    async sql<T extends object>(url: string, text: string, values: unknown[] = []) {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query<T>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    async start() {
      if (running?.exitCode === null) return;
      const all = ['fsync=off', 'max_connections=200', `listen_addresses=${host}`, 'unix_socket_directories='];
      const given = [...all, ...settings(folder)].flatMap((setting) => ['-c', setting]);
      const [command, ...args] = [...by, path.join(bin, 'postgres'), '-D', data, '-p', String(port), ...given];
      running = spawn(command!, args, {
        ...as,
        cwd: folder,
        stdio: 'ignore',
      });
      for (let tries = 0; ; tries++) {
        const up = await server.sql(urlOf(host, port, 'postgres'), 'select 1').catch((error: unknown) => {
          if (tries > 600) throw error;
        });
        if (up) return;
        await sleep(100);
      }
    },
    async stop() {
      if (running?.exitCode !== null) return;
      const ended = new Promise((resolve) => running?.once('exit', resolve));
      // Fast shutdown: connections are cut, what was committed stays.
      running.kill('SIGINT');
      await ended;
    },
  };
  await server.start();
  process.once('exit', () => running?.kill('SIGQUIT'));
  return {
    server,
    async remove() {
      await server.stop();
      await fs.remove(folder);
    },
  };
}

const urlOf = (host: string, port: number, name: string) => `postgres://admin@${host}:${port}/${name}`;

/** Where the server's programs are: on the PATH, or where Debian's packages put them. */
function programs(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(path.delimiter),
    ...versions.map((one) => `${debian}/${one}/bin`),
  ];
  const bin = folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(path.join(folder, name))));
  if (!bin) throw new Error('These tests need a PostgreSQL server on this machine (its programs initdb and postgres).');
  return bin;
}

function userIds(name: string) {
  const id = (which: string) => Number(execFileSync('id', [which, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
