import { defineConfig } from '@playwright/test';
import { SETTING_NAMES } from '../batch/settings/settings';

// A developer's own settings must not decide whether a test passes; the tests' child processes inherit these.
for (const name of SETTING_NAMES.keys()) delete process.env[name];

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  outputDir: '../.test-output',
  preserveOutput: 'failures-only',
  fullyParallel: true,
  // One more than most machines need: a good part of the long tests is waiting for a portal, a lease, a clock.
  workers: 3,
  retries: 0,
  timeout: 60_000,
  reporter: [['dot'], ['./summary-reporter.ts']],
});
