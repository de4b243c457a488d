import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fs from 'fs-extra';
import type { OrderDefinition } from '../data/portal/orders';
import { startPortal } from '../data/portal/portal';
import { makeProject, runBatch } from '../tests/support/run-batch';

/**
 * `npm run bench:failures`: POs per minute where some do not exist, against a list in which all do. Same portal, same
 * number of browsers, one run after the other; only the ratios within one run of this command mean anything.
 */
const PAGE = 1_000;
const FILE = 200;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pos: { type: 'string', default: '60' },
      workers: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '1' },
    },
  });
  const [size, workers, rounds] = [values.pos, values.workers, values.rounds].map(Number) as [number, number, number];
  const orders = Array.from({ length: size }, (_, index) => order(15_600_000 + index));
  const portal = await startPortal({ orders, latency: { page: PAGE, file: FILE }, signIn: false });
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-bench-'));
  try {
    // Not measured: fills the caches of the disk and of Playwright's compiler.
    await batch(root, portal.url, 4, 0, workers);
    const seconds: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round++)
      for (const share of [0, 0.1, 0.3])
        (seconds[share] ??= []).push(await batch(root, portal.url, size, share, workers));
    const median = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
    const full = median(seconds[0]!);
    console.log(
      `\n${size} POs, ${workers} workers, page ${PAGE} ms, file ${FILE} ms, ${os.availableParallelism()} cores\n`,
    );
    console.log('| not found | seconds | throughput, of that without |\n| --- | --- | --- |');
    for (const [share, list] of Object.entries(seconds))
      console.log(`| ${Number(share) * 100} % | ${median(list).toFixed(1)} | ${(full / median(list)).toFixed(2)} |`);
  } finally {
    await portal.close();
    await fs.remove(root);
  }
}

const order = (number: number): OrderDefinition => ({
  number: String(number),
  shows: 'A PO of a measurement',
  supplier: 'Measured Ltd',
  attachments: [{ name: 'offer.pdf' }, { name: 'drawing.pdf' }],
});

/** Seconds of a batch in which this share of the POs does not exist. */
async function batch(root: string, url: string, size: number, share: number, workers: number): Promise<number> {
  const dir = await fs.mkdtemp(path.join(root, 'batch-'));
  const missing = (index: number) => share > 0 && index % Math.round(10 / (share * 10)) === 1;
  const rows = Array.from({ length: size }, (_, index) => (missing(index) ? 19_000_000 : 15_600_000) + index);
  const csv = ['PO_NUMBER;STATUS;SUPPLIER', ...rows.map((number) => `PO${number};;`), ''].join('\n');
  await makeProject(dir, { csv, env: { BASE_URL: url, USE_PROFILE: 'false' } });
  const began = performance.now();
  await runBatch(dir, ['test', `--workers=${workers}`]);
  return (performance.now() - began) / 1_000;
}

void main();
