import path from 'node:path';
import fs from 'fs-extra';
import { encodeInput, parseInput, renderInput, fingerprintOf } from '../../batch/list';
import { applyRows, type Applied, type DueRow } from './apply-rows';
import { isDiskFull, isHeld } from '../files';
import { withListLock } from '../store';
import { listDisk, rewrite, type ListDisk } from './list-disk';

export interface WriteBackOptions {
  list: string;
  run: string;
  /** The outcomes with these ids are settled in the list. */
  onWritten(ids: string[]): Promise<void>;
  notice(level: 'info' | 'warning' | 'error', text: string): void;
  /** Other runs on this list: what they wrote is no person's work. */
  others?: { update(): Promise<void>; marksOf(po: string): string[] };
  /** The list's disk is full: the run must end. */
  onFull?(): void;
  disk?: ListDisk;
  /** Milliseconds between two writes, and until a held file is tried again. */
  pause?: number;
  heldPause?: number;
}

interface Due extends DueRow {
  /** Absent for rows that the journal does not know (invalid POs). */
  id?: string;
}

const BACKUPS_KEPT = 5;

/**
 * Brings outcomes into input.csv: whatever is due, in one rewrite, at most about once a second and at the end, so that
 * the cost per PO does not grow with the list. Every rewrite reads the list again and changes only this tool's cells.
 */
export class WriteBack {
  private due = new Map<string, Due>();
  /** By PO: fingerprints of rows as this run itself wrote them. */
  private readonly written = new Map<string, string[]>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private lastDuration = 0;
  private saidHeld = false;
  private backedUp = false;
  private readonly disk: ListDisk;

  constructor(private readonly options: WriteBackOptions) {
    this.disk = options.disk ?? listDisk;
  }

  enqueue(row: Due): void {
    this.due.set(row.po, row);
    // A list of 50,000 rows takes seconds to rewrite: waiting ten times that keeps the session free for its workers.
    this.schedule(Math.max(this.options.pause ?? 1_000, this.lastDuration * 10));
  }

  /** Writes what is due now. True when nothing is left to write. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    await this.writing;
    return this.due.size === 0;
  }

  /**
   * The last write of a run. What still cannot be written goes into a file beside the list, and stays in the journal.
   */
  async close(): Promise<void> {
    if (!(await this.flush())) await this.writeBeside();
    clearTimeout(this.timer);
  }

  private schedule(pause: number): void {
    this.timer ??= setTimeout(() => void this.flush(), pause);
  }

  private async write(): Promise<void> {
    const due = [...this.due.values()];
    if (due.length === 0) return;
    const { list, notice } = this.options;
    const began = performance.now();
    try {
      await withListLock(list, async (confirm) => {
        let found: Omit<Applied, 'updates'> = { touched: [], missing: [] };
        await rewrite(this.disk, list, async () => {
          const { content, ...others } = await this.merged(due);
          found = others;
          if (!this.backedUp) await this.backUp();
          await confirm();
          return content;
        });
        for (const { po, cells } of due) this.written.set(po, [...(this.written.get(po) ?? []), fingerprintOf(cells)]);
        for (const { po, line } of found.touched)
          notice(
            'warning',
            `${po}: row ${line} of ${path.basename(list)} was changed by somebody during the run and stays as it is; its result is in the report.`,
          );
        for (const po of found.missing)
          notice(
            'warning',
            `${po} was removed from ${path.basename(list)} during the run and is not put back; its result is in the report.`,
          );
      });
      this.lastDuration = performance.now() - began;
      for (const row of due) {
        // A PO that got a newer outcome while this was written stays due.
        if (this.due.get(row.po) === row) this.due.delete(row.po);
      }
    } catch (error) {
      this.postpone(error);
      return;
    }
    await this.settle(due.flatMap(({ id }) => (id ? [id] : [])));
  }

  /** Results that are in the list but not checked off are checked once more by the next run, which finds them there. */
  private async settle(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.options
      .onWritten(ids)
      .catch((error: Error) => this.options.notice('warning', `The journal could not be written: ${error.message}`));
  }

  private postpone(error: unknown): void {
    const { list, notice, heldPause = 5_000 } = this.options;
    if (isDiskFull(error)) this.options.onFull?.();
    else if (!this.saidHeld) {
      this.saidHeld = true;
      const name = path.basename(list);
      const held = isHeld(error);
      notice(
        'warning',
        held
          ? `${name} is open in another program: results are kept and will be written when it is closed`
          : `${name} could not be written (${(error as Error).message}): results are kept and will be written when it can be`,
      );
    }
    this.schedule(heldPause);
  }

  private async merged(due: Due[]) {
    const { list, others } = this.options;
    const file = parseInput(await this.disk.read(list), list);
    // After the list: what other runs wrote into it, they had journaled before.
    await others?.update();
    // Looked up only now: what was written while a newer outcome came in is this run's own work, not a person's.
    const known = due.map((row) => {
      const baselines = [...row.baselines, ...(this.written.get(row.po) ?? [])];
      return { ...row, baselines, newer: (others?.marksOf(row.po) ?? []).filter((mark) => !baselines.includes(mark)) };
    });
    const { updates, touched, missing } = applyRows(file, known);
    return { content: encodeInput(renderInput(file, updates), file.encoding), touched, missing };
  }

  /** One backup of the list per run, before this run's first change. */
  private async backUp(): Promise<void> {
    const { list, run } = this.options;
    const { name, ext } = path.parse(list);
    const folder = path.join(path.dirname(list), 'backups');
    await this.disk.copy(list, path.join(folder, `${name}-${run}${ext}`));
    this.backedUp = true;
    // By the run in its name: backups of a list `input-2.csv` beside `input.csv` are not ours to remove.
    const isOurs = (entry: string) =>
      entry.startsWith(`${name}-`) && entry.endsWith(ext) && /^\d{4}-\d\d-\d\dT/.test(entry.slice(name.length + 1));
    const old = (await fs.readdir(folder)).filter(isOurs).sort();
    for (const entry of old.slice(0, -BACKUPS_KEPT)) await fs.remove(path.join(folder, entry));
  }

  private async writeBeside(): Promise<void> {
    const { list, run, notice } = this.options;
    const { dir, name, ext } = path.parse(list);
    const beside = path.join(dir, `${name}.results-${run}${ext}`);
    try {
      const { content } = await this.merged([...this.due.values()]);
      await this.disk.replace(beside, content);
      notice(
        'warning',
        `${path.basename(list)} could not be written: the list with all results is ${beside}; the next run brings them into ${path.basename(list)}.`,
      );
    } catch (error) {
      notice(
        'error',
        `${path.basename(list)} could not be written (${(error as Error).message}): the results are in the journal, and the next run brings them in.`,
      );
    }
  }
}
