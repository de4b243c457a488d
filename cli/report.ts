import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BatchError } from '../batch/errors/errors';
import { hasDisplay, openFile, playwrightCli, thisSystem, type Invocation } from './common';

/**
 * `po-batch report`: opens the page of the newest run; where no window can be shown, names its path. With `--tests`
 * Playwright's HTML report of the last run.
 */
export async function showReport({ rootDir, commands, args, say }: Invocation, system = thisSystem()): Promise<number> {
  const [first] = args;
  if (first !== undefined && first !== '--tests')
    throw new BatchError('BAD_ARGUMENT', `po-batch report: ${first} is not an option; --tests is the only one.`);
  const tests = first === '--tests';
  const page = tests
    ? path.join(testsFolder(rootDir), 'index.html')
    : path.join(rootDir, 'batch-report', 'latest.html');
  if (!existsSync(page)) {
    const folder = path.dirname(page);
    throw new BatchError('NO_REPORT', `${folder}: there is no report yet: run ${commands.start} first.`);
  }
  say(`📊 Report: ${page}`);
  if (system.env['CI'] || !hasDisplay(system)) {
    say('   There is no display here: open this file in a browser.');
    return 0;
  }
  if (tests) return showTests(rootDir);
  openFile(page);
  return 0;
}

const testsFolder = (rootDir: string) =>
  path.resolve(rootDir, process.env['PLAYWRIGHT_HTML_OUTPUT_DIR'] ?? 'playwright-report');

function showTests(rootDir: string): Promise<number> {
  const arguments_ = [playwrightCli(rootDir), 'show-report', testsFolder(rootDir)];
  const viewer = spawn(process.execPath, arguments_, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    viewer.on('error', reject);
    // It serves the report until Ctrl+C, which is how one leaves it and no failure.
    viewer.on('exit', (code, signal) => resolve(signal === 'SIGINT' || code === 130 ? 0 : (code ?? 1)));
  });
}
