import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pages that are written out in a test: for behaviour in time that no page of the sample portal has. */
export interface SmallCoupa {
  url: string;
  /** Everything that was asked for, in order. */
  requests: { path: string; userAgent: string }[];
  /** The most files under way at once of the order or requisition that is named in their address. */
  filesAtOnce(number: string): number;
  close(): Promise<void>;
}

/**
 * Bodies of order pages by number. Addresses in them: `/attachment_file/<order>/<name>` and `/download/<order>/<name>`
 * give a file, `/requisition_headers/<n>` the body in `requisitions`, anything else an empty answer; `?wait=<ms>`
 * delays each. An order's own `wait` is the last part of its key: `15262984?wait=500`.
 */
export async function startSmallCoupa(
  orders: Record<string, string>,
  requisitions: Record<string, string> = {},
): Promise<SmallCoupa> {
  const requests: SmallCoupa['requests'] = [];
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  const pages = new Map(
    Object.entries(orders).map(([key, body]) => [
      key.split('?')[0]!,
      { body, wait: Number(key.split('wait=')[1] ?? 0) },
    ]),
  );
  const file = async (response: ServerResponse, order: string, name: string, wait: number) => {
    running.set(order, (running.get(order) ?? 0) + 1);
    most.set(order, Math.max(most.get(order) ?? 0, running.get(order)!));
    response.once('close', () => running.set(order, running.get(order)! - 1));
    await sleep(wait);
    response
      .writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${name}"` })
      .end('%PDF-1.4 small %%EOF');
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://small');
    requests.push({ path: pathname, userAgent: request.headers['user-agent'] ?? '' });
    const [, kind, number = '', name = ''] = pathname.split('/');
    const wait = Number(searchParams.get('wait') ?? 0);
    const html = (heading: string, body: string | undefined) =>
      response
        .writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
        .end(heading + (body ?? ''));
    if (kind === 'attachment_file' || kind === 'download') void file(response, number, name, wait);
    else if (kind === 'order_headers')
      void sleep(pages.get(number)?.wait ?? 0).then(() => html('', pages.get(number)?.body));
    else if (kind === 'guide.pdf' || kind === 'help' || kind === 'wiki')
      html('', '<!doctype html><title>Guide</title><h1>Quick guide</h1>');
    else if (kind === 'requisition_headers') html(heading('Requisition', number), requisitions[number]);
    else void sleep(wait).then(() => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    filesAtOnce: (number) => most.get(number) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What makes a page the page of this order: its name, as a person reads it. */
const heading = (kind: string, number: string) =>
  `<!doctype html><title>${kind} #${number}</title><h1>${kind} #${number}</h1>`;
export const orderPage = (number: string, body: string) => heading('Purchase Order', number) + body;
