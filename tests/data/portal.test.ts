import { expect, test as base } from '@playwright/test';
import { createServer } from 'node:net';
import { startPortal, type Portal, type PortalOptions } from '../../data/portal/portal';
import type { OrderDefinition } from '../../data/portal/orders/order-definition';
import { signedInCookies } from '../../data/portal/routes/sign-in';

const ORDERS: OrderDefinition[] = [
  { number: '15000001', shows: 'one file', supplier: 'One', attachments: [{ name: 'one.pdf' }] },
  { number: '15000002', shows: 'comes late', supplier: 'Two', latency: { page: 60 } },
  {
    number: '15000003',
    shows: '503 twice',
    supplier: 'Three',
    trouble: { kind: 'status', code: 503, retryAfter: 7, times: 2 },
  },
  { number: '15000004', shows: 'never answers', supplier: 'Four', trouble: { kind: 'silent' } },
  { number: '15000005', shows: 'reset', supplier: 'Five', trouble: { kind: 'reset' } },
  { number: '15000006', shows: 'half', supplier: 'Six', trouble: { kind: 'stalls' } },
  {
    number: '15000007',
    shows: 'requisition',
    supplier: 'Seven',
    requisition: { number: '70', attachments: [{ name: 'pr.pdf' }] },
  },
];

const test = base.extend<{ portalOptions: PortalOptions; portal: Portal }>({
  portalOptions: [{ orders: ORDERS }, { option: true }],
  portal: async ({ portalOptions }, use) => {
    const portal = await startPortal(portalOptions);
    await use(portal);
    await portal.close();
  },
});

/** A request as a signed-in browser makes it, redirects shown and not followed. */
function get(portal: Portal, path: string, init: RequestInit = {}): Promise<Response> {
  const cookie = signedInCookies(portal.url)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
  return fetch(portal.url + path, { redirect: 'manual', headers: { cookie }, ...init });
}

const only = (portal: Portal, use: 'session' | 'device') => {
  const { name, value } = signedInCookies(portal.url).find((cookie) => cookie.name.endsWith(use))!;
  return { headers: { cookie: `${name}=${value}` } };
};

test('an order page names its order in heading and title', async ({ portal }) => {
  const page = await (await get(portal, '/order_headers/15000001')).text();
  expect(page).toContain('<h1>Purchase Order #15000001</h1>');
  expect(page).toContain('<title>Purchase Order #15000001 · Sample Procurement Portal</title>');
});

test('an unknown order gets an error page', async ({ portal }) => {
  const response = await get(portal, '/order_headers/19999999');
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('Oops! We couldn&#39;t find what you wanted');
});

test('someone unknown is sent to the sign-in page and comes back to the page that was asked for', async ({
  portal,
}) => {
  const sent = await get(portal, '/order_headers/15000001', { headers: {} });
  expect(sent.status).toBe(302);
  expect(sent.headers.get('location')).toBe('/sessions/new?return_to=%2Forder_headers%2F15000001');
  expect(await (await get(portal, sent.headers.get('location')!, { headers: {} })).text()).toContain('id="user_email"');

  const body = new URLSearchParams({
    email: 'a@b.example',
    password: 'x',
    remember_device: '1',
    return_to: '/order_headers/15000001',
  });
  const signedIn = await get(portal, '/sessions', { method: 'POST', body, headers: {} });
  expect(signedIn.headers.get('location')).toBe('/order_headers/15000001');
  const [session, device] = signedIn.headers.getSetCookie();
  expect(session).toMatch(/^sample_portal_session=.*; HttpOnly; SameSite=Lax$/);
  expect(device).toMatch(/^sample_portal_device=.*; HttpOnly; SameSite=Lax; Max-Age=31536000$/);
  expect((await get(portal, '/', { headers: { cookie: session!.split(';')[0]! } })).status).toBe(200);
});

