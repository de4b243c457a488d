import type { RunningBatch } from './run-batch';

/** A line to Playwright's test server, which `--ui` and editors use: in it a person runs POs one by one. */
export interface TestServer {
  call(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Test ids by title. */
  tests(): Promise<Record<string, string>>;
  /** Runs POs in one command; of each, as they end, its status and the first line of its error. */
  run(...testIds: string[]): Promise<string[]>;
  close(): void;
}

interface Socket {
  on(event: 'open' | 'error', listener: (error?: Error) => void): void;
  on(event: 'message', listener: (data: Buffer) => void): void;
  send(text: string): void;
  close(): void;
}

/** `running`: `playwright test-server`. */
export async function connectToTestServer(running: RunningBatch): Promise<TestServer> {
  await running.shows(/Listening on ws:\S+/);
  // Node 20 has no WebSocket of its own; Playwright carries one.
  const { ws: WebSocket } = (await import('playwright-core/lib/utilsBundle' as string)) as {
    ws: new (url: string) => Socket;
  };
  const socket = new WebSocket(/Listening on (ws:\S+)/.exec(running.output())![1]!);
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve());
    socket.on('error', (error) => reject(error));
  });
  const waiting = new Map<number, { resolve(value: Record<string, unknown>): void; reject(error: Error): void }>();
  const ended: { status: string; errors: { message?: string }[] }[] = [];
  let lastId = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as {
      id?: number;
      error?: unknown;
      result?: Record<string, unknown>;
      method?: string;
      params?: { method?: string; params?: { result?: (typeof ended)[number] } };
    };
    if (message.id === undefined) {
      if (message.method === 'report' && message.params?.method === 'onTestEnd')
        ended.push(message.params.params!.result!);
      return;
    }
    const { resolve, reject } = waiting.get(message.id)!;
    if (message.error) reject(new Error(JSON.stringify(message.error)));
    else resolve(message.result ?? {});
  });
  const call: TestServer['call'] = (method, params = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++lastId, { resolve, reject });
      socket.send(JSON.stringify({ id: lastId, method, params }));
    });
  await call('initialize', { interceptStdio: false });
  return {
    call,
    tests: async () => Object.fromEntries(testsIn((await call('listTests')).report)),
    async run(...testIds) {
      ended.length = 0;
      await call('runTests', { testIds, locations: [] });
      return ended.map(({ status, errors }) =>
        [status, ...errors.map(({ message }) => message?.split('\n')[0])].join(': '),
      );
    },
    close: () => socket.close(),
  };
}

/** Every `{ testId, title }` anywhere in a report of Playwright's. */
function testsIn(value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const { testId, title } = value as { testId?: string; title?: string };
  return [...(testId && title ? [[title, testId] as [string, string]] : []), ...Object.values(value).flatMap(testsIn)];
}
