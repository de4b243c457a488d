import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SmallPortal {
  url: string;
  close(): Promise<void>;
}

/**
 * A portal with a sign-in page at /sessions/new, a provider's page that may be slow, and a home page that only
 * a session cookie opens. The sign-in form waits for a person: tests type and click.
 */
export async function startSmallPortal(): Promise<SmallPortal> {
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://portal');
    const signedIn = /(^|; )session=/.test(request.headers.cookie ?? '');
    const show = (body: string, status = 200) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end(`<!doctype html><title>Portal</title>${body}`);
    const go = (to: string, headers = {}) => response.writeHead(302, { location: to, ...headers }).end();
    if (pathname === '/sessions' && request.method === 'POST')
      return go('/', { 'set-cookie': 'session=1; Path=/; Max-Age=86400' });
    if (pathname === '/provider')
      return void setTimeout(show, search ? 2_500 : 0, '<h1>Who are you?</h1><input type="password">');
    if (pathname === '/signs-in-by-itself')
      return show(
        '<form method="post" action="/sessions"><input id="user_email"></form><script>setTimeout(() => ' +
          'document.forms[0].submit(), 500)</script>',
      );
    if (pathname === '/script-sign-in') return show('<form id="f"><input id="user_email"></form>');
    if (pathname === '/maintenance') return show('<h1>Back soon</h1>', 503);
    if (pathname === '/slow-provider')
      return show('<p>One moment</p><script>location.replace("/provider?slow")</script>');
    if (signedIn) return show('<h1>Welcome</h1>');
    if (pathname === '/sessions/new')
      return show('<form method="post" action="/sessions"><input id="user_email"><button>Sign in</button></form>');
    // As portals do: their own page for a moment, then by script to the sign-in page.
    return show('<p>One moment</p><script>setTimeout(() => location.replace("/sessions/new"), 600)</script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
