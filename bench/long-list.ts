import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fs from 'fs-extra';
import type { OrderDefinition } from '../data/portal/orders';
import { startPortal } from '../data/portal/portal';
import type { RunSummary } from '../reporters/run-report';
import { cleanEnvironment, makeProject, REPOSITORY } from '../tests/support/run-batch';
import { processNow, watchCommand, type Watched } from './measuring';

/**
 * `npm run bench:long-list`: what a list's length costs.
 * `start`: 10,000 rows of which 9,900 are COMPLETED, from the command to the first page that the portal is asked for.
 * `stub`: tests that only claim their PO and end it, without a browser: Playwright's dispatch and the session alone.
 * `real`: POs of a portal with tiny pages, `EXECUTION_MODE=direct_http`.
 */
const CLI = path.join(REPOSITORY, 'node_modules', '@playwright', 'test', 'cli.js');
const FIRST = 15_600_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: 'start,stub,real' },
      rows: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '3' },
      stub: { type: 'string', default: '1000,3000,10000' },
      real: { type: 'string', default: '10000' },
      workers: { type: 'string', default: '4' },
    },
  });
  const only = values.only.split(',');
  const numbers = (text: string) => text.split(',').map(Number);
  const workers = Number(values.workers);
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-bench-'));
  try {
    if (only.includes('start')) await start(root, Number(values.rows), Number(values.rounds));
    if (only.includes('stub')) await table(numbers(values.stub), (pos) => batch(root, 'stub', pos, workers));
    if (only.includes('real')) await table(numbers(values.real), (pos) => batch(root, 'real', pos, workers));
  } finally {
    await fs.remove(root);
  }
}

/** The list as it is after a night: all but the last hundred rows done, and the journal of that night beside it. */
async function start(root: string, rows: number, rounds: number): Promise<void> {
  console.log('| rows | of them COMPLETED | first page s | processor s until then |\n| ---: | ---: | ---: | ---: |');
  const taken: Record<number, { first: number; processor: number }[]> = { 100: [], [rows]: [] };
  // The first round fills the caches of the disk and of Playwright's compiler, as on any second day.
  for (let round = 0; round <= rounds; round++)
    for (const size of [100, rows]) {
      const one = await firstPage(root, size);
      if (round > 0) taken[size]!.push(one);
    }
  for (const [size, list] of Object.entries(taken)) {
    const [first, processor] = [median(list.map((one) => one.first)), median(list.map((one) => one.processor))];
    console.log(`| ${size} | ${Number(size) - 100} | ${first.toFixed(1)} | ${processor.toFixed(1)} |`);
  }
  console.log('');
}

async function firstPage(root: string, rows: number): Promise<{ first: number; processor: number }> {
  const portal = await startPortal({ orders: orders(rows - 100, 100), signIn: false });
  const dir = path.join(root, 'start');
  await fs.emptyDir(dir);
  const { list } = await makeProject(dir, {
    csv: text(rows, rows - 100),
    env: { BASE_URL: portal.url, USE_PROFILE: 'false', PROCESS_MAX_POS: '8' },
  });
  await writeNight(list, portal.url, rows - 100);
  const began = Date.now();
  const running = command(dir, 4);
  let processor = 0;
  const timer = setInterval(() => {
    if (portal.stats.pagesAtOnce === 0) return;
    clearInterval(timer);
    processor = running.processor();
  }, 20);
  const { exitCode, output } = await running.ended;
  clearInterval(timer);
  if (exitCode !== 0) throw new Error(`The batch ended with ${exitCode}.\n${output}`);
  const first = Math.min(...Object.values(portal.stats.orders).flatMap(({ openedAt }) => openedAt));
  await portal.close();
  return { first: (first - began) / 1_000, processor };
}

