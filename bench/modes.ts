import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fs from 'fs-extra';
import { HEAVY, type OrderDefinition } from '../data/portal/orders';
import { startPortal } from '../data/portal/portal';
import { makeProject } from '../tests/support/run-batch';

/**
 * `npm run bench:modes`: wall time and processor time of a batch in each EXECUTION_MODE, on light and on heavy pages,
 * in turn. Processor time is that of the whole computer without this process, in which the portal runs (Linux).
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pos: { type: 'string', default: '40' },
      workers: { type: 'string', default: '4' },
      modes: { type: 'string', default: 'standard,filtered,no_js,direct_http,adaptive' },
      weight: { type: 'string', default: 'light,heavy' },
    },
  });
  const [size, workers] = [Number(values.pos), Number(values.workers)];
  const orders = Array.from({ length: size }, (_, index) => order(15_600_000 + index));
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-bench-'));
  console.log(`${size} POs, ${workers} workers, ${os.availableParallelism()} cores, page 300 ms, file 100 ms\n`);
  console.log('| pages | mode | seconds | processor seconds per PO | of standard |\n| --- | --- | --- | --- | --- |');
  try {
    for (const pages of values.weight.split(',')) {
      const portal = await startPortal({
        orders,
        latency: { page: 300, file: 100 },
        signIn: false,
        ...(pages === 'heavy' && { weight: HEAVY }),
      });
      let standard: number | undefined;
      for (const mode of values.modes.split(',')) {
        const { seconds, processor } = await batch(root, portal.url, mode, orders, workers);
        standard ??= processor;
        const cells = [pages, mode, seconds.toFixed(1), (processor / size).toFixed(2)];
        console.log(`| ${[...cells, (processor / standard).toFixed(2)].join(' | ')} |`);
      }
      await portal.close();
    }
  } finally {
    await fs.remove(root);
  }
}

const order = (number: number): OrderDefinition => ({
  number: String(number),
  shows: 'A PO of a measurement',
  supplier: 'Measured Ltd',
  attachments: [{ name: 'offer.pdf' }, { name: 'drawing.pdf' }],
});

async function batch(root: string, url: string, mode: string, orders: OrderDefinition[], workers: number) {
  const dir = await fs.mkdtemp(path.join(root, 'batch-'));
  const csv = ['PO_NUMBER;STATUS;SUPPLIER', ...orders.map(({ number }) => `PO${number};;`), ''].join('\n');
  const env = { BASE_URL: url, USE_PROFILE: 'false', EXECUTION_MODE: mode, WORKER_SCALING: 'fixed' };
  await makeProject(dir, { csv, env });
  const cli = path.join(__dirname, '..', 'node_modules', '@playwright', 'test', 'cli.js');
  const began = performance.now();
  const before = busySeconds();
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, [cli, 'test', `--workers=${workers}`], { cwd: dir, stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`The batch ended with ${code}.`))));
  });
  const own = process.cpuUsage();
  return {
    seconds: (performance.now() - began) / 1_000,
    // The portal runs in this process: what it used is not the batch's.
    processor: busySeconds() - before - (own.user + own.system) / 1e6 + lastOwn(own),
  };
}

let ownBefore = 0;
/** Processor seconds of this process before the batch began; called once per batch. */
function lastOwn({ user, system }: NodeJS.CpuUsage): number {
  const known = ownBefore;
  ownBefore = (user + system) / 1e6;
  return known;
}

/** Seconds that all cores together were busy since the computer started; run it with nothing else to do. */
function busySeconds(): number {
  const [, user, nice, system, , , irq, soft] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]!
    .split(/\s+/)
    .map(Number);
  return (user! + nice! + system! + irq! + soft!) / 100;
}

void main();
