import { expect, test } from '@playwright/test';
import type { Then } from '../../../batch/protocol/messages';
import type { ProbeResult, Trouble } from '../../../batch/outcome/portal-trouble';
import type { StopReason } from '../../../batch/protocol/session-events';
import { PortalWatch } from '../../../session/portal/portal-watch';

// Workers are objects; the clock is moved by hand.
const REFUSED: Trouble = { kind: 'network', certain: true, message: 'refused' };
const RESET: Trouble = { kind: 'network', certain: false, message: 'reset' };
const UNEXPECTED: Trouble = { kind: 'unexpected-page', message: 'Unexpected page: Terms at acme.' };
const busy = (retryAfter?: number): Trouble => ({
  kind: 'busy',
  status: 503,
  message: 'The portal answered 503.',
  ...(retryAfter !== undefined && { retryAfter }),
});
const AWAY: ProbeResult = { answers: false, why: 'it refuses connections' };
const HERE: ProbeResult = { answers: true };

function watchOf({ offlineWait = 3_600_000, maxSystemErrors = 5 } = {}) {
  let now = new Date(2026, 10, 23, 2, 10).getTime();
  const began = now;
  const timers: { at: number; call: () => void }[] = [];
  const notices: string[] = [];
  const stops: StopReason[] = [];
  const stop = (reason: StopReason) => {
    stops.push(reason);
    watch.stop();
  };
  const watch: PortalWatch = new PortalWatch({
    host: 'acme.coupahost.com',
    waits: { probe: 30_000, busy: [2_000, 5_000, 15_000] },
    offlineWait,
    maxSystemErrors,
    notice: (_level, text) => notices.push(text),
    stop,
    now: () => now,
    later: (ms, call) => {
      const timer = { at: now + ms, call };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
  });
  /** What was answered by now, or `waits`. */
  const said = async (asked: Promise<Then>): Promise<Then | 'waits'> => {
    await new Promise((resolve) => setImmediate(resolve));
    return Promise.race([asked, Promise.resolve('waits' as const)]);
  };
  const pass = async (ms: number) => {
    const until = now + ms;
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > until) break;
      timers.splice(timers.indexOf(next), 1);
      now = Math.max(now, next.at);
      next.call();
      await new Promise((resolve) => setImmediate(resolve));
    }
    now = until;
  };
  return { watch, notices, stops, said, pass, since: () => now - began };
}
const [a, b, c] = [{}, {}, {}];

test('while nothing is wrong everybody has its turn at once', async () => {
  const { watch, said } = watchOf();
  expect(await said(watch.admit(a, 'PO1'))).toBe('go');
});

test('a portal that is away: one worker looks every half minute, all others wait, and all POs are done again', async () => {
  const { watch, notices, stops, said, pass, since } = watchOf();
  expect(await said(watch.trouble(a, 'PO1', REFUSED))).toBe('probe');
  const second = watch.trouble(b, 'PO2', REFUSED);
  expect(await said(second)).toBe('waits');
  let lookout = watch.probed(a, AWAY);
  expect(await said(lookout)).toBe('waits');
  const third = watch.admit(c, 'PO3');
  expect(await said(third)).toBe('waits');
  expect(notices).toEqual(['⏸️ Portal not reachable (VPN?), waiting since 02:10: it refuses connections']);
  for (const seconds of [30, 60, 90]) {
    await pass(30_000);
    expect(since()).toBe(seconds * 1_000);
    expect(await said(lookout)).toBe('probe');
    lookout = watch.probed(a, seconds < 90 ? AWAY : HERE);
  }
  expect(await Promise.all([lookout, second, third])).toEqual(['again', 'again', 'go']);
  expect(notices.slice(1)).toEqual(['▶️ Portal answers again after 2 min: going on']);
  expect(stops).toEqual([]);
});

test('the wait ends with the run, and nobody is left waiting', async () => {
  const { watch, stops, said, pass } = watchOf({ offlineWait: 45_000 });
  void watch.trouble(a, 'PO1', REFUSED);
  let lookout = watch.probed(a, AWAY);
  const other = watch.admit(b, 'PO2');
  await pass(30_000);
  expect(await said(lookout)).toBe('probe');
  lookout = watch.probed(a, AWAY);
  await pass(15_000);
  expect(await said(lookout), 'once more at the very end').toBe('probe');
  lookout = watch.probed(a, AWAY);
  expect(await Promise.all([lookout, other])).toEqual(['stop', 'stop']);
  expect(stops).toEqual([
    {
      code: 'portal-unreachable',
      message:
        'acme.coupahost.com is not reachable: it refuses connections (waited for 45 s). Check VPN, network and ' +
        'proxy, then start again; POs that were not done are as before.',
    },
  ]);
  expect(await said(watch.trouble(c, 'PO3', REFUSED))).toBe('stop');
});

