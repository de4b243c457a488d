import { writeFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';

/** Writes `{ passed, failed, skipped }` to TEST_SUMMARY_FILE, for the last line of `npm test`. */
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
    writeFileSync(file, JSON.stringify(summary));
  }

  printsToStdio() {
    return false;
  }
}
