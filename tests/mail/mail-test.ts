import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import fs from 'fs-extra';
import { MailPrinter } from '../../mail/printing';
import { installed } from '../support/installed-browser';

/** One printer with its browser per worker process. */
export const test = base.extend<object, { printer: MailPrinter }>({
  printer: [
    async ({}, use) => {
      const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-mail-'));
      const printer = new MailPrinter({ browser: installed(), folder });
      await use(printer);
      await printer.close();
      await fs.remove(folder);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

export { expect } from '@playwright/test';
