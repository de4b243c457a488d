import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BatchError } from '../batch/settings/errors';
import { playwrightCli, hasDisplay, startCommand, thisSystem, type Invocation } from './shared';

/** `po-batch report`: shows the HTML report of the last run; where no window can be shown, names its path. */
export async function showReport({ rootDir, say }: Invocation, system = thisSystem()): Promise<number> {
  const folder = path.resolve(rootDir, process.env['PLAYWRIGHT_HTML_OUTPUT_DIR'] ?? 'playwright-report');
  const page = path.join(folder, 'index.html');
  if (!existsSync(page)) {
    throw new BatchError('NO_REPORT', `${folder}: there is no report yet: run ${startCommand(rootDir)} first.`);
  }
  say(`📊 Report: ${page}`);
  if (system.env['CI'] || !hasDisplay(system)) {
    say('   There is no display here: open this file in a browser.');
    return 0;
  }
  const viewer = spawn(process.execPath, [playwrightCli(rootDir), 'show-report', folder], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    viewer.on('error', reject);
    // It serves the report until Ctrl+C, which is how one leaves it and no failure.
    viewer.on('exit', (code, signal) => resolve(signal === 'SIGINT' || code === 130 ? 0 : (code ?? 1)));
  });
}
