import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';

/** Writes `{ passed, failed, skipped, slowest }` to TEST_SUMMARY_FILE, for the last lines of `npm test`. */
export default class SummaryReporter implements Reporter {
  private suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite) {
    this.suite = suite;
  }

  onEnd() {
    const file = process.env['TEST_SUMMARY_FILE'];
    if (!file) return;
    const summary = { passed: 0, failed: 0, skipped: 0 };
    for (const test of this.suite?.allTests() ?? []) {
      const outcome = test.outcome();
      // Playwright also calls a test skipped that it never came to (Ctrl+C, too many failures): nobody chose that.
      if (outcome === 'skipped') summary[test.expectedStatus === 'skipped' ? 'skipped' : 'failed']++;
      else summary[outcome === 'expected' ? 'passed' : 'failed']++;
    }
    writeFileSync(file, JSON.stringify({ ...summary, slowest: this.slowest() }));
  }

  /** Seconds of the ten test files that took longest, for who wants them shorter. */
  private slowest(): [file: string, seconds: number][] {
    const seconds = new Map<string, number>();
    for (const { location, results } of this.suite?.allTests() ?? []) {
      const file = path.relative(__dirname, location.file);
      const spent = results.reduce((sum, { duration }) => sum + duration / 1_000, 0);
      seconds.set(file, (seconds.get(file) ?? 0) + spent);
    }
    return [...seconds].sort(([, a], [, b]) => b - a).slice(0, Number(process.env['TEST_SLOWEST'] ?? 10));
  }

  printsToStdio() {
    return false;
  }
}
