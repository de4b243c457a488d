import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';
import type { OrderDefinition } from '../../data/portal/orders/order-definition';
import { browserOf, expect, listOf, processTree, requests, test, type Batch } from '../batch-run/batch-test';
import { readList, tree } from '../support/run-batch';
import { SHORT_WAITS, shortWaits } from '../support/short-waits';
import { signalIfThere } from '../support/signal';
import { signedInProfile } from '../support/signed-in-profile';
import { figure, full } from '../support/trial';

// The portal has a bad day: it is asked less, left alone as long as it says, waited for; every PO ends as on a good
// one.
test.describe.configure({ timeout: full ? 900_000 : 180_000 });

/** Their short forms are in tests/batch-run: portal-away, portal-trouble and sign-in. */
const atFullLength = full ? test : () => undefined;

const POS = full ? 80 : 8;
const PAUSE = full ? 20 : 4;
const STALL = full ? 20_000 : 3_000;
const shown = (index: number): OrderDefinition => ({
  number: String(16_700_001 + index),
  shows: 'A trial',
  supplier: 'Trial',
  attachments: [{ name: 'a.pdf' }, { name: 'b.txt' }],
});
const statuses = async ({ list }: Batch) => (await readList(list)).map((row) => row.cell('STATUS'));
const seconds = (since: number) => ((Date.now() - since) / 1_000).toFixed(0);
const everyFile = (orders: OrderDefinition[]) =>
  orders
    .flatMap(({ number, attachments }) => attachments!.map(({ name }) => `Trial/PO_${number}_COMPLETED/${name}`))
    .sort();

