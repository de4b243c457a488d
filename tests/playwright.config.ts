import os from 'node:os';
import { defineConfig } from '@playwright/test';
import { SETTING_NAMES } from '../batch/settings/settings';
import { testKinds } from './kinds';

// A developer's own settings must not decide whether a test passes; the tests' child processes inherit these.
for (const name of SETTING_NAMES.keys()) delete process.env[name];

const { unit, system } = testKinds();

export default defineConfig({
  testDir: '.',
  outputDir: '../.test-output',
  preserveOutput: 'failures-only',
  fullyParallel: true,
  // Two more than there are cores: a good part of the long tests is waiting for a portal, a lease, a clock. At most
  // eight, since each may have a batch of four browsers.
  workers: Math.max(3, Math.min(os.availableParallelism() + 2, 8)),
  retries: 0,
  timeout: 60_000,
  // The long ones first: what is left at the end is short, and no worker waits for a last long one.
  projects: [
    { name: 'system', testMatch: system },
    { name: 'unit', testMatch: unit },
  ],
  reporter: [['dot'], ['./summary-reporter.ts']],
});
