import { defineConfig, devices } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: `${process.env.PEER_OUT}-test-results`,
  fullyParallel: true,
  workers: Number(process.env.PEER_WORKERS),
  reporter: 'line',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.PEER_PORTAL,
    launchOptions: { executablePath: process.env.PEER_BROWSER },
  },
});
