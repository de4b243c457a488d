import { control, type ServerControl } from './control-routes';
import { countDeletion, sendFrame, sendListPart, sendWeight, showOrder, showRequisition } from './document-routes';
import { sendAttachment } from './file-routes';
import type { Owner } from '../markup';
import { errorPage, homePage, ordersPage, requestsPage } from '../pages';
import { gone, redirect, sendPage, type Exchange } from './reply';
import { admits, identityProvider, sessions } from './sign-in';
import type { PortalState } from '../state/state';

type Route = [path: RegExp, handle: (exchange: Exchange, match: RegExpExecArray) => void | Promise<void>];

const FILE =
  /^\/(?:attachments\/attachment_file|attachment|download|files|go\/attachment)\/(p[or]\d+)\/(\d+)(?:\/[^/]*)?$/;

/** Answers one request. Everything but signing in and the control addresses needs a signed-in browser. */
export async function answer(state: PortalState, exchange: Exchange, server: ServerControl): Promise<void> {
  const { url } = exchange;
  if (url.pathname.startsWith('/__sample/')) return control(state, exchange, server);
  if (url.pathname.startsWith('/idp/')) return identityProvider(state, exchange);
  // The portal has one address: cookies set under another host name would be lost on the way.
  if (url.hostname !== '127.0.0.1')
    return redirect(exchange, `http://127.0.0.1:${url.port}${url.pathname}${url.search}`);
  if (/^\/sessions(\/|$)/.test(url.pathname)) return sessions(state, exchange);
  if (!admits(state, exchange)) return;
  for (const [path, handle] of routes(state)) {
    const match = path.exec(url.pathname);
    if (match) return handle(exchange, match);
  }
  sendPage(exchange, errorPage({ marker: "The page you were looking for doesn't exist", place: 'flash_error' }), 404);
}

function routes(state: PortalState): Route[] {
  const orders = () => [...state.orders.values()];
  return [
    [/^\/$/, (exchange) => sendPage(exchange, homePage(orders()))],
    [/^\/order_headers$/, (exchange) => sendPage(exchange, ordersPage(orders()))],
    [/^\/requests$/, (exchange) => sendPage(exchange, requestsPage())],
    [/^\/order_headers\/([^/]+)$/, (exchange, [, number]) => showOrder(state, exchange, number!)],
    [
      /^\/(?:requisition_headers|req|pr)\/([^/]+)$/,
      (exchange, [, number]) => showRequisition(state, exchange, number!),
    ],
    [
      /^\/requisition_header$/,
      (exchange) => showRequisition(state, exchange, exchange.url.searchParams.get('id') ?? ''),
    ],
    [/^\/lists\/(p[or]\d+)$/, (exchange, [, owner]) => sendListPart(state, exchange, owner as Owner)],
    [/^\/frames\/(p[or]\d+)$/, (exchange, [, owner]) => sendFrame(state, exchange, owner as Owner)],
    [/^\/deletions\/(p[or]\d+)$/, (exchange, [, owner]) => countDeletion(state, exchange, owner as Owner)],
    [FILE, (exchange, [, owner, index]) => sendAttachment(state, exchange, owner as Owner, Number(index))],
    [
      /^\/weight\/(\d+)\.(js|css|png)$/,
      (exchange, [, index, kind]) => sendWeight(state, exchange, Number(index), kind!),
    ],
    [/^\/events$/, (exchange) => gone(exchange.response)],
  ];
}
