import { chromium } from '@playwright/test';
import { chooseBrowser, isFileOnDisk } from '../../batch/profile';

/** The browser that the tests' batches take. */
export const installed = () =>
  chooseBrowser({
    platform: process.platform,
    env: process.env,
    isFile: isFileOnDisk,
    playwrightChromium: chromium.executablePath(),
  })!;
