import { randomBytes, timingSafeEqual } from 'node:crypto';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { BatchError } from '../batch/errors/errors';
import { lineSplitter, type Reply, type Request, type StepMessage, type WorkerConnection } from '../batch/protocol';

export interface RequestHandler {
  handle(worker: WorkerConnection, request: Request): Promise<object>;
  step(worker: WorkerConnection, step: StepMessage): void;
  lost(worker: WorkerConnection): void;
}

export interface SessionServer {
  address: string;
  token: string;
  close(): Promise<void>;
}

/** Longest Unix socket path that no system cuts: macOS takes 104 bytes, and a path that is cut silently collides. */
const SOCKET_PATH_LIMIT = 100;

/**
 * Listens for the run's workers: a Unix socket in the run's private folder, on Windows a pipe with an unguessable name.
 */
export async function startSessionServer(runDir: string, handler: RequestHandler): Promise<SessionServer> {
  const token = randomBytes(24).toString('hex');
  const address = socketAddress(runDir);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, token, handler);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  // An open socket must not keep the runner alive after its last test.
  server.unref();
  return {
    address,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function socketAddress(runDir: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return `\\\\.\\pipe\\po-batch-${randomBytes(16).toString('hex')}`;
  const address = path.join(runDir, 's');
  if (Buffer.byteLength(address) >= SOCKET_PATH_LIMIT) {
    throw new BatchError(
      'TEMP_PATH_TOO_LONG',
      `The temporary folder's path is too long for a socket (${address}): set TMPDIR to a short path such as ${os.platform() === 'darwin' ? '/private/tmp' : '/tmp'}.`,
    );
  }
  return address;
}

function serve(socket: net.Socket, token: string, handler: RequestHandler): void {
  let worker: WorkerConnection | undefined;
  const send = (reply: Reply) => socket.writable && socket.write(`${JSON.stringify(reply)}\n`);
  socket.setEncoding('utf8');
  socket.on('error', () => undefined); // 'close' follows, and is what counts
  socket.on('close', () => worker && handler.lost(worker));
  socket.on(
    'data',
    lineSplitter((line) => {
      const message = parseMessage(line);
      if (!message || (message.type === 'hello' && (worker || !sameToken(message.token, token)))) {
        socket.destroy();
        return;
      }
      if (message.type === 'hello') worker = { slot: message.slot, workerIndex: message.workerIndex, pid: message.pid };
      if (!worker) socket.destroy();
      else if (message.type === 'step') handler.step(worker, message);
      else void answer(handler, worker, message, send);
    }),
  );
}

/** Undefined for a line that is no message: its sender is not one of our workers. */
function parseMessage(line: string): Request | StepMessage | undefined {
  try {
    const message = JSON.parse(line) as Request | StepMessage | null;
    return typeof message?.type === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

async function answer(
  handler: RequestHandler,
  worker: WorkerConnection,
  request: Request,
  send: (reply: Reply) => unknown,
): Promise<void> {
  try {
    send({ id: request.id, ...(await handler.handle(worker, request)) });
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    send({
      id: request.id,
      error: error instanceof Error ? error.message : String(error),
      ...(typeof code === 'string' && { code }),
    });
  }
}

function sameToken(given: unknown, token: string): boolean {
  const a = Buffer.from(String(given));
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
