import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';
import type { OrderDefinition } from '../../data/portal/orders/order-definition';
import { browsersOf, expect, listOf, test as base, workersOf, type Batch } from '../batch-run/batch-test';
import { readList, tree, type RunningBatch } from '../support/run-batch';
import { signalIfThere } from '../support/signal';
import { atFullLength, chance, figure } from '../support/trial';

// Workers and browsers are killed at random while a batch runs: every PO ends as it would without. At full length
// alone: one kill of each is in tests/batch-run/interruption.test.ts.
const POS = 200;
const KILLS = 20;
const PAUSE = [3_000, 5_000] as const;

const test = atFullLength(base);
base.describe.configure({ timeout: 900_000 });

interface Expected {
  status: string;
  files: string[];
}

/** Every eighth PO has no attachment, every eleventh does not exist, every thirteenth has a file that never comes. */
function orderAt(index: number): { number: string; order?: OrderDefinition; expected: Expected } {
  const number = String(16_000_001 + index);
  const shown = { number, shows: 'A trial', supplier: 'Trial Supplies' };
  if (index % 11 === 10) return { number, expected: { status: 'PO_NOT_FOUND', files: [] } };
  if (index % 8 === 7)
    return { number, order: { ...shown, attachments: [] }, expected: { status: 'NO_ATTACHMENTS', files: [] } };
  const files = [`offer-${number}.pdf`, 'terms.txt', 'prices.csv'].map((name) => ({ name, size: 120_000 }));
  if (index % 13 !== 12)
    return {
      number,
      order: { ...shown, attachments: files },
      expected: { status: 'COMPLETED', files: files.map(({ name }) => name) },
    };
  const never = { name: 'never.pdf', trouble: { kind: 'status', code: 404 } as const };
  return {
    number,
    order: { ...shown, attachments: [...files, never] },
    expected: { status: 'PARTIAL', files: files.map(({ name }) => name) },
  };
}

test(`${POS} POs, 4 workers, ${KILLS} kills: every PO ends as it would without them`, async ({ portal, batch }) => {
  test.skip(process.platform !== 'linux', 'finds the processes in /proc');
  const { seed, next } = chance();
  const orders = Array.from({ length: POS }, (_, index) => orderAt(index));
  const its = await portal(
    orders.flatMap(({ order }) => order ?? []),
    { latency: { page: 250, file: 500 } },
  );
  const project = await batch({ csv: listOf(orders.map(({ number }) => `PO${number}`)), portal: its });
  const began = Date.now();
  const running = project.start(['test', '--workers=4']);
  await expect.poll(() => Object.keys(its.stats.orders).length, { timeout: 90_000 }).toBeGreaterThan(2);
  const killed = await kill(running, project, next);
  const { exitCode, output } = await running.ended;
  const { stats } = its;

  figure(
    'kills',
    `${POS} POs, ${killed.join(' ')}, seed ${seed}: ${((Date.now() - began) / 1_000).toFixed(0)} s, ${Object.values(stats.orders).reduce((sum, { opened }) => sum + opened, 0)} pages opened, ${Object.values(stats.orders).filter(({ overlapped }) => overlapped > 0).length} POs open twice at once`,
  );
  expect(exitCode, output).toBe(1);
  expect(killed).toHaveLength(KILLS);
  const rows = await readList(project.list);
  const wrong = rows.filter((row, index) => row.cell('STATUS') !== orders[index]!.expected.status);
  expect(wrong.map((row) => [row.po, row.cell('STATUS'), row.cell('ERROR_MESSAGE')])).toEqual([]);
  expect(rows.map(({ po }) => po)).toEqual(orders.map(({ number }) => `PO${number}`));
  expect(
    Object.entries(stats.orders).filter(([, { overlapped, openAtOnce }]) => overlapped > 0 || openAtOnce > 1),
  ).toEqual([]);
  const wanted = orders.flatMap(({ number, expected: { status, files } }) => {
    const folder = `${status === 'PO_NOT_FOUND' ? 'Unknown_Supplier' : 'Trial_Supplies'}/PO${number}_${status}/`;
    return files.length > 0 ? files.map((name) => folder + name) : [folder];
  });
  expect(await tree(project.downloads)).toEqual(wanted.sort());
  const sizes = await Promise.all(
    (await tree(project.downloads))
      .filter((file) => !file.endsWith('/'))
      .map(async (file) => (await fs.stat(path.join(project.downloads, file))).size),
  );
  expect(new Set(sizes), 'whole files only').toEqual(new Set([120_000]));
  expect(
    (await tree(path.join(path.dirname(project.list), '.po-batch'))).filter((file) => /lock|claim/.test(file)),
    'no lock and no claim is left',
  ).toEqual([]);
});

/** Kills a worker or a browser, one after the other, while the batch runs; says which. */
async function kill(running: RunningBatch, project: Batch, random: () => number): Promise<string[]> {
  const killed: string[] = [];
  while (killed.length < KILLS && running.child.exitCode === null) {
    const [kind, pids] =
      random() < 0.5 ? (['worker', workersOf(running)] as const) : (['browser', browsersOf(project)] as const);
    const pid = pids[Math.floor(random() * pids.length)];
    if (pid !== undefined && signalIfThere(pid, 'SIGKILL')) killed.push(kind);
    // The trial's own pace, not a wait for something.
    await sleep(PAUSE[0] + random() * (PAUSE[1] - PAUSE[0]));
  }
  return killed;
}
