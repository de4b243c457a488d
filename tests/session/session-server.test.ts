import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import { BatchError } from '../../batch/errors/errors';
import { ENV } from '../../batch/protocol/env';
import type { Request } from '../../batch/protocol/messages';
import { connectToSession, type SessionClient } from '../../fixtures/worker/session-client';
import {
  socketAddress,
  startSessionServer,
  type RequestHandler,
  type SessionServer,
} from '../../session/session-server';
import type { WorkerConnection } from '../../batch/protocol/messages';

interface Line {
  server: SessionServer;
  /** What the session was asked, told and lost, in order. */
  heard: string[];
  answerWith(answer: (request: Request, worker: WorkerConnection) => Promise<object> | object): void;
  connect(slot?: number): Promise<SessionClient>;
  /** A connection that speaks for itself; resolves with what it was sent until it was closed. */
  raw(...writes: string[]): Promise<string>;
}

const test = base.extend<{ line: Line }>({
  line: async ({}, use) => {
    // The system's own temporary folder: a test's output folder has a path too long for a socket.
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pob-'));
    const heard: string[] = [];
    let answer: Parameters<Line['answerWith']>[0] = () => ({});
    const handler: RequestHandler = {
      handle: async (worker, request) => (heard.push(`${worker.slot} ${request.type}`), answer(request, worker)),
      step: (worker, { po, text }) => void heard.push(`${worker.slot} step ${po} ${text}`),
      lost: (worker) => void heard.push(`${worker.slot} lost`),
    };
    const server = await startSessionServer(dir, handler);
    await use({
      server,
      heard,
      answerWith: (given) => (answer = given),
      connect: (slot = 0) => connectToSession(slot, 7, { [ENV.socket]: server.address, [ENV.token]: server.token }),
      raw: (...writes) =>
        new Promise((resolve, reject) => {
          let received = '';
          const socket = net.connect(server.address, () => writes.forEach((text) => socket.write(text)));
          socket.setEncoding('utf8').on('data', (text: string) => (received += text));
          socket.on('close', () => resolve(received)).on('error', reject);
        }),
    });
    await server.close();
    fs.rmSync(dir, { recursive: true, force: true });
  },
});

test('a worker says hello and asks; every answer finds its question', async ({ line }) => {
  line.answerWith(async (request, worker) => {
    if (request.type === 'hello') return { run: `run of ${worker.slot} ${worker.workerIndex} ${worker.pid}` };
    // The first question is answered last.
    await new Promise((resolve) => setTimeout(resolve, (request as { attempt?: number }).attempt === 0 ? 30 : 0));
    return { granted: true, attempt: (request as { attempt?: number }).attempt };
  });
  const client = await line.connect(3);
  const replies = await Promise.all(
    [0, 1, 2].map((attempt) => client.ask('claim', { po: 'PO1', attempt, retriesLeft: 0 })),
  );
  expect(replies).toEqual([0, 1, 2].map((attempt) => ({ granted: true, attempt })));
  client.step('PO1', 'opening');
  await expect.poll(() => line.heard).toEqual(['3 hello', '3 claim', '3 claim', '3 claim', '3 step PO1 opening']);
  client.close();
  await expect.poll(() => line.heard.at(-1)).toBe('3 lost');
});

test('a wrong token, a question before hello, a second hello, and what is no message: each closes the connection', async ({
  line,
}) => {
  const hello = (token: unknown) =>
    `${JSON.stringify({ id: 1, type: 'hello', token, slot: 0, workerIndex: 0, pid: 1 })}\n`;
  for (const text of [
    hello('x'.repeat(line.server.token.length)),
    hello(undefined),
    '{"id":1,"type":"claim"}\n',
    '{"type":"step"}\n',
    'GET / HTTP/1.1\n',
    'null\n',
    '17\n',
    '{}\n',
  ]) {
    expect(await line.raw(text), text).toBe('');
  }
  expect(line.heard).toEqual([]);
  expect(await line.raw(hello(line.server.token), hello(line.server.token))).not.toContain('"id":2');
});

