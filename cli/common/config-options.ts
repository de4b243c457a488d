import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { BatchError } from '../../batch/errors/errors';
import { ENV } from '../../batch/protocol';
import { loadSettings, type LoadedSettings } from '../../plugin/settings/load-settings';
import type { PurchaseOrderBatchOptions } from '../../plugin/purchase-order-batch';

/**
 * The settings as a run of this project would have them, with the options that its playwright.config.ts gives.
 * Playwright itself loads the config, in whatever language it is written; purchaseOrderBatch() then only writes down
 * its options.
 */
export async function projectSettings(rootDir: string): Promise<LoadedSettings & { rootDir: string }> {
  const { rootDir: itsRoot = rootDir, ...options } = hasConfig(rootDir) ? await optionsOfConfig(rootDir) : {};
  return { ...loadSettings(itsRoot, options), rootDir: itsRoot };
}

/** Names of config files that Playwright searches for. */
export const CONFIG_FILES = ['ts', 'js', 'mts', 'mjs', 'cts', 'cjs'].map((end) => `playwright.config.${end}`);

const hasConfig = (folder: string) => CONFIG_FILES.some((name) => existsSync(path.join(folder, name)));

async function optionsOfConfig(rootDir: string): Promise<PurchaseOrderBatchOptions> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'po-batch-options-'));
  const file = path.join(folder, 'options.json');
  try {
    const said = await listTests(rootDir, file);
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as PurchaseOrderBatchOptions;
    // A config without purchaseOrderBatch() has no options; one that does not load has something to say.
    const reason = /\w*Error: .*$/m.exec(said)?.[0];
    if (reason && !reason.includes('No tests found'))
      throw new BatchError(
        'BAD_CONFIG',
        `The Playwright configuration in ${rootDir} could not be loaded: ${reason.trim()}`,
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

function listTests(rootDir: string, file: string): Promise<string> {
  const cli = playwrightCli(rootDir);
  const child = spawn(process.execPath, [cli, 'test', '--list', NO_TEST], {
    cwd: rootDir,
    env: { ...process.env, [ENV.optionsTo]: file },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(said));
  });
}
