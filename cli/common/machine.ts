import os from 'node:os';
import { chromium } from '@playwright/test';
import { chooseBrowser, isFileOnDisk, type BrowserChoice, type System } from '../../batch/profile';
import { BatchError } from '../../batch/errors/errors';

/** The system that this runs on. */
export const thisSystem = (): System => ({ platform: process.platform, env: process.env, homedir: os.homedir() });

/** The browser that runs take too. */
export function installedBrowser({ platform, env }: System): BrowserChoice {
  const browser = chooseBrowser({ platform, env, isFile: isFileOnDisk, playwrightChromium: chromium.executablePath() });
  if (browser) return browser;
  throw new BatchError(
    'NO_BROWSER',
    'There is no browser: install Microsoft Edge, or run `npx playwright install chromium`.',
  );
}

/** Whether a window can be shown here. */
export function hasDisplay({ platform, env }: Pick<System, 'platform' | 'env'>): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