test('OFFLINE_WAIT=0: a portal that is away ends the run at the first look, which says that it was not waited for', async () => {
  const { watch, stops, said } = watchOf({ offlineWait: 0 });
  expect(await said(watch.trouble(a, 'PO1', REFUSED))).toBe('probe');
  expect(await said(watch.probed(a, AWAY))).toBe('stop');
  expect(stops.map(({ message }) => message)).toEqual([
    'acme.coupahost.com is not reachable: it refuses connections (OFFLINE_WAIT=0: not waited for). Check VPN, ' +
      'network and proxy, then start again; POs that were not done are as before.',
  ]);
});

test('a lookout that dies is replaced by whoever waits, and by the next who comes when nobody does', async () => {
  const { watch, said } = watchOf();
  void watch.trouble(a, 'PO1', REFUSED);
  void watch.probed(a, AWAY);
  const second = watch.admit(b, 'PO2');
  watch.lost(a);
  expect(await said(second)).toBe('probe');
  watch.lost(b);
  const third = watch.admit(c, 'PO3');
  expect(await said(third)).toBe('probe');
  expect(await said(watch.probed(c, HERE))).toBe('go');
});

test("with a portal that answers, what no PO can cause is done again three times, a reset is the PO's own", async () => {
  const { watch, said } = watchOf();
  for (const then of ['again', 'again', 'again', 'count'] as const) {
    expect(await said(watch.trouble(a, 'PO1', REFUSED))).toBe('probe');
    expect(await said(watch.probed(a, HERE))).toBe(then);
  }
  expect(await said(watch.trouble(a, 'PO2', RESET))).toBe('probe');
  expect(await said(watch.probed(a, HERE))).toBe('count');
});

test('Retry-After: nobody opens a page before it is over, whoever asks', async () => {
  const { watch, notices, said, pass } = watchOf();
  expect(await said(watch.trouble(a, 'PO1', busy(60_000)))).toBe('again');
  const turns = [watch.admit(a, 'PO1'), watch.admit(b, 'PO2')];
  await pass(59_999);
  expect(await Promise.all(turns.map(said))).toEqual(['waits', 'waits']);
  await pass(1);
  expect(await Promise.all(turns.map(said))).toEqual(['go', 'go']);
  expect(notices).toEqual(['⏸️ Portal answered 503 and asks for a pause: no page is opened before 02:11 (60 s)']);
});

test('a portal that answers a look still has the pause that it asked for, and a PO has its own', async () => {
  const { watch, said, pass } = watchOf();
  const turns = [];
  expect(await said(watch.trouble(a, 'PO1', busy(120_000)))).toBe('again');
  for (const [worker, po] of [
    [a, 'PO1'],
    [b, 'PO2'],
  ] as const)
    turns.push(watch.admit(worker, po));
  await pass(5_000);
  expect(await said(watch.trouble(c, 'PO3', { kind: 'timeout', message: 'late' }))).toBe('probe');
  expect(await said(watch.probed(c, HERE))).toBe('count');
  expect(await Promise.all(turns.map(said))).toEqual(['waits', 'waits']);
  await pass(114_999);
  expect(await Promise.all(turns.map(said))).toEqual(['waits', 'waits']);
  await pass(1);
  expect(await Promise.all(turns.map(said))).toEqual(['go', 'go']);

  expect(await said(watch.trouble(a, 'PO4', busy()))).toBe('again');
  const own = watch.admit(a, 'PO4');
  expect(await said(watch.trouble(c, 'PO5', RESET))).toBe('probe');
  expect(await said(watch.probed(c, HERE))).toBe('count');
  expect(await said(own)).toBe('waits');
  await pass(2_000);
  expect(await said(own)).toBe('go');
});

test('a lookout that only wanted to open a page waits for the pause too, when the portal is back before its end', async () => {
  const { watch, said, pass } = watchOf();
  void watch.trouble(a, 'PO1', REFUSED);
  void watch.probed(a, AWAY);
  watch.pause(503, 60_000);
  const other = watch.admit(b, 'PO2');
  watch.lost(a);
  expect(await said(other)).toBe('probe');
  const turn = watch.probed(b, HERE);
  expect(await said(turn)).toBe('waits');
  await pass(60_000);
  expect(await said(turn)).toBe('go');
});

