import type { Then, StopReason } from '../../batch/protocol';
import type { ProbeResult, Trouble } from '../../batch/outcome';
import { clockTime } from '../../batch/text/clock-words';
import { CALM, distressCause, withDistress, type Distress } from './portal-distress';
import { afterHealthyProbe, awayLine, backLine, firstStep, waitOverMessage, type Waits } from './portal-policy';
import { isSystemError, NO_ERRORS, stopMessage, verdict, withFailure, withHealthyProbe } from './system-errors';

export interface WatchParts {
  host: string;
  waits: Waits;
  /** Milliseconds; 0 does not wait. */
  offlineWait: number;
  maxSystemErrors: number;
  notice(level: 'info' | 'warning', text: string): void;
  stop(reason: StopReason): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once; returns what prevents it. */
  later(ms: number, call: () => void): () => void;
}

interface Waiter {
  worker: object;
  po: string;
  /** Undefined: it only wants to open a page. */
  trouble: Trouble | undefined;
  answer(then: Then): void;
}

/**
 * The portal as all workers of a run see it. Before each page and file a worker asks to be admitted; a worker that
 * meets trouble reports it. While the portal is away nobody opens anything but one worker, whose browser probes the
 * portal's address every half minute: with the proxy, the name resolution and the certificates that the POs need, which
 * no request of this process would have.
 */
export class PortalWatch {
  private readonly waiting: Waiter[] = [];
  /** The worker whose browser probes the portal; undefined while none does. */
  private prober: Waiter | undefined;
  private probing = false;
  /** Since when the portal is away, milliseconds since the epoch. */
  private awaySince: number | undefined;
  private pausedUntil = 0;
  private readonly notBefore = new Map<string, number>();
  private readonly repeats = new Map<string, number>();
  private readonly counted = new Set<string>();
  private streak = NO_ERRORS;
  private distress: Distress = CALM;
  private stopped = false;
  private cancelProbe: (() => void) | undefined;

  constructor(private readonly parts: WatchParts) {}

  /** Why fewer workers should work, as the controller asks it; `now` and `since` in ms of a monotonic clock. */
  distressCause = (now: number, since?: number): string | undefined => distressCause(this.distress, now, since);

  /** Resolves when a page or file of this PO may be asked for. */
  admit(worker: object, po: string): Promise<Then> {
    return this.wait(worker, po, undefined);
  }

  /** A file's 429 or 503 that asks for a pause: nobody asks for anything until it is over. */
  pause(status: number, retryAfter: number): void {
    this.pauseAll(retryAfter, status);
  }

  /** What is to become of a PO that met trouble. */
  trouble(worker: object, po: string, trouble: Trouble): Promise<Then> {
    if (this.stopped) return Promise.resolve('stop');
    // An announced pause holds everybody, and the portal has named its end: fewer workers afterwards would be a second
    // answer to one wish.
    if (trouble.kind === 'busy' && trouble.retryAfter !== undefined) this.pauseAll(trouble.retryAfter, trouble.status);
    else if (trouble.kind === 'busy') this.noteBusy(trouble.status);
    if (trouble.kind === 'timeout')
      this.distress = withDistress(this.distress, { at: performance.now(), what: { kind: 'timeout', po } });
    if (trouble.kind === 'asleep')
      this.parts.notice(
        'info',
        `💤 ${po} is done again: the computer slept, or the batch stood still, for ${Math.round(trouble.seconds)} s`,
      );
    const suspicious =
      isSystemError(trouble) && verdict(withFailure(this.streak, po), this.parts.maxSystemErrors) === 'probe';
    const step = firstStep(trouble, this.repeatsOf(po), suspicious, this.parts.waits);
    if (step.do === 'probe') return this.wait(worker, po, trouble);
    return Promise.resolve(step.do === 'again' ? this.again(po, trouble, step.wait) : this.count(po, trouble));
  }

  /** What the prober saw. */
  probed(worker: object, result: ProbeResult): Promise<Then> {
    const prober = this.prober;
    if (!prober || prober.worker !== worker) return Promise.resolve(this.stopped ? 'stop' : 'go');
    this.probing = false;
    if (this.stopped) this.prober = undefined;
    if (this.stopped) return Promise.resolve('stop');
    return new Promise((answer) => {
      prober.answer = answer;
      if (result.answers) this.back();
      else this.away(result);
    });
  }

  /** A PO ended with an outcome. True when that says that the portal works: it ended by what its pages showed. */
  ended(po: string): boolean {
    if (this.counted.delete(po)) return false;
    this.streak = NO_ERRORS;
    return true;
  }

  /** A worker process died in the middle of a PO: a system error that no worker is left to report. */
  crashed(po: string): void {
    this.streak = withFailure(this.streak, po);
  }

  /** The worker went away, with whatever it waited for. */
  lost(worker: object): void {
    for (const waiter of this.waiting.filter((one) => one.worker === worker))
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
    if (this.prober?.worker !== worker) return;
    this.cancelProbe?.();
    this.prober = undefined;
    this.probing = false;
    this.appointProber();
  }

  /** The run ends: nobody waits any more. POs that wait for nothing may finish. */
  stop(): void {
    this.stopped = true;
    this.cancelProbe?.();
    this.stopAll();
  }

