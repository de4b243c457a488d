import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catalogue, type Latency, type OrderDefinition, type PageWeight } from './orders';
import { answer } from './routes';
import { PortalState, type IdentityProvider } from './state/state';
import type { PortalStats } from './state/stats';
import { troubleMemory } from './state/trouble-memory';

export type { PortalStats } from './state/stats';

export interface PortalOptions {
  /** The port to take if it is free, else any. Default: any. */
  port?: number;
  /** What the portal knows. Default: the sample batch and one order per special case. */
  orders?: readonly OrderDefinition[];
  /** Milliseconds; default none. */
  latency?: Partial<Latency>;
  /** Default: comes back by itself after 150 ms. */
  identityProvider?: IdentityProvider;
  /** What every order and requisition page brings along: scripts, styles, pictures. Default nothing. */
  weight?: PageWeight;
  /** File in which troubles of a first run are remembered. Default: none, they happen for ever. */
  memory?: string;
  /** False: everyone is let in, as in a batch without a profile. Default true. */
  signIn?: boolean;
}

export interface Portal {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** What happened so far: a copy, so that a test can compare two of them. */
  readonly stats: PortalStats;
  resetStats(): void;
  setLatency(latency: Partial<Latency> | undefined, orderNumber?: string): void;
  /** Answers at once whatever still waits for its latency; what is asked for later waits as before. */
  release(): void;
  setIdentityProvider(identityProvider: IdentityProvider): void;
  /** Ends every session; with `devices` (default) no device is remembered either. */
  signEveryoneOut(options?: { devices?: boolean }): void;
  /** Connections are refused, those under way reset, until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the sample portal on loopback. Never throws for a busy port: it takes a free one. */
export async function startPortal(options: PortalOptions = {}): Promise<Portal> {
  const state = new PortalState(
    options.orders ?? catalogue,
    { page: 0, file: 0, ...options.latency },
    options.identityProvider ?? { afterMs: 150 },
    options.signIn ?? true,
    options.weight,
    options.memory === undefined ? undefined : troubleMemory(options.memory),
  );
  let servers: Server[] = [];
  let closed = false;
  const control = {
    refuse: async () => closeAll(servers.splice(0)),
    accept: async () => {
      // A portal that was closed while it refused must not come back and keep its process alive.
      if (!closed && servers.length === 0) servers = await listen(port, respond);
    },
  };
  const respond = (request: IncomingMessage, response: ServerResponse) => void respondTo(request, response);
  const respondTo = async (request: IncomingMessage, response: ServerResponse) => {
    const host = request.headers.host ?? '';
    // Another name that leads to this machine would let any web site talk to the portal in its visitor's browser.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return void response.writeHead(421).end();
    try {
      await answer(state, { request, response, url: new URL(`http://${host}${request.url}`) }, control);
    } catch (error) {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
  servers = await listen(options.port ?? 0, respond);
  const port = portOf(servers[0]!);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get stats() {
      return state.counters.snapshot();
    },
    resetStats: () => state.counters.reset(),
    release: () => state.release(),
    setLatency: (latency, orderNumber) => state.setLatency(latency, orderNumber),
    setIdentityProvider: (identityProvider) => void (state.identityProvider = identityProvider),
    signEveryoneOut: ({ devices = true } = {}) => state.signEveryoneOut(devices),
    ...control,
    close: async () => {
      closed = true;
      await control.refuse();
    },
  };
}

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Listens on 127.0.0.1 and, where there is IPv6, on ::1 with the same port: `localhost` is the identity provider's
 * host, and a browser that tries ::1 first would otherwise reach whoever else listens there.
 */
async function listen(preferred: number, respond: Respond, tries = 10): Promise<Server[]> {
  const four = await listenOn('127.0.0.1', preferred, respond).catch((error: NodeJS.ErrnoException) => {
    if (preferred === 0) throw error;
    return undefined;
  });
  if (!four) return listen(0, respond, tries);
  try {
    return [four, await listenOn('::1', portOf(four), respond)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return [four];
    await closeAll([four]);
    if (tries === 0) throw error;
    return listen(0, respond, tries - 1);
  }
}

function listenOn(host: string, port: number, respond: Respond): Promise<Server> {
  const server = createServer(respond);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
