import path from 'node:path';
import fs from 'fs-extra';
import { readInputFile } from '../../batch/list';
import type { OutcomeRecord } from '../../batch/outcome';
import type { RunPlan } from '../../batch/protocol';
import { MailPrinter } from '../../mail/printing';
import { isMessageName, MessageReader, UnreadableMessage } from '../../mail/reading';
import { isDiskFull } from '../files';
import { convertFolder, type ConvertTools, type FolderJob } from './convert-folder';
import { earlierFolders } from './earlier-folders';

export interface MessagePdfsOptions {
  plan: RunPlan;
  notice(level: 'info' | 'warning' | 'error', text: string): void;
  onDiskFull(where: string): void;
  /** For tests. */
  tools?: Pick<ConvertTools, 'reader' | 'printer'>;
}

/** So many messages in a row that could be read and not printed: the next ones will not be either. */
const PRINTER_GIVEN_UP = 3;

/**
 * Makes PDFs of the messages among POs' files (`MSG_TO_PDF_ENABLED`): one PO after the other, beside the workers and
 * outside their POs' time. No PO's result depends on it; what it cannot do is a warning.
 */
export class MessagePdfs {
  private readonly reader = new MessageReader();
  private readonly printer: MailPrinter;
  private readonly tools: ConvertTools;
  private working: Promise<void> = Promise.resolve();
  private readonly done = new Set<string>();
  private stopping = false;
  private waiting = 0;
  private failedToPrint = 0;
  private readonly totals = { made: 0, saved: 0, left: 0, failed: 0 };

  constructor(private readonly options: MessagePdfsOptions) {
    const { plan } = options;
    this.printer = new MailPrinter({ browser: plan.browser, folder: plan.runDir });
    this.tools = {
      reader: options.tools?.reader ?? this.reader,
      printer: options.tools?.printer ?? this.printer,
      staging: path.join(plan.stagingRoot, 'mail'),
      stopped: () => this.stopping || this.failedToPrint >= PRINTER_GIVEN_UP,
      onFailure: (line, error) => this.failed(line, error),
    };
  }

  /** A PO is done, and its files are whole. Returns at once. */
  add({ po, folder, files }: Pick<OutcomeRecord, 'po' | 'folder' | 'files'>): void {
    this.done.add(po);
    const { msgToPdfOverwrite: overwrite } = this.options.plan.settings;
    this.enqueue({ po, folder, files: files.map(({ name }) => name), overwrite });
  }

  /** No further message is begun: the run is to end. */
  stop(): void {
    this.stopping = true;
  }

  /** Makes what is still due, first of this run's POs, then, unless only some were selected, of those in the list. */
  async end(withEarlier: boolean): Promise<void> {
    if (this.waiting > 0 && !this.stopping)
      this.options.notice('info', `📨 Messages of ${this.waiting} PO(s) are still being made into PDFs.`);
    await this.working;
    if (withEarlier && !this.stopping) {
      for (const job of this.earlier()) this.enqueue(job);
      await this.working;
    }
    await this.close();
    this.report();
  }

  async close(): Promise<void> {
    this.stop();
    await Promise.all([this.printer.close(), this.reader.close()]);
  }

  private enqueue(job: FolderJob): void {
    if (job.folder === '' || !job.files.some(isMessageName)) return;
    this.waiting++;
    this.working = this.working.then(() => this.work(job)).finally(() => this.waiting--);
  }

  private async work(job: FolderJob): Promise<void> {
    try {
      if (!(await fs.pathExists(job.folder))) return;
      const { made, saved, left } = await convertFolder(job, this.tools);
      this.totals.made += made;
      this.totals.saved += saved;
      this.totals.left += left;
      if (made > 0) this.failedToPrint = 0;
    } catch (error) {
      if (isDiskFull(error)) {
        this.stop();
        this.options.onDiskFull((error as NodeJS.ErrnoException).path ?? job.folder);
      } else this.failed(`${job.po}: its messages have no PDFs: ${(error as Error).message}`, error);
    }
  }

  private failed(line: string, error: unknown): void {
    this.totals.failed++;
    if (!(error instanceof UnreadableMessage)) this.failedToPrint++;
    this.options.notice('warning', line);
  }

  private earlier(): FolderJob[] {
    const { input, downloadRoot } = this.options.plan;
    try {
      return earlierFolders(readInputFile(input.path), this.done, downloadRoot);
    } catch {
      // A list that is open in another program: the next run asks again.
      return [];
    }
  }

  private report(): void {
    const { made, saved, left } = this.totals;
    if (made > 0) {
      const files = saved > 0 ? `, with ${saved} attachment(s) beside them` : '';
      this.options.notice('info', `📨 ${made} message(s) were made into PDFs${files}.`);
    }
    if (left > 0)
      this.options.notice(
        'warning',
        `📨 ${left} message(s) have no PDF yet: the next run of the whole list makes them.`,
      );
  }
}
