import os from 'node:os';
import path from 'node:path';
import { chromium, test as base } from '@playwright/test';
import fs from 'fs-extra';
import { chooseBrowser, isFileOnDisk } from '../../batch/profile';
import { MailPrinter } from '../../mail/printing';

/** One printer with its browser per worker process. */
export const test = base.extend<object, { printer: MailPrinter }>({
  printer: [
    async ({}, use) => {
      const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-mail-'));
      const browser = chooseBrowser({
        platform: process.platform,
        env: process.env,
        isFile: isFileOnDisk,
        playwrightChromium: chromium.executablePath(),
      })!;
      const printer = new MailPrinter({ browser, folder });
      await use(printer);
      await printer.close();
      await fs.remove(folder);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

export { expect } from '@playwright/test';