/** A journal as a run of so many POs leaves it. */
async function writeNight(list: string, url: string, rows: number): Promise<void> {
  const run = '2026-01-01T22-00-00-0000';
  const lines = Array.from({ length: rows }, (_, index) => {
    const po = `PO${FIRST + index}`;
    const file = { link: `${url}/order_headers/${FIRST + index}/attachments/1`, name: 'offer.pdf', size: 1_000 };
    const record = {
      ...{ status: 'COMPLETED', reason: 'ALL_ATTACHMENTS_DOWNLOADED', message: '', supplier: 'Measured Ltd' },
      ...{ found: 1, downloaded: 1, coupaUrl: `${url}/order_headers/${FIRST + index}`, po, attempt: 0, final: true },
      ...{ startedAt: 1, endedAt: 2, slot: 0, files: [file], folder: `/downloads/Measured Ltd/${po}_COMPLETED` },
    };
    const cells = { STATUS: 'COMPLETED', SUPPLIER: 'Measured Ltd', ATTACHMENTS_FOUND: '1' };
    return [
      { type: 'file', run, po, file, at: 1 },
      { type: 'outcome', run, id: `id-${index}`, record, cells, baselines: ['-'], revision: 1 },
      { type: 'checkpoint', run, ids: [`id-${index}`], at: 2 },
    ];
  });
  const journal = path.join(path.dirname(list), '.po-batch', path.basename(list), `${run}.jsonl`);
  await fs.outputFile(
    journal,
    lines
      .flat()
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
}

interface Row {
  pos: number;
  wall: number;
  processor: number;
  peakRss: number;
  first: Pace;
  last: Pace;
}

/** Milliseconds per PO, of all POs but the first hundred, in their first or in their last tenth. */
interface Pace {
  clock: number;
  /** Of all processes, by the processor. */
  processor: number;
}

async function table(sizes: number[], run: (pos: number) => Promise<Row>): Promise<void> {
  const columns = ['POs', 'wall s', 'processor s per PO', 'ms per PO, first and last tenth', 'last / first'];
  const head = [...columns, 'of it processor, ms', 'last / first', 'main process MB'];
  console.log([head, head.map(() => '---:')].map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
  for (const pos of sizes) {
    const row = await run(pos);
    const paces = (['clock', 'processor'] as const).flatMap((by) => {
      const [first, last] = [row.first[by], row.last[by]];
      return [`${first.toFixed(1)} and ${last.toFixed(1)}`, (last / first).toFixed(2)];
    });
    const cells = [row.pos, row.wall.toFixed(0), (row.processor / pos).toFixed(3), ...paces];
    console.log(`| ${[...cells, Math.round(row.peakRss / 1e6)].join(' | ')} |`);
  }
  console.log('');
}

async function batch(root: string, kind: 'stub' | 'real', pos: number, workers: number): Promise<Row> {
  const dir = path.join(root, `${kind}-${pos}`);
  const portal = await startPortal({ orders: kind === 'real' ? orders(0, pos) : [], signIn: false });
  await makeProject(dir, {
    csv: text(pos, 0),
    env: {
      ...{ BASE_URL: portal.url, USE_PROFILE: 'false', EXECUTION_MODE: 'direct_http', WORKER_SCALING: 'fixed' },
    },
    ...(kind === 'stub' && { config: "{ testDir: './own', testMatch: 'stub.spec.ts' }" }),
  });
  if (kind === 'stub') await fs.outputFile(path.join(dir, 'own', 'stub.spec.ts'), STUB);
  const running = command(dir, workers);
  const watched = watch(running);
  const { exitCode, wall, processor, output } = await running.ended;
  await portal.close();
  if (exitCode !== 0) throw new Error(`The batch ended with ${exitCode}.\n${output.slice(-2_000)}`);
  const ends = await endsOf(dir);
  await fs.remove(dir);
  return { pos, wall, processor, peakRss: watched.peak, ...tenths(ends, watched.spent) };
}

/** Given to workers as the project's own spec gives its tests. */
const STUB = `import { forEachPurchaseOrder, test } from ${JSON.stringify(path.join(REPOSITORY, 'index'))};
forEachPurchaseOrder(({ order, details }) => {
  test(order.po, details, async ({ session }) => {
    const client = await session();
    const { po } = order;
    await client.ask('claim', { po, attempt: 0, retriesLeft: 0 });
    const outcome = { status: 'COMPLETED', reason: 'ALL_ATTACHMENTS_DOWNLOADED', message: '', supplier: 'Measured Ltd' };
    await client.ask('outcome', { po, outcome: { ...outcome, found: 0, downloaded: 0, coupaUrl: '' }, links: [] });
  });
});
`;

function command(dir: string, workers: number): Watched {
  return watchCommand(process.execPath, [CLI, 'test', `--workers=${workers}`], { cwd: dir, env: cleanEnvironment() });
}

interface Spent {
  /** Milliseconds since the epoch. */
  at: number;
  /** Milliseconds of the processor that all processes took until then. */
  processor: number;
}

/** Looks on twice a second: the highest that the memory of the command's own process was, and what all took so far. */
function watch({ child, ended, processor }: Watched): { peak: number; spent: Spent[] } {
  const seen = { peak: 0, spent: [] as Spent[] };
  const timer = setInterval(() => {
    seen.peak = Math.max(seen.peak, processNow(child.pid!)?.peakRss ?? 0);
    seen.spent.push({ at: Date.now(), processor: processor() * 1_000 });
  }, 500);
  void ended.then(() => clearInterval(timer));
  return seen;
}

async function endsOf(dir: string): Promise<number[]> {
  const reports = path.join(dir, 'batch-report');
  const [run] = await fs.readdir(reports);
  const { pos } = (await fs.readJson(path.join(reports, run!, 'summary.json'))) as RunSummary;
  return pos.flatMap(({ attempts }) => attempts.at(-1)!.endedAt).sort((a, b) => a - b);
}

/** Without the first hundred: browsers start then, and V8 compiles. */
function tenths(ends: number[], spent: Spent[]): Pick<Row, 'first' | 'last'> {
  const steady = ends.slice(100);
  const size = Math.floor(steady.length / 10);
  const until = (at: number) => spent.findLast((one) => one.at <= at)?.processor ?? 0;
  const pace = (from: number): Pace => {
    const [began, over] = [steady[from]!, steady[from + size - 1]!];
    return { clock: (over - began) / (size - 1), processor: (until(over) - until(began)) / (size - 1) };
  };
  return { first: pace(0), last: pace(steady.length - size) };
}

const text = (rows: number, completed: number) =>
  `PO_NUMBER;STATUS;SUPPLIER\n${Array.from(
    { length: rows },
    (_, index) => `PO${FIRST + index};${index < completed ? 'COMPLETED' : ''};Supplier ${index % 40}\n`,
  ).join('')}`;

const orders = (from: number, count: number): OrderDefinition[] =>
  Array.from({ length: count }, (_, index) => ({
    number: String(FIRST + from + index),
    shows: 'A PO of a measurement',
    supplier: 'Measured Ltd',
    attachments: [{ name: 'offer.pdf' }],
  }));

const median = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;

void main();
