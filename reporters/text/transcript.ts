import type { EventEmitter } from 'node:events';
import type { RunPlan, SessionEvents } from '../../batch/protocol';
import { closingLines } from './closing-lines';
import { type Finish, remainingTime } from './estimate';
import { headLines, type Line, noticeLine, poLines, restartLine, retryLine } from './lines';
import { RepeatedFiles } from './repeated-files';

type Handlers = { [Name in keyof SessionEvents]?: (...args: SessionEvents[Name]) => void };

export interface TranscriptOptions {
  /** Asked at the end of the run: absolute path of the HTML report's page, undefined when none is written. */
  htmlReport?: () => string | undefined;
  /** For a screen: of many rows that are skipped or refused only their number. */
  brief?: boolean;
}

/**
 * Makes lines of a run's events. Console and log each keep one, so both say the same words whatever
 * `--reporter` was chosen. Returns a function that stops listening.
 */
export function transcribe(
  events: EventEmitter<SessionEvents>,
  write: (lines: Line[]) => void,
  options: TranscriptOptions = {},
): () => void {
  let run: { plan: RunPlan; workers: number; at: number } | undefined;
  let finished: Finish[] = [];
  let repeated = new RepeatedFiles();
  return listen(events, {
    'run-started': ({ plan, workers, at, total }) => {
      run = { plan, workers, at };
      finished = [];
      repeated = new RepeatedFiles();
      write(headLines(plan, total, workers, options.brief));
    },
    'po-finished': ({ record, totals }) => {
      if (!record.final) return write([retryLine(record)]);
      repeated.add(record);
      finished.push({ startedAt: record.startedAt, endedAt: record.endedAt });
      write(
        poLines(record, {
          index: totals.done,
          total: totals.total,
          elapsed: record.endedAt - (run?.at ?? record.startedAt),
          remaining: remainingTime(finished, totals.total - totals.done, run?.workers ?? 1),
          now: record.endedAt,
        }),
      );
    },
    notice: ({ level, text }) => write([noticeLine(level, text)]),
    restart: ({ slot, what, cause }) => write([restartLine(slot, what, cause)]),
    'run-ended': ({ at, totals, stop, restarts, pages }) => {
      if (run)
        write(
          closingLines({
            ...{ plan: run.plan, totals, stop, restarts, pages },
            elapsed: at - run.at,
            htmlReport: options.htmlReport?.(),
            repeated: repeated.lines(),
          }),
        );
      run = undefined;
    },
  });
}

/** Subscribes all handlers at once; the returned function removes exactly those. */
export function listen(events: EventEmitter<SessionEvents>, handlers: Handlers): () => void {
  const entries = Object.entries(handlers) as [string, (...args: unknown[]) => void][];
  const emitter = events as unknown as EventEmitter;
  for (const [name, handler] of entries) emitter.on(name, handler);
  return () => entries.forEach(([name, handler]) => emitter.off(name, handler));
}
