import path from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import fs from 'fs-extra';
import { browserTemp, leanSwitches, type BrowserChoice } from '../../batch/profile';
import { PAGE_WIDTH, type MailPage } from './mail-page';
import { showMail } from './show-mail';

export interface PrinterOptions {
  browser: BrowserChoice;
  /** Private folder of the run: the browser's own profile and its temporary files go below it. */
  folder: string;
  /** For tests: less. Milliseconds that one message may take. */
  limit?: number;
}

const PRINT_LIMIT = 60_000;
const MARGIN = '15mm';

/**
 * Without a network: names lead nowhere, and what would be asked by address goes to a proxy that is not there. The
 * page's own policy and the routes refuse everything before; these hold for whatever they do not know of.
 */
const UNCONNECTED = [
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=http://127.0.0.1:1',
  '--proxy-bypass-list=<-loopback>',
  '--dns-prefetch-disable',
  '--disable-background-networking',
];

/** Prints messages by one browser of its own, which is started for the first of them and again when it went away. */
export class MailPrinter {
  private starting: Promise<BrowserContext> | undefined;
  private starts = 0;

  constructor(private readonly options: PrinterOptions) {}

  /** Writes the PDF of a message to `to`. Throws when the browser cannot, or takes too long. */
  async print(page: MailPage, to: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const { limit = PRINT_LIMIT } = this.options;
      timer = setTimeout(() => reject(new Error(`printing it took longer than ${limit / 1_000} s`)), limit);
    });
    try {
      await Promise.race([this.printNow(page, to), late]);
    } catch (error) {
      // A page that hangs would keep the browser from the next message.
      await this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A tab that runs nothing and reaches nothing. */
  async tab(): Promise<Page> {
    return (await this.browser()).newPage();
  }

  async close(): Promise<void> {
    const context = await this.starting?.catch(() => undefined);
    this.starting = undefined;
    await context?.close().catch(() => undefined);
  }

  private async printNow(mail: MailPage, to: string): Promise<void> {
    const page = await this.tab();
    try {
      await showMail(page, mail);
      await page.pdf({
        path: to,
        format: 'A4',
        margin: { top: MARGIN, right: MARGIN, bottom: '18mm', left: MARGIN },
        printBackground: true,
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: FOOTER,
        tagged: true,
      });
    } finally {
      await page.close().catch(() => undefined);
    }
  }

  private browser(): Promise<BrowserContext> {
    return (this.starting ??= this.start().then((context) => {
      context.once('close', () => (this.starting = undefined));
      return context;
    }));
  }

  private async start(): Promise<BrowserContext> {
    const { browser, folder } = this.options;
    const own = path.join(folder, `mail-${this.starts++}`);
    await fs.ensureDir(own);
    const context = await chromium.launchPersistentContext(own, {
      headless: true,
      ...(browser.channel && { channel: browser.channel }),
      ...(browser.executablePath && { executablePath: browser.executablePath }),
      ...(await browserTemp(folder)),
      chromiumSandbox: !(process.platform === 'linux' && process.getuid?.() === 0),
      // Ctrl+C and the end of the run are the session's to handle: it closes this.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [...UNCONNECTED, ...leanSwitches(true)],
      downloadsPath: own,
      // Else a folder in the system's temporary one, which stays there when the run is killed.
      artifactsDir: own,
      acceptDownloads: false,
      javaScriptEnabled: false,
      offline: true,
      serviceWorkers: 'block',
      colorScheme: 'light',
      viewport: { width: PAGE_WIDTH, height: 900 },
    });
    // `aborted`, since any other refusal of a navigation would put an error page in the place of the message.
    await context.route('**/*', (route) => route.abort('aborted'));
    return context;
  }
}

const FOOTER = `<div style="width: 100%; margin: 0 15mm; text-align: right; font: 10px Arial, sans-serif; color: #5c5c5c">
  <span class="pageNumber"></span> / <span class="totalPages"></span></div>`;
