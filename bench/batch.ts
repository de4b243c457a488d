import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fs from 'fs-extra';
import type { OrderDefinition } from '../data/portal/orders';
import { startPortal } from '../data/portal/portal';
import { makeSampleProfile } from '../data/sample-profile';
import { launchOptions } from '../fixtures/edge';
import { installedBrowser, thisSystem } from '../cli/common';
import { makeProject, runBatch } from '../tests/support/run-batch';
import { resolveSettings } from '../batch/settings/settings';
import { markdownTable, measure, type Measured } from './measure';

/**
 * `npm run bench`: how long a batch takes, against the time that the portal alone makes it take. Every figure of a
 * table comes from one run on one machine; compare ratios, not seconds of different machines.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pos: { type: 'string', default: '24,5,8' },
      workers: { type: 'string', default: '1,2,4' },
      page: { type: 'string', default: '1500' },
      file: { type: 'string', default: '400' },
      files: { type: 'string', default: '3' },
      mode: { type: 'string', default: 'standard' },
      json: { type: 'string', default: path.join('bench', 'results', 'batch.json') },
    },
  });
  const numbers = (text: string) => text.split(',').map(Number);
  const sizes = numbers(values.pos);
  const [page, file, files] = [Number(values.page), Number(values.file), Number(values.files)];
  const { mode } = values;
  const orders = Array.from({ length: Math.max(...sizes) }, (_, index) => order(15_600_000 + index, files));
  const portal = await startPortal({ orders, latency: { page, file } });
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-bench-'));
  const results: Measured[] = [];
  try {
    const profile = path.join(root, 'profile');
    const settings = resolveSettings({ environment: {} });
    await makeSampleProfile({
      dir: profile,
      portalUrl: portal.url,
      launch: launchOptions(settings, installedBrowser(thisSystem()), true, 'Default'),
    });
    // Not measured: fills the caches of the disk and of Playwright's compiler, as on any second day.
    await batch({ root, portalUrl: portal.url, profile, orders: orders.slice(0, 2), workers: 2, mode });
    for (const size of sizes) {
      for (const workers of numbers(values.workers)) {
        portal.resetStats();
        const { dir, began, wall, exitCode } = await batch({
          root,
          portalUrl: portal.url,
          profile,
          orders: orders.slice(0, size),
          workers,
          mode,
        });
        if (exitCode !== 0) throw new Error(`The batch of ${size} POs with ${workers} workers ended with ${exitCode}.`);
        const result = await measure({
          dir,
          began,
          wall,
          size,
          workers,
          page,
          file,
          opened: Object.values(portal.stats.orders).flatMap(({ openedAt }) => openedAt),
        });
        results.push(result);
        console.log(
          `${size} POs, ${workers} worker(s): ${(wall / 1_000).toFixed(1)} s, ${result.ratio.toFixed(2)} x the limit`,
        );
      }
    }
  } finally {
    await portal.close();
    await fs.remove(root);
  }
  const machine = {
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    platform: process.platform,
  };
  await fs.outputJson(values.json, { machine, page, file, filesPerPo: files, mode, results }, { spaces: 2 });
  console.log(
    `\n${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}; page ${page} ms, file ${file} ms, ${files} files per PO, ${mode}\n\n${markdownTable(results)}\n\nWritten to ${values.json}`,
  );
}

interface Batch {
  root: string;
  portalUrl: string;
  profile: string;
  orders: OrderDefinition[];
  workers: number;
  mode: string;
}

async function batch({ root, portalUrl, profile, orders, workers, mode }: Batch) {
  // One folder for all, as a person has one: Playwright's compiler knows it from the second run on.
  const dir = path.join(root, 'project');
  await fs.emptyDir(dir);
  await makeProject(dir, {
    csv: `PO_NUMBER;STATUS;SUPPLIER\n${orders.map(({ number }) => `PO${number};;\n`).join('')}`,
    env: { BASE_URL: portalUrl, EDGE_PROFILE_DIR: profile, EXECUTION_MODE: mode },
  });
  const began = Date.now();
  const { exitCode, output } = await runBatch(dir, ['test', `--workers=${workers}`]);
  if (exitCode !== 0) console.error(output);
  return { dir, began, wall: Date.now() - began, exitCode };
}

function order(number: number, files: number): OrderDefinition {
  return {
    number: String(number),
    shows: `${files} files`,
    supplier: 'Bench Supplies Ltd.',
    attachments: Array.from({ length: files }, (_, index) => ({ name: `document-${index + 1}.pdf` })),
  };
}

void main();
