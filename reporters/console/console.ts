import path from 'node:path';
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { sessionEvents } from '../../batch/protocol';
import { errorInFull, errorLine, needsPerson, listen, transcribe, type Line } from '../text';
import { htmlReportPath } from './html-report-path';
import { type LiveDisplay, startLiveDisplay, type Terminal } from './live-display';
import { liveFrame } from './live-frame';
import { followRun } from './live-state';
import { paintFor, wantsColour } from './paint';
import { UnexplainedFailures } from './unexplained-failures';

export interface ConsoleReporterOptions {
  /** Set by Playwright: what kind of command this is. */
  _mode?: 'test' | 'list' | 'merge';
  /** For tests; the process's own by default. */
  stdout?: Terminal & { isTTY?: boolean };
  stderr?: { write(text: string): unknown };
  env?: NodeJS.ProcessEnv;
  argv?: string[];
  now?: () => number;
}

/**
 * The batch on the console: the lines of the run, and in a terminal a live display under them. What it says about
 * POs comes from the session; from Playwright come only errors that the session knows nothing of.
 */
export default class ConsoleReporter implements Reporter {
  private readonly options: ConsoleReporterOptions;
  private readonly out: NonNullable<ConsoleReporterOptions['stdout']>;
  private readonly err: { write(text: string): unknown };
  private readonly env: NodeJS.ProcessEnv;
  private readonly paint: ReturnType<typeof paintFor>;
  private readonly failures: UnexplainedFailures;
  private readonly cleanups: (() => void)[] = [];
  private display?: LiveDisplay;
  private config?: FullConfig;
  private suite?: Suite;
  private sessionSeen = false;
  private refused = false;
  /**
   * Lines that wait for the end: other reporters still have something to say, and the next command must be read last.
   */
  private closing: string[] | undefined;

  constructor(options: ConsoleReporterOptions = {}) {
    this.options = options;
    this.out = options.stdout ?? process.stdout;
    this.err = options.stderr ?? process.stderr;
    this.env = options.env ?? process.env;
    this.paint = paintFor(wantsColour(this.out.isTTY === true, this.env));
    this.failures = new UnexplainedFailures((lines) => this.write(lines));
    // Now and not in onBegin: the session starts in global setup, which comes first.
    if ((options._mode ?? 'test') === 'test') this.followSession();
  }

  printsToStdio(): boolean {
    return true;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.config = config;
    this.suite = suite;
    if (this.options._mode === 'list') this.write(listLines(config, suite));
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (this.options._mode !== 'test' && this.options._mode !== undefined) return;
    if (result.status === 'passed' || result.status === 'skipped' || result.status === 'interrupted') return;
    this.failures.failed(test.title, errorLine(result.error), test.results.length <= test.retries);
  }

  onError(error: TestError): void {
    const text = errorLine(error);
    this.refused = true;
    const retryOnly = /^No tests found/.test(text) && (this.options.argv ?? process.argv).includes('--last-failed');
    const line: Line = retryOnly
      ? { text: '✅ Nothing to retry: no PO failed in the last run.', tone: 'good' }
      : {
          text: /^No tests found/.test(text)
            ? '❌ No PO of this list that is still to be done matches this command.'
            : `❌ ${text}`,
          tone: 'bad',
        };
    // Errors of a --list or of a config go where other programs expect them.
    if (this.display || this.options._mode !== 'list') this.write([line]);
    else this.err.write(`${line.text}\n`);
    if (this.env.DEBUG) this.write([{ text: errorInFull(error), tone: 'quiet' }]);
  }

  onStdOut(chunk: string | Buffer): void {
    if (this.env.DEBUG) this.writeText(chunk.toString());
  }

  onStdErr(chunk: string | Buffer): void {
    if (this.env.DEBUG) this.writeText(chunk.toString());
  }

