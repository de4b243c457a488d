import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { BatchError } from '../../batch/errors/errors';
import { ENV } from '../../batch/protocol';
import { loadSettings, type LoadedSettings } from '../../plugin/settings/load-settings';
import { configsIn } from './project';
import type { PurchaseOrderBatchOptions } from '../../plugin/purchase-order-batch';

/**
 * The settings as a run of this project would have them, with the options of its config: `config`, absolute, or the
 * one that Playwright finds by itself. Playwright itself loads it, in whatever language it is written;
 * purchaseOrderBatch() then only writes down its options.
 */
export async function projectSettings(rootDir: string, config?: string): Promise<LoadedSettings & { rootDir: string }> {
  const given = config !== undefined || configsIn(rootDir).found !== undefined;
  const { rootDir: itsRoot = rootDir, ...options } = given ? await optionsOfConfig(rootDir, config) : {};
  return { ...loadSettings(itsRoot, options), rootDir: itsRoot };
}

async function optionsOfConfig(rootDir: string, config?: string): Promise<PurchaseOrderBatchOptions> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'po-batch-options-'));
  const file = path.join(folder, 'options.json');
  try {
    const said = await listTests(rootDir, file, config);
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as PurchaseOrderBatchOptions;
    // A config without purchaseOrderBatch() has no options; one that does not load has something to say.
    const reason = /\w*Error: .*$/m.exec(said)?.[0];
    if (reason && !reason.includes('No tests found'))
      throw new BatchError(
        'BAD_CONFIG',
        `The Playwright configuration ${config ?? `in ${rootDir}`} could not be loaded: ${reason.trim()}`,
      );
    return {};
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The project's own Playwright; without one, that of this package. */
export function playwrightCli(rootDir: string): string {
  const wanted = '@playwright/test/package.json';
  const find = (from: { resolve(name: string): string }) => path.join(path.dirname(from.resolve(wanted)), 'cli.js');
  try {
    return find(createRequire(path.join(rootDir, 'package.json')));
  } catch {
    return find(require);
  }
}

/** A filter that no file matches: the configuration is loaded, and no test. */
const NO_TEST = 'no-test-of-this-name-by-po-batch';

function listTests(rootDir: string, file: string, config?: string): Promise<string> {
  const cli = playwrightCli(rootDir);
  const child = spawn(
    process.execPath,
    [cli, 'test', '--list', NO_TEST, ...(config === undefined ? [] : ['-c', config])],
    {
      cwd: rootDir,
      env: { ...process.env, [ENV.optionsTo]: file },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(said));
  });
}