  private wait(worker: object, po: string, trouble: Trouble | undefined): Promise<Then> {
    return new Promise((answer) => {
      this.waiting.push({ worker, po, trouble, answer });
      this.serve();
    });
  }

  /** Answers those who need not wait. */
  private serve(): void {
    const now = this.parts.now();
    let next = Infinity;
    for (const waiter of [...this.waiting]) {
      const from = Math.max(this.pausedUntil, this.notBefore.get(waiter.po) ?? 0);
      if (waiter.trouble || this.awaySince !== undefined) continue;
      if (this.stopped && from > now) this.settle(waiter, 'stop');
      else if (from <= now) this.settle(waiter, 'go');
      else next = Math.min(next, from);
    }
    if (next < Infinity) this.parts.later(next - now, () => this.serve());
    if (this.stopped) this.stopAll();
    else this.appointProber();
  }

  /** Appoints the prober: the first worker that met trouble, else, while the portal is away, any that waits for it. */
  private appointProber(): void {
    if (this.prober) return;
    const next =
      this.waiting.find(({ trouble }) => trouble) ?? (this.awaySince === undefined ? undefined : this.waiting[0]);
    if (!next) return;
    this.waiting.splice(this.waiting.indexOf(next), 1);
    this.prober = next;
    this.probing = true;
    next.answer('probe');
  }

  private away(result: Extract<ProbeResult, { answers: false }>): void {
    const { parts } = this;
    const now = parts.now();
    if (result.status !== undefined) this.noteBusy(result.status);
    if (this.awaySince === undefined && parts.offlineWait > 0) parts.notice('warning', awayLine(result, new Date(now)));
    this.awaySince ??= now;
    const left = this.awaySince + parts.offlineWait - now;
    if (left <= 0)
      return parts.stop({
        code: 'portal-unreachable',
        message: waitOverMessage(parts.host, result.why, now - this.awaySince),
      });
    // At the end of the wait once more, whatever the interval: it may be back just then.
    this.cancelProbe = parts.later(Math.min(left, Math.max(result.retryAfter ?? 0, parts.waits.probe)), () => {
      this.probing = true;
      this.prober?.answer('probe');
    });
  }

  private back(): void {
    if (this.awaySince !== undefined) this.parts.notice('info', backLine(this.awaySince, this.parts.now()));
    const wasAway = this.awaySince !== undefined;
    this.awaySince = undefined;
    // Only a probe that was due for the streak counts for it; others concern a single PO's trouble.
    if (wasAway) this.streak = NO_ERRORS;
    else if (verdict(withFailure(this.streak, ''), this.parts.maxSystemErrors) === 'probe')
      this.streak = withHealthyProbe(this.streak);
    const asked = [...(this.prober ? [this.prober] : []), ...this.waiting.splice(0)];
    this.prober = undefined;
    // Answered with the others, those who only want to open a page would not wait for the pause that the portal asked
    // for: that it answers says nothing about that.
    this.waiting.push(...asked.filter(({ trouble }) => !trouble));
    for (const { po, trouble, answer } of asked)
      if (trouble)
        answer(
          wasAway || afterHealthyProbe(trouble, this.repeatsOf(po)) === 'again'
            ? this.again(po, trouble, 0)
            : this.count(po, trouble),
        );
    this.serve();
  }

  private again(po: string, trouble: Trouble, wait: number): Then {
    // Neither sleep nor a browser that did not start says anything about the way to this PO.
    if (trouble.kind !== 'asleep' && trouble.kind !== 'no-browser') this.repeats.set(po, this.repeatsOf(po) + 1);
    this.notBefore.set(po, this.parts.now() + wait);
    return 'again';
  }

  private count(po: string, trouble: Trouble): Then {
    if (!isSystemError(trouble)) return 'count';
    this.counted.add(po);
    this.streak = withFailure(this.streak, po);
    if (verdict(this.streak, this.parts.maxSystemErrors) !== 'stop') return 'count';
    this.parts.stop({
      code: 'system-errors',
      message: stopMessage(this.streak, 'message' in trouble ? trouble.message : ''),
    });
    return 'count';
  }

  private pauseAll(wait: number, status: number): void {
    const until = this.parts.now() + wait;
    if (until <= this.pausedUntil) return;
    const news = this.pausedUntil < this.parts.now();
    this.pausedUntil = until;
    if (news && wait > 0)
      this.parts.notice(
        'info',
        `⏸️ Portal answered ${status} and asks for a pause: no page is opened before ${clockTime(new Date(until))} (${Math.ceil(wait / 1_000)} s)`,
      );
  }

  private noteBusy(status: number): void {
    this.distress = withDistress(this.distress, { at: performance.now(), what: { kind: 'busy', status } });
  }

  private repeatsOf = (po: string) => this.repeats.get(po) ?? 0;

  private settle(waiter: Waiter, then: Then): void {
    this.waiting.splice(this.waiting.indexOf(waiter), 1);
    waiter.answer(then);
  }

  private stopAll(): void {
    const all = [...this.waiting.splice(0), ...(this.prober && !this.probing ? [this.prober] : [])];
    if (!this.probing) this.prober = undefined;
    for (const { answer } of all) answer('stop');
  }
}
