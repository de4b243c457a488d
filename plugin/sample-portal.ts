import path from 'node:path';
import type { PlaywrightTestConfig } from '@playwright/test';
import { samplePaths } from '../data/prepare-sample';

/** The environment name in which Playwright puts the port that the sample portal printed. */
const PORT = 'PO_BATCH_SAMPLE_PORT';

/** A portal that answers at once shows nothing of a batch: these are a brisk Coupa's times, in ms. */
const LATENCY = process.env['PO_BATCH_SAMPLE_LATENCY'] ?? 'page=700,file=300';

/** Playwright starts the portal before global setup and ends it after the run. */
export function samplePortalServer(rootDir: string): NonNullable<PlaywrightTestConfig['webServer']> {
  const source = path.extname(__filename) === '.ts';
  const main = path.join(__dirname, '..', 'data', 'portal', source ? 'main.ts' : 'main.js');
  const loader = source ? ['-r', require.resolve('tsx/cjs')] : [];
  const { portalMemory } = samplePaths(rootDir);
  const node = [process.execPath, ...loader, main, '--latency', LATENCY, '--memory', portalMemory];
  return {
    command: node.map((part) => `"${part}"`).join(' '),
    wait: { stdout: /Sample portal listening on http:\/\/127\.0\.0\.1:(?<po_batch_sample_port>\d+)/ },
    stdout: 'ignore',
    stderr: 'pipe',
    name: 'sample portal',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 3_000 },
  };
}

/** Known only once the portal runs: a port that is free now may be taken a moment later. */
export function samplePortalUrl(env = process.env): string {
  const port = env[PORT];
  if (!port) throw new Error('The sample portal did not say on which port it listens.');
  return `http://127.0.0.1:${port}`;
}
