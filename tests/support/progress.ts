import type { TestInfo } from '@playwright/test';

/** Milliseconds without any progress after which a test has come to a standstill, on however slow a machine. */
const STANDSTILL = 150_000;
const LOOK = 1_000;

/**
 * Lets a test go on as long as something of what it watches changes: its limit is a standstill, not the clock, which on
 * a slow machine says nothing. Returns a function that ends the watching.
 */
export function whileItGoesOn(testInfo: Pick<TestInfo, 'timeout' | 'setTimeout'>, progress: () => string): () => void {
  const began = Date.now();
  let last = '';
  const timer = setInterval(() => {
    const now = progress();
    if (now === last) return;
    last = now;
    const wanted = Date.now() - began + STANDSTILL;
    if (testInfo.timeout > 0 && wanted > testInfo.timeout) testInfo.setTimeout(wanted);
  }, LOOK);
  return () => clearInterval(timer);
}