test('bursts of 503, a 429 with Retry-After, stalls, truncated files', async ({ portal, batch }) => {
  const orders = Array.from({ length: POS }, (_, index): OrderDefinition => {
    const order = shown(index);
    if (index === POS / 2) return { ...order, trouble: { kind: 'status', code: 429, retryAfter: PAUSE, times: 1 } };
    if (index % 4 === 1) return { ...order, trouble: { kind: 'status', code: 503, times: 2 } };
    if (index % 8 === 2) return { ...order, latency: { page: STALL } };
    if (index % 4 === 3)
      return {
        ...order,
        attachments: [
          { name: 'a.pdf', size: 200_000, trouble: { kind: 'cut-off', times: 2 } },
          { name: 'b.txt', trouble: { kind: 'status', code: 503, times: 1 } },
        ],
      };
    return order;
  });
  const its = await portal(orders);
  const project = await batch({
    csv: listOf(orders.map(({ number }) => number)),
    portal: its,
    env: { WORKER_SCALING: 'adaptive', OFFLINE_WAIT: '5' },
    config: SHORT_WAITS,
  });
  // Idle: a busy computer leaves one worker, and then a 503 has nothing left to cut.
  await shortWaits(project.dir, undefined, { firstLimit: 4 });
  const began = Date.now();
  const { exitCode, output } = await project.run(['test', '--workers=4', '--retries=0']);
  const { stats } = its;
  const [asked = 0, again = 0] = stats.orders[orders[POS / 2]!.number]!.openedAt;
  const meanwhile = Object.values(stats.orders)
    .flatMap(({ openedAt }) => openedAt)
    .filter((at) => at > asked + 1_000 && at < asked + PAUSE * 1_000 - 50);
  const cuts = output.match(/^⚖️ .*\(portal answered .*$/gm) ?? [];
  figure(
    'portal in distress',
    `${POS} POs in ${seconds(began)} s; Retry-After ${PAUSE} s: the PO came back after ${((again - asked) / 1_000).toFixed(1)} s, ${meanwhile.length} pages opened meanwhile; ${cuts.join(', ') || 'no cut'}`,
  );
  expect(exitCode, output).toBe(0);
  expect(again - asked).toBeGreaterThanOrEqual(PAUSE * 1_000);
  expect(meanwhile).toEqual([]);
  expect(cuts.length, output).toBeGreaterThan(0);
  expect(output).toMatch(
    new RegExp(`⏸️ Portal answered 429 and asks for a pause: no page is opened before \\d\\d:\\d\\d \\(${PAUSE} s\\)`),
  );
  expect(await tree(project.downloads)).toEqual(everyFile(orders));
});

atFullLength(
  'a portal that keeps answering 503 ends each PO with a failure that says so',
  async ({ portal, batch }) => {
    const orders = [0, 1].map((index): OrderDefinition => ({
      ...shown(index),
      trouble: { kind: 'status', code: 503 },
    }));
    const its = await portal(orders);
    const project = await batch({ csv: listOf(orders.map(({ number }) => number)), portal: its, config: SHORT_WAITS });
    await shortWaits(project.dir);
    const { exitCode, output } = await project.run(['test', '--workers=2', '--retries=0']);
    expect(exitCode, output).toBe(1);
    expect((await readList(project.list)).map((row) => `${row.cell('STATUS')}: ${row.cell('ERROR_MESSAGE')}`)).toEqual(
      Array(2).fill('FAILED: The portal answered 503 Service Unavailable.'),
    );
    expect(Object.values(its.stats.orders).map(({ opened }) => opened)).toEqual([4, 4]);
  },
);

atFullLength('a portal that cannot be reached for 90 s', async ({ portal, batch }) => {
  const orders = Array.from({ length: POS }, (_, index) => ({ ...shown(index), latency: { page: 100, file: 400 } }));
  const its = await portal(orders);
  const project = await batch({
    csv: listOf(orders.map(({ number }) => number)),
    portal: its,
    env: { OFFLINE_WAIT: '10' },
    config: SHORT_WAITS,
  });
  await shortWaits(project.dir, { look: 5_000, busy: [300, 600, 1_200] });
  const running = project.start(['test', '--workers=4', '--retries=0']);
  await expect.poll(() => Object.keys(its.stats.orders).length, { timeout: 90_000 }).toBeGreaterThan(POS / 4);
  await its.refuse();
  const away = Date.now();
  await running.shows(/⏸️ Portal not reachable/);
  const noticed = Date.now();
  await sleep(90_000);
  await its.accept();
  await running.shows(/▶️ Portal answers again/);
  const back = Date.now();
  const { exitCode, output } = await running.ended;
  figure(
    'portal unreachable',
    `${POS} POs, away for ${((back - away) / 1_000).toFixed(0)} s, noticed after ${((noticed - away) / 1_000).toFixed(1)} s, ${output.match(/FAILED/g)?.length ?? 0} POs failed by it`,
  );
  expect(exitCode, output).toBe(0);
  expect(await tree(project.downloads)).toEqual(everyFile(orders));
});

atFullLength(
  'signed out in the middle: nobody is marked, and the next run goes on where this one stopped',
  async ({ portal, batch }) => {
    const orders = Array.from({ length: POS }, (_, index) => ({ ...shown(index), latency: { page: 100, file: 500 } }));
    const its = await portal(orders, { signIn: true });
    const project = await batch({ csv: listOf(orders.map(({ number }) => number)), portal: its });
    const profile = path.join(project.dir, 'edge');
    await signedInProfile(profile, its.url);
    const env = { USE_PROFILE: 'true', EDGE_PROFILE_DIR: profile };
    const running = project.start(['test', '--workers=4'], env);
    await expect.poll(() => Object.keys(its.stats.orders).length, { timeout: 90_000 }).toBeGreaterThan(30);
    its.signEveryoneOut();
    const { exitCode, output } = await running.ended;
    const then = await statuses(project);
    figure(
      'signed out',
      `after ${then.filter(Boolean).length} of ${POS} POs: exit code ${exitCode}, marked ${[...new Set(then)].filter(Boolean).join(', ')} and nothing else`,
    );
    expect(exitCode, output).toBe(3);
    expect(output.match(/^❌ Not signed in at .+po-batch sign-in.+$/gm), output).toHaveLength(1);
    expect(new Set(then)).toEqual(new Set(['COMPLETED', '']));

    await fs.remove(profile);
    await signedInProfile(profile, its.url);
    const next = await project.run(['test', '--workers=4'], env);
    expect(next.exitCode, next.output).toBe(0);
    expect(await tree(project.downloads)).toEqual(everyFile(orders));
  },
);

test(`everything stands still for ${full ? 120 : 35} s, as in the computer's sleep`, async ({ portal, batch }) => {
  test.skip(process.platform !== 'linux', 'finds the processes in /proc');
  const orders = Array.from({ length: 6 }, (_, index) => ({
    ...shown(index),
    latency: { page: 0, file: index < 2 ? 2_500 : 200 },
  }));
  const its = await portal(orders);
  // Every limit is shorter than the standstill, and none of them may be taken for passed.
  const limits = { PO_TIMEOUT: '25', PAGE_LOAD_TIMEOUT: '20', DOWNLOAD_WAIT_TIMEOUT: '20' };
  const project = await batch({ csv: listOf(orders.map(({ number }) => number)), portal: its, env: limits });
  const running = project.start(['test', '--workers=2', '--retries=0'], {}, { group: true });
  await expect.poll(() => requests(its, orders[1]!.number), { timeout: 90_000 }).toEqual({ 'a.pdf': 1, 'b.txt': 1 });
  const all = processTree(running.child.pid!);
  expect(all).toContain(browserOf(project));
  for (const pid of all) signalIfThere(pid, 'SIGSTOP');
  await sleep(full ? 120_000 : 35_000);
  for (const pid of all) signalIfThere(pid, 'SIGCONT');
  const { exitCode, output } = await running.ended;
  const again = Object.values(its.stats.orders).filter(({ opened }) => opened > 1).length;
  figure(
    'standstill',
    `${all.length} processes stopped for ${full ? 120 : 35} s: ${again} POs done again, exit code ${exitCode}`,
  );
  expect(exitCode, output).toBe(0);
  expect(output).toMatch(/💤 \d+ is done again: the computer slept, or the batch stood still, for \d+ s/);
  expect(again).toBeGreaterThan(0);
  expect(await tree(project.downloads)).toEqual(everyFile(orders));
});
