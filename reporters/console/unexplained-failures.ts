import { STATUSES } from '../../batch/outcome';
import { oneLine, type Line } from '../text';

/** How often one and the same message is shown before it is only counted. */
const SAME_MESSAGE = 3;
/** How long the session may take to say what became of a PO whose test has already failed. Milliseconds. */
const WAIT = 1000;
/** How the error of a PO with an outcome begins; that PO has its line from the session. */
const OUTCOME_ERROR = new RegExp(`^(${STATUSES.join('|')}) / [A-Z_]+ — `);

/**
 * Failed tests that the session says nothing about: a worker process that died, a PO that no session took. The
 * session's word may come a moment after the test's end, so a failure waits for it; and when ten thousand tests fail
 * for one reason, that reason is shown three times and not ten thousand.
 */
export class UnexplainedFailures {
  private waiting: { po: string; message: string; again: boolean }[] = [];
  private readonly said = new Map<string, number>();
  private readonly shown = new Map<string, number>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly write: (lines: Line[]) => void) {}

  /** A test attempt failed; `again` when Playwright will try it once more. */
  failed(po: string, message: string, again: boolean): void {
    const said = this.said.get(po) ?? 0;
    if (said > 0) this.said.set(po, said - 1);
    if (said > 0 || OUTCOME_ERROR.test(message)) return;
    this.waiting.push({ po, message, again });
    this.timer ??= setTimeout(() => this.show(), WAIT);
    this.timer.unref();
  }

  /** The session said what became of an attempt at this PO. */
  explained(po: string): void {
    const index = this.waiting.findIndex((failure) => failure.po === po);
    if (index >= 0) this.waiting.splice(index, 1);
    else this.said.set(po, (this.said.get(po) ?? 0) + 1);
  }

  /** Shows what waits, and how many were only counted. */
  flush(): void {
    this.show();
    for (const [message, count] of this.shown) {
      if (count > SAME_MESSAGE)
        this.write([{ text: `   … and ${count - SAME_MESSAGE} more POs: ${message}`, tone: 'bad' }]);
    }
    this.shown.clear();
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const { po, message, again } of this.waiting) {
      const count = (this.shown.get(message) ?? 0) + 1;
      this.shown.set(message, count);
      if (count > SAME_MESSAGE) continue;
      const name = oneLine(po);
      this.write([
        again
          ? { text: `   🔁 ${name} is tried again – ${message}`, tone: 'quiet' }
          : { text: `   ❌ ${name}: ${message}`, tone: 'bad' },
      ]);
    }
    this.waiting = [];
  }
}
