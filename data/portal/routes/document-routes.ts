import { pause } from './clock';
import type { Owner } from '../markup';
import type { DocumentDefinition, PageTrouble, StatusTrouble } from '../orders';
import {
  framePage,
  listPart,
  orderPage,
  requisitionPage,
  errorPage,
  blockPage,
  maintenancePage,
  statusPage,
  termsPage,
  signInPage,
  weightPart,
  withWeight,
} from '../pages';
import { gone, redirect, reset, sendHalf, sendPage, type Exchange } from './reply';
import { sendToProvider } from './sign-in';
import type { PortalState } from '../state/state';

/** An order's page; an unknown number gets the portal's own error page. */
export async function showOrder(state: PortalState, exchange: Exchange, number: string): Promise<void> {
  const order = state.orders.get(number);
  const isFetch = exchange.request.headers['sec-fetch-dest'] === 'empty';
  const end = state.counters.beginOrder(number, isFetch ? 'script' : 'navigation');
  exchange.response.once('close', end).once('close', state.counters.beginUse(number));
  await show(state, exchange, number, order, () => orderPage(order!));
}

/** A requisition's page, under any of the addresses that lead to it. */
export async function showRequisition(state: PortalState, exchange: Exchange, number: string): Promise<void> {
  const found = state.requisitions.get(number);
  if (!found) return sendPage(exchange, errorPage(NOT_FOUND), 404);
  const end = state.counters.beginRequisition(found.order.number);
  exchange.response.once('close', end);
  await show(state, exchange, found.order.number, found.requisition, () => requisitionPage(found.requisition));
}

/** One part of an attachment list that a page asks for by script. */
export async function sendListPart(state: PortalState, exchange: Exchange, owner: Owner): Promise<void> {
  const found = state.owned(owner);
  if (!found) return sendPage(exchange, '', 404);
  await pause(found.document.list?.afterMs ?? 0);
  sendPage(exchange, listPart(owner, found.document, Number(exchange.url.searchParams.get('part') ?? 1)));
}

/** The document of a frame that shows the attachments of an order or a requisition. */
export function sendFrame(state: PortalState, exchange: Exchange, owner: Owner): void {
  const found = state.owned(owner);
  if (!found) return sendPage(exchange, '', 404);
  sendPage(exchange, framePage(owner, found.document, exchange.url.searchParams.has('outer')));
}

/** Somebody pressed `Delete` beside a file. Nothing is deleted; that it was pressed is counted. */
export function countDeletion(state: PortalState, exchange: Exchange, owner: Owner): void {
  const found = state.owned(owner);
  if (found) state.counters.deletion(found.order.number);
  sendPage(exchange, '', found ? 200 : 404);
}

const NOT_FOUND = { marker: "Oops! We couldn't find what you wanted", place: 'flash_error' } as const;

async function show(
  state: PortalState,
  exchange: Exchange,
  orderNumber: string,
  document: DocumentDefinition | undefined,
  page: () => string,
): Promise<void> {
  await state.latency('page', document, orderNumber);
  if (!document) return sendPage(exchange, errorPage(NOT_FOUND), 404);
  const { trouble, error } = document;
  if (trouble && state.happens(`page ${exchange.url.pathname}`, trouble.times))
    return makeTrouble(state, exchange, trouble, page);
  if (error) return sendPage(exchange, errorPage(error), error.status ?? 404);
  sendPage(exchange, state.weight ? withWeight(page(), state.weight) : page());
}

/** One script, style or picture of a page's weight. */
export function sendWeight(state: PortalState, exchange: Exchange, index: number, kind: string): void {
  if (!state.weight) return sendPage(exchange, '', 404);
  const type = { js: 'text/javascript', css: 'text/css', png: 'image/png' }[kind]!;
  exchange.response.writeHead(200, { 'content-type': type, 'cache-control': 'public, max-age=3600' });
  exchange.response.end(weightPart(index, kind, state.weight));
}

async function makeTrouble(
  state: PortalState,
  exchange: Exchange,
  trouble: PageTrouble,
  page: () => string,
): Promise<void> {
  switch (trouble.kind) {
    case 'status':
      return sendStatus(exchange, trouble);
    case 'block-page':
      return sendPage(exchange, blockPage(exchange.url.href), trouble.status ?? 403, { via: '1.1 web-gateway' });
    case 'maintenance':
      return sendPage(exchange, maintenancePage(), trouble.status ?? 503);
    case 'terms':
      return sendPage(exchange, termsPage(exchange.url.pathname));
    case 'home':
      return redirect(exchange, '/');
    case 'other-order': {
      const other = [...state.orders.values()].find(({ number }) => !exchange.url.pathname.includes(number));
      return sendPage(exchange, other ? orderPage(other) : '');
    }
    case 'sign-in':
      return sendPage(exchange, signInPage(exchange.url.pathname));
    case 'identity-provider':
      return sendToProvider(state, exchange);
    case 'blank':
      return sendPage(exchange, '<!doctype html><title></title>');
    case 'stalls':
      return sendHalf(exchange, page());
    case 'silent':
      return gone(exchange.response);
    case 'reset':
      return reset(exchange);
  }
}

export function sendStatus(exchange: Exchange, { code, retryAfter, empty }: StatusTrouble): void {
  sendPage(
    exchange,
    empty ? '' : statusPage(code),
    code,
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  );
}
