import { clockTime, duration } from '../../../batch/text/clock-words';
import { Away } from './database';

export interface AvailabilityParts {
  place: string;
  /** Milliseconds until a run gives up waiting; 0 does not wait. */
  patience: number;
  /** Milliseconds between two questions whether the server answers again. */
  probe: number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Asks the server, and tells it what it missed; throws Away while it does not answer. */
  comeBack(): Promise<void>;
  notice(level: 'info' | 'warning', text: string): void;
  lost(message: string): void;
}

/** The run ended while it waited for the server. */
export class Stopped extends Error {}

/**
 * Whether the server answers, as all of a run see it. While it does not, whoever needs it waits, and it is asked every
 * few seconds; the run goes on when it answers again, and gives up when it has been away for too long.
 */
export class Availability {
  private since: number | undefined;
  private stopped = false;
  private saidLost = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly waiting = new Set<(back: boolean) => void>();

  constructor(private readonly parts: AvailabilityParts) {}

  get isAway(): boolean {
    return this.since !== undefined;
  }

  /** Does `work`, as often as it takes until the server has answered. Throws Stopped when the run ends before that. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.isAway && !(await this.over())) throw new Stopped('The run ends.');
      const answer = await this.once(work);
      if (answer !== undefined) return answer.value;
      if (this.stopped) throw new Stopped('The run ends.');
    }
  }

  /** Does `work` now, once: undefined when the server did not answer. */
  async once<T>(work: () => Promise<T>): Promise<{ value: T } | undefined> {
    try {
      return { value: await work() };
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      this.went(error.message);
      return undefined;
    }
  }

  /** Nobody waits any more. The server is still asked, for what it is to be told. */
  stop(): void {
    this.stopped = true;
    this.wake(false);
  }

  close(): void {
    this.stop();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private went(why: string): void {
    if (this.isAway) return;
    const { place, now, notice } = this.parts;
    this.since = now();
    notice(
      'warning',
      `⏸️ The database ${place} is not reachable, waiting since ${clockTime(new Date(this.since))}: ${why}. POs under way go on, no other is taken.`,
    );
    this.next();
  }

  private over(): Promise<boolean> {
    if (this.stopped) return Promise.resolve(false);
    return new Promise((back) => this.waiting.add(back));
  }

  private next(): void {
    const { probe, patience, now } = this.parts;
    const left = this.since! + patience - now();
    // Once more at the end of the wait, whatever the interval: it may be back just then.
    this.timer = setTimeout(() => void this.probe(), left > 0 ? Math.min(probe, left) : probe);
    this.timer.unref();
  }

  private async probe(): Promise<void> {
    const { comeBack, notice, now } = this.parts;
    try {
      await comeBack();
    } catch {
      if (this.timer === undefined) return;
      this.giveUpInTime();
      this.next();
      return;
    }
    notice('info', `▶️ The database answers again after ${duration(now() - this.since!)}: going on`);
    this.since = undefined;
    this.wake(true);
  }

  private giveUpInTime(): void {
    const { place, patience, now, lost } = this.parts;
    const waited = now() - this.since!;
    if (waited < patience || this.saidLost) return;
    this.saidLost = true;
    const how = patience === 0 ? 'OFFLINE_WAIT=0: not waited for' : `waited for ${duration(waited)}`;
    lost(
      `The database ${place} is not reachable (${how}). Check the network and the server, then start again; what is done is kept and told to it then.`,
    );
  }

  private wake(back: boolean): void {
    for (const answer of this.waiting) answer(back);
    this.waiting.clear();
  }
}
