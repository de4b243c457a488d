import path from 'node:path';
import fs from 'fs-extra';
import type { DownloadedFile } from '../../../batch/outcome';
import { parseJournal } from '../local';
import { KnownOutcomes, type JournalRecord, type Who } from '../model';

const ENDING = '.jsonl';
/** The first record of a journal, which says whose it is, is much shorter. Bytes. */
const HEAD = 8_192;

/**
 * What other runs on the same list do while this one goes on, read from their journals: a PO that one of them completed
 * is not done again, a file that one of them fetched is not fetched again, and a row that one of them wrote was not
 * touched by a person. Only what is new is read, so that asking before every PO costs next to nothing.
 */
export class OtherRuns extends KnownOutcomes {
  private readonly read: Map<string, number>;
  private readonly who = new Map<string, Who>();
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly own: string,
    /** Bytes of each journal that the plan knows already, by run. */
    known: Record<string, number>,
    private readonly onFile: (po: string, file: DownloadedFile) => void = () => undefined,
  ) {
    super();
    this.read = new Map(Object.entries(known));
  }

  /** Takes in what was written since it was last asked. */
  update(): Promise<void> {
    const next = this.reading.then(() => this.readNews());
    this.reading = next.catch(() => undefined);
    return next;
  }

  private async readNews(): Promise<void> {
    const names = (await fs.readdir(this.folder))
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length));
    for (const run of names) if (run !== this.own) await this.readRun(run);
  }

  private async readRun(run: string): Promise<void> {
    const handle = await fs.promises
      .open(path.join(this.folder, run + ENDING))
      .catch((error: NodeJS.ErrnoException) => {
        // Pruned meanwhile.
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
    if (!handle) return;
    try {
      const from = this.read.get(run) ?? 0;
      const { size } = await handle.stat();
      if (size <= from) return;
      const bytes = Buffer.alloc(size - from);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      // The last line may still be on its way: its rest comes with the next reading.
      const whole = bytes.subarray(0, bytesRead).lastIndexOf(10) + 1;
      if (!this.who.has(run)) this.who.set(run, await whoOf(handle));
      this.read.set(run, from + whole);
      this.takeIn(parseJournal(bytes.toString('utf8', 0, whole)), this.who.get(run)!);
    } finally {
      await handle.close();
    }
  }

  override takeIn(records: JournalRecord[], who: Who): void {
    super.takeIn(records, who);
    for (const record of records) if (record.type === 'file') this.onFile(record.po, record.file);
  }
}

async function whoOf(handle: fs.promises.FileHandle): Promise<Who> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
  const head = parseJournal(buffer.toString('utf8', 0, bytesRead).split('\n')[0]!)[0];
  return head?.type === 'run' ? { user: head.user, host: head.host } : { user: 'somebody', host: 'another computer' };
}
