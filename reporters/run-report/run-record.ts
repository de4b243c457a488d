import fs from 'node:fs';
import path from 'node:path';
import type { EventEmitter } from 'node:events';
import { sessionEvents, type SessionEvents } from '../../batch/protocol';
import { machineInFull, outcomeLine, SummaryBuilder, type MachineFacts, type RunSummary } from '../summary';
import { followTasks } from './task-board';
import { type PageWords, writePage, writeWhole } from './write-page';
import { listen, transcribe } from '../text';

/**
 * The run on paper: `batch.log`, `outcomes.jsonl`, `tasks.json`, `summary.json` and the page `index.html` in the run's
 * report folder, and beside it the way to the newest page. Every line is on disk before the next event is handled, so a
 * kill loses at most the line being written. It is a copy for people: a full disk costs the copy, never the batch.
 */
export interface RunRecordOptions {
  events?: EventEmitter<SessionEvents>;
  /** Asked at the end: absolute path of the HTML report's page, undefined when none is written. */
  htmlReport?: () => string | undefined;
  now?: () => number;
  machine?: () => Promise<MachineFacts>;
}

/**
 * Writes `batch.log`, `tasks.json`, `summary.json` and the page of a run. Never throws: what cannot be written is
 * one line for the operator, and the batch goes on.
 */
export class RunRecord {
  private readonly events: EventEmitter<SessionEvents>;
  private readonly now: () => number;
  private readonly stopListening: (() => void)[];
  private readonly tasks: ReturnType<typeof followTasks>;
  private tasksDue: NodeJS.Timeout | undefined;
  private summary?: SummaryBuilder;
  private dir?: string;
  private words: PageWords | undefined;
  /** Lines from before the run had a folder. */
  private early = '';
  private complained = false;
  private machineAsked = false;

  constructor(options: RunRecordOptions = {}) {
    this.events = options.events ?? sessionEvents();
    this.now = options.now ?? Date.now;
    this.stopListening = [
      // First of all listeners here: the transcript's first lines need the folder.
      listen(this.events, {
        'run-started': ({ plan, workers, at, total }) => {
          this.dir = plan.reportDir;
          this.words = { delimiter: plan.input.delimiter, commands: plan.commands };
          this.complained = false;
          this.summary = new SummaryBuilder(plan, workers, at, total);
          this.machineAsked = false;
          this.attempt(() => fs.mkdirSync(plan.reportDir, { recursive: true }));
          this.append('batch.log', this.early);
          this.early = '';
        },
        'worker-ready': ({ slot, milliseconds }) => this.summary?.workerReady(slot, milliseconds),
        'po-started': ({ po, slot, attempt, at }) => this.summary?.started(po, slot, attempt, at),
        'po-released': ({ po, spent }) => this.summary?.released(po, this.now(), spent),
        'po-finished': ({ record, totals, spent }) => {
          this.summary?.finished(record, totals, spent);
          this.learnMachine(options.machine ?? machineInFull);
          if (record.final) this.append('outcomes.jsonl', `${outcomeLine(record)}\n`);
        },
      }),
      (this.tasks = followTasks(this.events, this.now, () => this.tasksChanged())).stop,
      transcribe(this.events, (lines) => this.log(lines.map(({ text }) => `${text}\n`).join('')), options),
      listen(this.events, { 'run-ended': (end) => this.finish(end) }),
    ];
    process.on('exit', this.finishAtExit);
  }

  /** Stops listening. What was not ended is written as it stands. */
  close(): void {
    process.off('exit', this.finishAtExit);
    this.stopListening.splice(0).forEach((stop) => stop());
    this.finishAtExit();
  }

  /** A runner that leaves without ending its run (a second Ctrl+C) still leaves a summary behind. */
  private readonly finishAtExit = (): void => {
    this.finish({ at: this.now(), stop: { code: 'interrupted', message: 'The run was ended from outside.' } });
  };

  private finish(end: Parameters<SummaryBuilder['build']>[0]): void {
    const summary = this.summary?.build(end);
    this.summary = undefined;
    clearTimeout(this.tasksDue);
    if (!summary) return;
    this.writeTasks();
    this.writeWhole('summary.json', `${JSON.stringify(summary satisfies RunSummary, null, 2)}\n`);
    this.attempt(() => writePage(summary, this.dir!, this.words!));
  }

  /**
   * At the first PO's end and not at the start: it starts programs, and the browsers that start then need every core.
   */
  private learnMachine(learn: () => Promise<MachineFacts>): void {
    const { summary } = this;
    if (!summary || this.machineAsked) return;
    this.machineAsked = true;
    void learn().then(
      (facts) => (summary.machine = facts),
      () => undefined,
    );
  }

  /** About once a second, so that other programs can read the queue of a run while it goes on. */
  private tasksChanged(): void {
    this.tasksDue ??= setTimeout(() => this.writeTasks(), 1_000).unref();
  }

  private writeTasks(): void {
    this.tasksDue = undefined;
    const board = this.tasks.board();
    if (board && this.dir) this.writeWhole('tasks.json', `${JSON.stringify(board, null, 2)}\n`);
  }

  private log(text: string): void {
    if (this.dir) this.append('batch.log', text);
    else this.early += text;
  }

  private append(name: string, text: string): void {
    const dir = this.dir;
    if (dir && text) this.attempt(() => fs.appendFileSync(path.join(dir, name), text));
  }

  private writeWhole(name: string, text: string): void {
    this.attempt(() => writeWhole(path.join(this.dir!, name), text));
  }

  private attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (this.complained) return;
      this.complained = true;
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      const text = `The log and summary of this run cannot be written to ${this.dir} (${code}); the batch goes on without them.`;
      this.events.emit('notice', { level: 'warning', text });
    }
  }
}
