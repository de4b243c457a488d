import fs from 'node:fs';
import type { FullConfig, TestCase, TestResult } from '@playwright/test/reporter';
import { ENV, FAILURE_KEEPS_WORKER } from '../batch/protocol';

/**
 * What this plugin does with Playwright beyond its public interface, in one module: a new Playwright version breaks
 * here, and the tests of this file say so.
 */

/**
 * What this process was started for. `test` runs tests and ends; `server` is `--ui` or an editor; `other` runs none.
 */
export type CommandKind = 'test' | 'list' | 'server' | 'other';

export function commandKind(argv: readonly string[]): CommandKind {
  const args = argv.slice(2);
  if (args[0] === 'test-server' || args.some((arg) => /^--ui(-host|-port)?(=|$)/.test(arg))) return 'server';
  if (args[0] !== 'test') return 'other';
  return args.includes('--list') ? 'list' : 'test';
}

export const asksForLastFailed = (argv: readonly string[]) => argv.some((arg) => arg === '--last-failed');

/** Whether the command takes some of the tests only. A shard is a part of the list as it stands. */
export const choosesTests = (argv: readonly string[]) =>
  argv.some((arg) => /^(-g|--grep|-gv|--grep-invert|-G|--last-failed|--test-list|--test-list-invert)(=|$)/.test(arg));

/** The folder or file given by `--config`; undefined for the current folder. */
export const configArgument = (argv: readonly string[]) => valueOf(argv, /^(-c|--config)(=|$)/);

/** The shard given by `--shard`, counted from 1; undefined without one. Playwright says what is wrong with one. */
export function shardArgument(argv: readonly string[]): { current: number; total: number } | undefined {
  const [, current, total] = /^(\d+)\/(\d+)$/.exec(valueOf(argv, /^--shard(=|$)/) ?? '') ?? [];
  return current && total ? { current: Number(current), total: Number(total) } : undefined;
}

/** The pattern given by `-g`; undefined without one. */
export const grepArgument = (argv: readonly string[]) => valueOf(argv, /^(-g|--grep)(=|$)/);

function valueOf(argv: readonly string[], name: RegExp): string | undefined {
  const at = argv.findIndex((arg) => name.test(arg));
  const arg = argv[at];
  if (at < 0 || arg === undefined) return undefined;
  return arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : argv[at + 1];
}

/**
 * A worker process, or a process that only loads the list of tests for `--ui`: both take the plan that the main process
 * made.
 */
export const isWorkerProcess = (env = process.env) => env['TEST_WORKER_INDEX'] !== undefined;

/** Adds a reporter that `--reporter=…` cannot remove. */
export function addReporter(file: string, env = process.env): void {
  env['PW_TEST_REPORTER'] = file;
}

/**
 * Which tests `--last-failed` takes. Playwright reads and writes a copy of the run's own: what it writes at its end has
 * gaps, and would undo what other runs on the same list have written meanwhile. Returns the file that is kept for good,
 * which a person may have set; the observer finds it in the environment.
 */
export function setLastRunFile(file: string, copy: string, env = process.env): string {
  const kept = (env[ENV.lastFailed] ??= env['PLAYWRIGHT_LAST_RUN_OUTPUT_FILE'] ?? file);
  if (fs.existsSync(kept)) fs.copyFileSync(kept, copy);
  env['PLAYWRIGHT_LAST_RUN_OUTPUT_FILE'] = copy;
  return kept;
}

/** The page text of a failure would be written into the report: it is supplier data. */
export function withoutPageTextOnFailure(env = process.env): void {
  env['PLAYWRIGHT_NO_COPY_PROMPT'] = '1';
}

/** What Playwright says of a test whose worker process went away: killed, out of memory, crashed. */
export const isWorkerDeath = (message: string | undefined) =>
  /^(Error: )?worker process exited unexpectedly/.test(message ?? '');

/**
 * Whether this reporter sees each result before every other: only then may a worker call a failure expected. `--ui` and
 * editors construct none of the config's reporters.
 */
export const isFirstReporter = ({ reporter }: Pick<FullConfig, 'reporter'>, file: string) => reporter[0]?.[0] === file;

/**
 * Playwright replaces the process of a test that fails unexpectedly. Its worker called the failure expected, so that
 * the process stays, and put its mark on the test; called unexpected here, it is one for every reporter that follows,
 * for exit code, `-x` and `--last-failed`. By the mark and not by title or file: a failure that somebody expects by
 * `test.fail()`, in a spec of his own, is his. The mark goes, since reports show what annotations a test has.
 */
export function callFailureUnexpected(test: TestCase, result: Pick<TestResult, 'annotations'>): void {
  const isMark = ({ type }: { type: string }) => type === FAILURE_KEEPS_WORKER;
  if (!test.annotations.some(isMark)) return;
  test.annotations = test.annotations.filter((one) => !isMark(one));
  result.annotations = result.annotations.filter((one) => !isMark(one));
  if (test.expectedStatus === 'failed') test.expectedStatus = 'passed';
}

/**
 * Ends the run as Ctrl+C does: teardown and reports still happen. `process.kill` would end a process on Windows
 * outright.
 */
export function interruptRun(): void {
  process.emit('SIGINT');
}
