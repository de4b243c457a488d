import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from '@playwright/test';
import fs from 'fs-extra';
import { lookAtStore } from '../../../../session/store/postgres';
import { makeServer, test as base, type PostgresServer } from '../../../support/postgres-server';

/** A certificate of an authority of the test's own, for `localhost` alone. */
function certificate(folder: string): void {
  const at = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const request = (name: string, subject: string) => [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-subj',
    subject,
  ];
  openssl('req', '-x509', ...request('ca', '/CN=An authority'), '-days', '2', '-out', 'ca.crt');
  openssl('req', ...request('server', '/CN=localhost'), '-out', 'server.csr');
  fs.writeFileSync(at('names'), 'subjectAltName=DNS:localhost');
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'server.csr', ...signing, '-out', 'server.crt');
  const { uid, gid } = fs.statSync(folder);
  for (const name of ['server.key', 'server.crt', 'ca.crt']) fs.chownSync(at(name), uid, gid);
  fs.chmodSync(at('server.key'), 0o600);
}

const test = base.extend<object, { encrypted: PostgresServer }>({
  encrypted: [
    async ({}, use) => {
      const { server, remove } = await makeServer({
        settings: (folder) => {
          if (!fs.existsSync(path.join(folder, 'server.crt'))) certificate(folder);
          const file = (name: string) => path.join(folder, name);
          return ['ssl=on', `ssl_cert_file=${file('server.crt')}`, `ssl_key_file=${file('server.key')}`];
        },
      });
      await use(server);
      await remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

test('TLS as the URL says: encrypted, checked against an authority, refused with one line each', async ({
  encrypted,
}) => {
  const plain = new URL(await encrypted.database());
  plain.hostname = 'localhost';
  const look = (search: string, hostname = 'localhost') =>
    lookAtStore(Object.assign(new URL(plain), { search, hostname }).href);
  const ca = `sslrootcert=${path.join(encrypted.folder, 'ca.crt')}`;
  expect((await look('')).found).toMatchObject({ tls: undefined, checked: false });
  expect((await look('sslmode=require')).found).toMatchObject({ tls: expect.stringMatching(/^TLS/), checked: false });
  expect((await look(`sslmode=verify-full&${ca}`)).found).toMatchObject({
    tls: expect.stringMatching(/^TLS/),
    checked: true,
  });
  expect((await look(`sslmode=verify-ca&${ca}`, '127.0.0.1')).found).toMatchObject({ checked: true });
  for (const [search, hostname, line] of [
    ['sslmode=verify-full', 'localhost', /refuses this run: .*certificate.*Add sslrootcert=/],
    [`sslmode=verify-full&${ca}`, '127.0.0.1', /Write the host in STORE_URL as it stands in the certificate\.$/],
    [
      'sslmode=verify-full&sslrootcert=/nowhere/ca.crt',
      'localhost',
      /names a certificate file that is not there: .*\/nowhere\/ca\.crt/,
    ],
  ] as const) {
    const { refused } = await look(search, hostname);
    expect(refused).toEqual({ away: false, text: expect.stringMatching(line) });
    expect(refused!.text).not.toContain('\n');
  }
});
