import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';

/** One request on its way: the address is the full one, as the browser asked for it. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}

type Headers = Record<string, string | string[]>;

export function sendPage({ response }: Exchange, page: string, status = 200, headers: Headers = {}): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers });
  response.end(page);
}

export function sendJson({ response }: Exchange, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(value, null, 2)}\n`);
}

export function redirect({ response }: Exchange, location: string, cookies: string[] = []): void {
  response.writeHead(302, {
    location,
    'cache-control': 'no-store',
    ...(cookies.length ? { 'set-cookie': cookies } : {}),
  });
  response.end();
}

/** A page that never becomes whole: its first half is sent, the rest is not. Resolves when the browser gives up. */
export async function sendHalf({ response }: Exchange, page: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(page) });
  response.write(page.slice(0, page.length >> 1));
  await gone(response);
}

/** Resolves when the browser has gone, however that came. */
export async function gone(response: ServerResponse): Promise<void> {
  if (!response.destroyed && !response.closed) await once(response, 'close');
}

/** Resets the connection, as a broken network does; the browser sees no answer at all. */
export function reset({ request }: Exchange): void {
  request.socket.resetAndDestroy();
}

/** The request's body as text; throws above 64 kB, since nothing here is larger. */
export async function readBody({ request }: Exchange): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > 65_536) throw new Error('The request body is too large.');
  }
  return body;
}

/** A path of this portal, never another host: `//evil.example` would be one. */
export function ownPath(path: string | null | undefined): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/';
}