test('without a password nobody is signed in', async ({ portal }) => {
  const response = await get(portal, '/sessions', {
    method: 'POST',
    body: new URLSearchParams({ email: 'a@b.example' }),
    headers: {},
  });
  expect(response.status).toBe(422);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test('a sign-in never leads to another host', async ({ portal }) => {
  for (const return_to of ['//evil.example', '/\\evil.example', 'https://evil.example']) {
    const body = new URLSearchParams({ email: 'a@b.example', password: 'x', return_to });
    expect((await get(portal, '/sessions', { method: 'POST', body, headers: {} })).headers.get('location')).toBe('/');
  }
});

test('a remembered device without a session goes by the identity provider and comes back with one', async ({
  portal,
}) => {
  const sent = await get(portal, '/order_headers/15000001?x=1', only(portal, 'device'));
  const provider = new URL(sent.headers.get('location')!);
  expect(provider.host).toBe(`localhost:${portal.port}`);
  const bounce = await (await fetch(provider)).text();
  const back = new URL(JSON.parse(/location\.replace\(("[^"]+")\)/.exec(bounce)![1]!) as string);
  expect(back.origin).toBe(portal.url);
  const returned = await get(portal, back.pathname + back.search, only(portal, 'device'));
  expect(returned.headers.get('location')).toBe('/order_headers/15000001?x=1');
  expect(returned.headers.getSetCookie()[0]).toMatch(/^sample_portal_session=/);
  expect(portal.stats.bounces).toBe(1);
});

test('an identity provider that waits for a person does not come back', async ({ portal }) => {
  portal.setIdentityProvider({ afterMs: 'never' });
  const sent = await get(portal, '/', only(portal, 'device'));
  expect(await (await fetch(sent.headers.get('location')!)).text()).not.toContain('location.replace');
});

test('sessions outlive a restart of the portal, on any port', async ({ portal }) => {
  const cookies = only(portal, 'session');
  const second = await startPortal({ orders: ORDERS });
  try {
    expect((await get(second, '/', cookies)).status).toBe(200);
  } finally {
    await second.close();
  }
});

test('a forged cookie is no session', async ({ portal }) => {
  const [, value] = only(portal, 'device').headers.cookie.split('=');
  expect((await get(portal, '/', { headers: { cookie: `sample_portal_session=${value}` } })).status).toBe(302);
  expect((await get(portal, '/', { headers: { cookie: 'sample_portal_session=e30.x' } })).status).toBe(302);
});

test('signing everyone out ends sessions and, unless they are kept, remembered devices', async ({ portal }) => {
  const before = [only(portal, 'session'), only(portal, 'device')] as const;
  portal.signEveryoneOut({ devices: false });
  expect((await get(portal, '/', before[0])).headers.get('location')).toMatch(/^\/sessions\/new/);
  expect((await get(portal, '/', before[1])).headers.get('location')).toMatch(/^http:\/\/localhost/);
  portal.signEveryoneOut();
  expect((await get(portal, '/', before[1])).headers.get('location')).toMatch(/^\/sessions\/new/);
});

test.describe('without sign-in', () => {
  test.use({ portalOptions: { orders: ORDERS, signIn: false } });
  test('everyone is let in', async ({ portal }) => {
    expect((await get(portal, '/order_headers/15000001', { headers: {} })).status).toBe(200);
  });
});

test('a busy port is no obstacle', async ({ portal }) => {
  const second = await startPortal({ port: portal.port, orders: ORDERS });
  expect(second.port).not.toBe(portal.port);
  await second.close();
});

test('a port that only IPv6 loopback has taken is not used either', async () => {
  const other = createServer();
  const port = await new Promise<number | undefined>((resolve) => {
    other.once('error', () => resolve(undefined));
    other.listen(0, '::1', () => resolve((other.address() as { port: number }).port));
  });
  test.skip(port === undefined, 'this machine has no IPv6');
  const portal = await startPortal({ port, orders: ORDERS });
  expect(portal.port).not.toBe(port);
  await portal.close();
  other.close();
});

test('only loopback names are answered', async ({ portal }) => {
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: portal.port, headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once('error', reject).end();
  });
  expect(status).toBe(421);
});

test('a page trouble happens as often as it says', async ({ portal }) => {
  const answers = [];
  for (let i = 0; i < 3; i++) answers.push(await get(portal, '/order_headers/15000003'));
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
  expect(answers[0]!.headers.get('retry-after')).toBe('7');
});

test('pages that never answer, never finish or reset the connection', async ({ portal }) => {
  const limit = () => ({ signal: AbortSignal.timeout(300) });
  await expect(get(portal, '/order_headers/15000004', limit())).rejects.toThrow();
  await expect(get(portal, '/order_headers/15000005')).rejects.toThrow();
  const half = await get(portal, '/order_headers/15000006', limit());
  expect(half.status).toBe(200);
  await expect(half.text()).rejects.toThrow();
});

test("latencies are the portal's, an order's own, or what was set for one order", async ({ portal }) => {
  const took = async (path: string) => {
    const start = performance.now();
    await (await get(portal, path)).arrayBuffer();
    return performance.now() - start;
  };
  // Only lower limits: a busy machine is late, never early.
  expect(await took('/order_headers/15000002')).toBeGreaterThan(55);
  portal.setLatency({ page: 80, file: 90 });
  expect(await took('/order_headers/15000001')).toBeGreaterThan(75);
  expect(await took('/attachments/attachment_file/po15000001/0')).toBeGreaterThan(85);
  portal.setLatency({ page: 120 }, '15000001');
  expect(await took('/order_headers/15000001')).toBeGreaterThan(115);
});

test('the counters say what was opened, how often and how much at once', async ({ portal }) => {
  portal.setLatency({ page: 100 });
  await Promise.all([1, 2].map(() => get(portal, '/order_headers/15000001')));
  await get(portal, '/requisition_headers/70');
  const path = '/attachments/attachment_file/po15000001/0';
  await (await get(portal, path)).arrayBuffer();
  await expect
    .poll(() => portal.stats.orders['15000001']?.files[path])
    .toEqual({ name: 'one.pdf', requested: 1, sentWhole: 1 });
  const { orders, pagesAtOnce } = portal.stats;
  expect(orders['15000001']).toMatchObject({ opened: 2, openAtOnce: 2 });
  expect(orders['15000007']).toMatchObject({ opened: 0, requisitionOpened: 1 });
  expect(pagesAtOnce).toBe(2);
  portal.resetStats();
  expect(portal.stats.orders).toEqual({});
});

test('a page that is opened right after a script fetched it counts once, in every other order twice', async ({
  portal,
}) => {
  const { headers } = only(portal, 'session');
  const ask = (by: 'script' | 'navigation') =>
    get(portal, '/order_headers/15000001', {
      headers: { ...headers, 'sec-fetch-dest': by === 'script' ? 'empty' : 'document' },
    });
  const counted: (number | undefined)[] = [];
  for (const by of ['script', 'navigation', 'navigation', 'script', 'script', 'navigation'] as const) {
    await ask(by);
    counted.push(portal.stats.orders['15000001']?.opened);
  }
  expect(counted).toEqual([1, 1, 2, 3, 4, 4]);
});

test('connections are refused and accepted at will, on the same port', async ({ portal }) => {
  await portal.refuse();
  await expect(get(portal, '/')).rejects.toThrow();
  await portal.accept();
  expect((await get(portal, '/')).status).toBe(200);
});

test('the control addresses do over HTTP what the API does', async ({ portal }) => {
  const post = (what: string, body: object) =>
    fetch(`${portal.url}/__sample/${what}`, { method: 'POST', body: JSON.stringify(body) });
  const before = only(portal, 'session');
  await get(portal, '/order_headers/15000001');
  expect(await (await fetch(`${portal.url}/__sample/stats`)).json()).toMatchObject({
    orders: { '15000001': { opened: 1 } },
  });
  expect(await (await post('latency', { page: 5 })).json()).toEqual({ done: 'latency' });
  await post('identity-provider', { afterMs: 'never' });
  await post('sign-out', { devices: false });
  expect((await get(portal, '/', before)).status).toBe(302);
  await post('stats/reset', {});
  expect(portal.stats.orders).toEqual({});
  expect((await post('unknown', {})).status).toBe(404);
  expect((await fetch(`${portal.url}/__sample/latency`, { method: 'POST', body: '{' })).status).toBe(400);
  await post('refuse', { ms: 50 });
  await expect
    .poll(() =>
      get(portal, '/').then(
        ({ status }) => status,
        () => 'refused',
      ),
    )
    .toBe(200);
});

test('a catalogue that has a number twice is refused', async () => {
  await expect(startPortal({ orders: [ORDERS[0]!, ORDERS[0]!] })).rejects.toThrow('twice');
});