test('an error comes with its sentence and its code', async ({ line }) => {
  const client = await line.connect();
  const failures = [
    new BatchError('NOT_HELD', "PO1 is no longer this worker's.", 1),
    Object.assign(new Error('no space left'), { code: 'ENOSPC' }),
    new Error('plain'),
  ];
  line.answerWith(() => Promise.reject(failures.shift()!));
  const ask = () => client.ask('release', { po: 'PO1' });
  await expect(ask()).rejects.toMatchObject({ message: "PO1 is no longer this worker's.", code: 'NOT_HELD' });
  await expect(ask()).rejects.toMatchObject({ code: 'ENOSPC' });
  await expect(ask()).rejects.toMatchObject({ message: 'plain', code: 'SESSION' });
});

test('a session that ends answers open questions with an error, and later ones at once', async ({ line }) => {
  const client = await line.connect();
  line.answerWith(() => new Promise(() => undefined));
  const open = client.ask('release', { po: 'PO1' });
  const failed = expect(open).rejects.toMatchObject({ code: 'ENDED', message: 'The batch has ended.' });
  await expect.poll(() => line.heard).toContain('0 release');
  await line.server.close();
  await failed;
  await expect(client.ask('release', { po: 'PO1' })).rejects.toMatchObject({ code: 'ENDED' });
  client.step('PO1', 'must not throw');
});

test('big messages in either direction, and many small ones in one chunk, come whole', async ({ line }) => {
  line.answerWith((request) => ({ text: (request as unknown as { text?: string }).text ?? '' }));
  const client = await line.connect();
  const text = 'ä\n"'.repeat(700_000);
  const reply = await client.ask('release', { po: 'PO1', text } as never);
  expect((reply as { text?: string }).text === text).toBe(true);
  const many = await Promise.all(
    Array.from({ length: 500 }, (_, index) => client.ask('release', { po: 'PO1', text: String(index) } as never)),
  );
  expect(many.map((one) => (one as { text?: string }).text)).toEqual(
    Array.from({ length: 500 }, (_, index) => String(index)),
  );
});

test('a message that comes in pieces, cut inside a character too, is one message', async ({ line }) => {
  const received = new Promise<string>((resolve) =>
    line.answerWith((request) => (request.type === 'stop' ? (resolve(request.message), {}) : {})),
  );
  const bytes = Buffer.from(
    [
      { id: 1, type: 'hello', token: line.server.token, slot: 0, workerIndex: 0, pid: 1 },
      { id: 2, type: 'stop', code: 'interrupted', message: 'Grüße 中原 🛑' },
    ]
      .map((message) => `${JSON.stringify(message)}\n`)
      .join(''),
  );
  const socket = net.connect(line.server.address);
  for (let at = 0; at < bytes.length; at += 7) {
    socket.write(bytes.subarray(at, at + 7));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await received).toBe('Grüße 中原 🛑');
  socket.destroy();
});

test('a PO without a batch, or with one that is gone, is told so in one line', async ({ line }) => {
  await expect(connectToSession(0, 0, {})).rejects.toThrow('This PO has no running batch');
  const address = line.server.address;
  await line.server.close();
  await expect(connectToSession(0, 0, { [ENV.socket]: address, [ENV.token]: 'x' })).rejects.toThrow(
    'This PO has no running batch',
  );
});

test('a path that a system would cut silently is refused', () => {
  expect(socketAddress('/tmp/po-batch-abc', 'linux')).toBe('/tmp/po-batch-abc/s');
  expect(() => socketAddress(`/tmp/${'x'.repeat(95)}`, 'linux')).toThrow(/too long for a socket .*set TMPDIR/);
  // Bytes count, not characters.
  expect(() => socketAddress(`/tmp/${'ü'.repeat(50)}`, 'darwin')).toThrow(/too long/);
});

test('on Windows the address is a pipe that nobody can guess', () => {
  const [one, two] = [socketAddress('C:\\Temp', 'win32'), socketAddress('C:\\Temp', 'win32')];
  expect(one).toMatch(/^\\\\\.\\pipe\\po-batch-[0-9a-f]{32}$/);
  expect(one).not.toBe(two);
});
