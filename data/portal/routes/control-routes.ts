import { readBody, sendJson, type Exchange } from './reply';
import type { Latency } from '../orders';
import type { PortalState } from '../state/state';

/** What the control addresses may do to the server itself. */
export interface ServerControl {
  refuse(): Promise<void>;
  accept(): Promise<void>;
}

/**
 * `/__sample/…`, needs no sign-in: the counters, and what can be changed while the portal runs. Bodies are JSON.
 * GET stats · POST stats/reset · POST latency {page, file, order} · POST sign-out {devices} ·
 * POST identity-provider {afterMs} · POST refuse {ms}
 */
export async function control(state: PortalState, exchange: Exchange, server: ServerControl): Promise<void> {
  const { request, url } = exchange;
  const asked = `${request.method} ${url.pathname.slice('/__sample/'.length)}`;
  if (asked === 'GET stats') return sendJson(exchange, state.counters.snapshot());
  const body = request.method === 'POST' ? parse(await readBody(exchange)) : undefined;
  if (!body)
    return sendJson(exchange, { error: `${asked}: no such address, or a body that is not a JSON object` }, 400);
  switch (asked) {
    case 'POST stats/reset':
      state.counters.reset();
      break;
    case 'POST latency':
      state.setLatency(latencyIn(body), typeof body['order'] === 'string' ? body['order'] : undefined);
      break;
    case 'POST sign-out':
      state.signEveryoneOut(body['devices'] !== false);
      break;
    case 'POST identity-provider':
      state.identityProvider = { afterMs: milliseconds(body['afterMs']) ?? 'never' };
      break;
    case 'POST refuse':
      // After the answer is out: the connection that asked is one of those that are refused.
      exchange.response.once('close', () => void refuseFor(server, milliseconds(body['ms']) ?? 1000));
      break;
    default:
      return sendJson(exchange, { error: `${asked}: no such address` }, 404);
  }
  sendJson(exchange, { done: asked.slice('POST '.length) });
}

async function refuseFor(server: ServerControl, ms: number): Promise<void> {
  await server.refuse();
  setTimeout(() => void server.accept(), ms);
}

function latencyIn(body: Record<string, unknown>): Partial<Latency> {
  const page = milliseconds(body['page']);
  const file = milliseconds(body['file']);
  return { ...(page !== undefined && { page }), ...(file !== undefined && { file }) };
}

function milliseconds(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text || '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