test('a busy portal without Retry-After: the PO alone waits 2, 5 and 15 s, then it counts', async () => {
  const { watch, said, pass } = watchOf();
  for (const wait of [2_000, 5_000, 15_000]) {
    expect(await said(watch.trouble(a, 'PO1', busy()))).toBe('again');
    const turn = watch.admit(a, 'PO1');
    expect(await said(watch.admit(b, 'PO2'))).toBe('go');
    await pass(wait - 1);
    expect(await said(turn)).toBe('waits');
    await pass(1);
    expect(await said(turn)).toBe('go');
  }
  expect(await said(watch.trouble(a, 'PO1', busy()))).toBe('count');
});

test('Ctrl+C ends a pause, and lets POs under way open what they need', async () => {
  const { watch, said } = watchOf();
  await watch.trouble(a, 'PO1', busy(60_000));
  const turn = watch.admit(b, 'PO2');
  watch.stop();
  expect(await said(turn)).toBe('stop');
  expect(await said(watch.admit(b, 'PO2')), 'the pause is not over').toBe('stop');
  const calm = watchOf();
  calm.watch.stop();
  expect(await calm.said(calm.watch.admit(a, 'PO1'))).toBe('go');
});

test('too many system errors in a row: a look, as many POs once more, then the end with its reason', async () => {
  const { watch, stops, said } = watchOf({ maxSystemErrors: 2 });
  const fail = async (po: string) => {
    const then = await said(watch.trouble(a, po, UNEXPECTED));
    const last = then === 'probe' ? await said(watch.probed(a, HERE)) : then;
    watch.ended(po);
    return [then, last];
  };
  expect(await fail('PO1')).toEqual(['count', 'count']);
  expect(await fail('PO1')).toEqual(['count', 'count']);
  expect(await fail('PO2')).toEqual(['probe', 'count']);
  for (const po of ['PO3', 'PO3', 'PO3']) expect(await fail(po)).toEqual(['count', 'count']);
  expect(stops).toEqual([]);
  await fail('PO4');
  expect(stops).toEqual([
    {
      code: 'system-errors',
      message:
        '7 attempts in a row failed for reasons that no PO has (MAX_CONSECUTIVE_SYSTEM_ERRORS), although the ' +
        'portal answers. The last one: Unexpected page: Terms at acme.',
    },
  ]);
});

test('a PO that ends by what its pages showed ends the row', async () => {
  const { watch, said } = watchOf({ maxSystemErrors: 1 });
  for (let i = 0; i < 5; i++) {
    expect(await said(watch.trouble(a, 'PO1', UNEXPECTED))).toBe('count');
    watch.ended('PO1');
    watch.ended('PO2');
  }
});

test('too many in a row and a portal that does not answer: it is waited for, and the PO is done again', async () => {
  const { watch, notices, said, pass } = watchOf({ maxSystemErrors: 1 });
  await watch.trouble(a, 'PO1', UNEXPECTED);
  expect(await said(watch.trouble(b, 'PO2', UNEXPECTED))).toBe('probe');
  const lookout = watch.probed(b, { answers: false, status: 503, why: 'it answers 503 Service Unavailable' });
  expect(notices).toEqual(['⏸️ Portal has too much to do, waiting since 02:10: it answers 503 Service Unavailable']);
  await pass(30_000);
  expect(await said(lookout)).toBe('probe');
  expect(await said(watch.probed(b, HERE))).toBe('again');
});

test('sleep counts toward no limit', async () => {
  const { watch, said } = watchOf({ maxSystemErrors: 1 });
  for (let i = 0; i < 50; i++)
    expect(await said(watch.trouble(a, 'PO1', { kind: 'asleep', seconds: 120 }))).toBe('again');
  expect(await said(watch.trouble(a, 'PO1', busy()))).toBe('again');
});

test('distress is a cause for fewer workers: a busy portal at once, late POs when they are several', async () => {
  const { watch } = watchOf();
  const now = () => performance.now();
  expect(watch.distressCause(now())).toBeUndefined();
  void watch.trouble(a, 'PO1', { kind: 'timeout', message: '' });
  expect(watch.distressCause(now())).toBeUndefined();
  void watch.trouble(b, 'PO2', { kind: 'timeout', message: '' });
  expect(watch.distressCause(now())).toBe('2 POs timed out within 30 s');
  void watch.trouble(c, 'PO3', busy(4_000));
  watch.pause(429, 4_000);
  expect(watch.distressCause(now()), 'an announced pause is no cut').toBe('2 POs timed out within 30 s');
  void watch.trouble(c, 'PO3', busy());
  expect(watch.distressCause(now())).toBe('portal answered 503');
  expect(watch.distressCause(now(), now()), 'after the cut').toBeUndefined();
  expect(watch.distressCause(now() + 31_000)).toBeUndefined();
});
