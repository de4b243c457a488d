import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { currentSession } from '../session';
import { callFailureUnexpected, isFirstReporter } from './playwright-internals';

/**
 * The first of the run's reporters. A PO that ends badly says nothing about its worker: "not found" is the portal's
 * answer. Its process, its browser and its copy of the profile stay for the next PO, since the worker calls the failure
 * expected; here it becomes unexpected again before anybody counts it. Where another reporter comes first
 * (`--reporter`, a config with reporters of its own) workers are not told so, and Playwright replaces their processes.
 */
export default class ExpectedFailures implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  onBegin(config: FullConfig): void {
    const session = currentSession();
    if (session) session.failuresKeepWorker = isFirstReporter(config, __filename);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    callFailureUnexpected(test, result);
  }
}
