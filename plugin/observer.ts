import fs from 'node:fs';
import path from 'node:path';
import type { FullConfig, Reporter, Suite, TestCase, TestResult, TestRun } from '@playwright/test/reporter';
import { ENV, loadPlan, sessionEvents } from '../batch/protocol';
import { currentSession } from '../session';
import { LastFailed } from '../session/store';
import { excludeWhatIsNotDue } from './last-failed';
import { asksForLastFailed, commandKind, isWorkerDeath } from './playwright-internals';
import { allureResultsFolder, blobFile } from './run-config';
import { excludeOtherShards, leaveOut, noteInReports, offerText, shardText, splitOfRun } from './shards';

/** Attempts at one PO that its worker process's end does not cost. */
const DEATHS_FORGIVEN = 3;

/**
 * Playwright's word to the session, through a reporter that no `--reporter` removes: which tests were selected, which
 * attempts ended without an outcome, which must not be retried. It shows nothing.
 */
export default class Observer implements Reporter {
  private lastFailed: LastFailed | undefined;
  /** When the list for `--last-failed` is due again, on `performance.now()`. */
  private nextWrite = 0;
  private tests: TestCase[] = [];
  private readonly deaths = new Map<string, number>();

  printsToStdio(): boolean {
    return false;
  }

  /** Splits over shards by expected time. Playwright before 1.62 does not ask, and splits by count. */
  async preprocess({ config, suite, testRun }: { config: FullConfig; suite: Suite; testRun: TestRun }): Promise<void> {
    const { shard } = config;
    const split = shard && splitOfRun(shard.total, commandKind(process.argv) !== 'list');
    if (shard && split && takesSharding(testRun)) {
      const { offer } = loadPlan();
      excludeOtherShards(suite, testRun, split, shard.current, offer?.others);
      noteInReports(config, shard.current, split);
      say('info', `🧩 Shard ${shard.current} of ${shard.total}: ${shardText(split, shard.current)}${offerText(offer)}`);
    }
    if (asksForLastFailed(process.argv)) await excludeWhatIsNotDue(loadPlan(), suite, testRun);
  }

  onBegin(config: FullConfig, suite: Suite): void {
    const session = currentSession();
    if (!session) return;
    const pos = new Set(loadPlan().orders.map((order) => order.po));
    const tests = suite.allTests().filter((test) => pos.has(test.title));
    session.begin(new Set(tests.map((test) => test.title)), Math.min(config.workers, Math.max(1, tests.length)));
    this.tests = tests;
    if (config.shard) keepTestIds(tests);
    const file = process.env[ENV.lastFailed];
    if (!file) return;
    this.lastFailed = new LastFailed(file);
    this.lastFailed.begin(
      tests.map((test) => ({ id: test.id, po: test.title })),
      tests.length === pos.size,
    );
    // A second Ctrl+C ends the run without another test's end.
    process.once('exit', () => this.writeLastFailed());
  }

  /** After all reporters have written theirs. */
  async onExit(): Promise<void> {
    const session = currentSession();
    const { shard, rootDir, reportDir } = loadPlan();
    if (!session || !shard) return;
    const elsewhere = new Set(session.shownElsewhere());
    const tests = new Map(this.tests.flatMap(({ title, id }) => (elsewhere.has(title) ? [[title, id] as const] : [])));
    await leaveOut({ blob: blobFile(rootDir, shard), allureResults: allureResultsFolder(reportDir), tests }).catch(
      (error: Error) => console.error(`POs of other shards stay in this one's reports: ${error.message}`),
    );
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    withoutErrorContext(result);
    const session = currentSession();
    if (!session) return;
    this.forgiveDeath(test, result.error?.message);
    const failed = result.status === 'failed' || result.status === 'timedOut';
    session.attemptEnded(
      test.title,
      result.retry,
      failed,
      test.retries - result.retry,
      result.error?.message ?? 'The worker process went away.',
    );
    // A final status is not tried again: "not found" would be not found three times.
    if (session.isSettled(test.title)) test.retries = result.retry;
    if (performance.now() > this.nextWrite) this.writeLastFailed();
  }

  /**
   * A process that goes away is not the PO's doing: killed twice at the same PO, it would be FAILED with all its files
   * there. Not without end, since there may be a PO that ends every process.
   */
  private forgiveDeath(test: TestCase, message: string | undefined): void {
    const deaths = this.deaths.get(test.id) ?? 0;
    if (test.retries === 0 || !isWorkerDeath(message) || deaths >= DEATHS_FORGIVEN || currentSession()?.stopReason)
      return;
    this.deaths.set(test.id, deaths + 1);
    test.retries++;
  }

  private writeLastFailed(): void {
    const session = currentSession();
    if (!session || !this.lastFailed) return;
    const began = performance.now();
    try {
      this.lastFailed.write(session.failedOrUnfinished());
    } catch (error) {
      console.error(`The list for --last-failed could not be written: ${(error as Error).message}`);
    }
    // The longer the list the longer it takes: never more than a fiftieth of this process's time.
    const ended = performance.now();
    this.nextWrite = ended + Math.max(1_000, (ended - began) * 50);
  }
}

/** Only one reporter may shard: where the config has another, that one does. */
function takesSharding(testRun: TestRun): boolean {
  try {
    testRun.skipSharding();
    return true;
  } catch (error) {
    say('warning', `Another reporter splits this run over shards: ${(error as Error).message.split('\n')[0]}`);
    return false;
  }
}

const say = (level: 'info' | 'warning', text: string) => void sessionEvents().emit('notice', { level, text });

/** Which test each PO is, for `po-batch merge`: it makes one last-failed state of those of all shards. */
function keepTestIds(tests: TestCase[]): void {
  try {
    fs.writeFileSync(
      path.join(loadPlan().reportDir, 'tests.json'),
      JSON.stringify(Object.fromEntries(tests.map(({ title, id }) => [title, id]))),
    );
  } catch {
    // A copy for a later command: a full disk must not end the run here.
  }
}

/** Playwright's note for people who repair a failed test's code: a PO that fails has no code to repair. */
function withoutErrorContext({ attachments }: TestResult): void {
  const at = attachments.findIndex(({ name }) => name === 'error-context');
  if (at >= 0) attachments.splice(at, 1);
}