  onEnd(_result: FullResult): void {
    this.failures.flush();
    if (this.options._mode === 'merge') this.write([countLine('Merged reports', this.suite)]);
    // What was refused has said why in its one line.
    else if (this.options._mode !== 'list' && !this.sessionSeen && !this.refused)
      this.write([countLine('No batch was started', this.suite)]);
  }

  async onExit(): Promise<void> {
    this.sayClosing();
    this.cleanups.splice(0).forEach((cleanup) => cleanup());
    this.display?.stop();
    this.display = undefined;
  }

  private followSession(): void {
    const events = sessionEvents();
    const now = this.options.now ?? Date.now;
    const run = followRun(events, now, () => undefined);
    const live = this.out.isTTY === true && !this.env.CI && this.env.TERM !== 'dumb';
    this.cleanups.push(
      run.stop,
      // Before the transcript: the closing lines must not be drawn above a display that is about to vanish.
      listen(events, { 'run-ended': () => this.endDisplay() }),
      transcribe(events, (lines) => this.write(lines), {
        brief: true,
        htmlReport: () => (this.config ? htmlReportPath(this.config, this.env) : undefined),
      }),
      listen(events, {
        'run-started': ({ total }) => {
          this.sessionSeen = true;
          if (!live || total === 0) return;
          const guarded =
            this.out === process.stdout ? [process.stdout, ...(process.stderr.isTTY ? [process.stderr] : [])] : [];
          this.display = startLiveDisplay(this.out, (size) => frameOf(run.state(), size, now(), this.paint), guarded);
        },
        'po-finished': ({ record }) => {
          // A success has no failed test to explain; remembering it would hide a later one.
          if (needsPerson(record.status)) this.failures.explained(record.po);
        },
        'po-released': ({ po }) => this.failures.explained(po),
      }),
    );
  }

  private endDisplay(): void {
    this.failures.flush();
    this.display?.stop();
    this.display = undefined;
    this.closing = [];
    // A second Ctrl+C ends the process without onExit.
    process.once('exit', () => this.sayClosing());
  }

  private sayClosing(): void {
    for (const text of this.closing?.splice(0) ?? []) this.out.write(text);
    this.closing = undefined;
  }

  private write(lines: Line[]): void {
    if (lines.length > 0)
      this.writeText(lines.map(({ text, tone }) => `${tone ? this.paint(tone, text) : text}\n`).join(''));
  }

  private writeText(text: string): void {
    if (this.closing) this.closing.push(text);
    else if (this.display) this.display.print(text);
    else this.out.write(text);
  }
}

function frameOf(
  state: Parameters<typeof liveFrame>[0] | undefined,
  ...rest: [{ columns: number; rows: number }, number, ReturnType<typeof paintFor>]
) {
  return state ? liveFrame(state, ...rest) : [];
}

/** `--list`, in the words of Playwright's own list. */
function listLines(config: FullConfig, suite: Suite): Line[] {
  const tests = suite.allTests();
  const files = new Set(tests.map((test) => test.location.file));
  const titles = tests.map((test) => {
    const [, project, , ...names] = test.titlePath();
    const { file, line, column } = test.location;
    return {
      text: `  ${project ? `[${project}] › ` : ''}${path.relative(config.rootDir, file)}:${line}:${column} › ${names.join(' › ')}`,
    };
  });
  const total = `Total: ${tests.length} ${tests.length === 1 ? 'test' : 'tests'} in ${files.size} ${files.size === 1 ? 'file' : 'files'}`;
  return [{ text: 'Listing tests:' }, ...titles, { text: total }];
}

/** What can be said where no session is: `merge-reports` replays tests of other runs, and a broken set-up runs none. */
function countLine(what: string, suite: Suite | undefined): Line {
  const tests = suite?.allTests() ?? [];
  const successful = tests.filter((test) => test.outcome() === 'expected' || test.outcome() === 'flaky').length;
  const failed = tests.filter((test) => test.outcome() === 'unexpected').length;
  const open = tests.length - successful - failed;
  return { text: `📊 ${what}: ${tests.length} POs, ${successful} successful, ${failed} failed, ${open} not processed` };
}
