import {
  sessionEvents,
  type Request,
  type Then,
  type SlotRestarts,
  type StopReason,
  type WorkerConnection,
} from '../../batch/protocol';
import type { Settings } from '../../batch/settings/settings';
import { WAITS, type Waits } from './portal-policy';
import { PortalWatch } from './portal-watch';
import {
  NO_RESTARTS,
  restartCounts,
  tooMany,
  withFailedStart,
  withPoDone,
  withRestart,
  withStart,
  type RestartOf,
} from './restarts';

export interface RecoveryParts {
  settings: Settings;
  /** For tests. */
  waits?: Waits | undefined;
  /** POs of the run. */
  total(): number;
  stopReason(): StopReason | undefined;
  stop(reason: StopReason): void;
}

export type TroubleRequest = Extract<Request, { type: 'admit' | 'pause' | 'trouble' | 'probed' | 'restart' }>;

/**
 * What the session does when things go wrong that no single PO is to blame for: the portal, the way to it, browsers,
 * processes.
 */
export class Recovery {
  readonly portal: PortalWatch;
  private readonly events = sessionEvents();
  private restarts = NO_RESTARTS;

  constructor(private readonly parts: RecoveryParts) {
    const { settings, waits = WAITS, stop } = parts;
    this.portal = new PortalWatch({
      host: hostOf(settings.baseUrl),
      waits,
      offlineWait: settings.offlineWait * 60_000,
      maxSystemErrors: settings.maxConsecutiveSystemErrors,
      notice: (level, text) => this.events.emit('notice', { level, text }),
      stop,
      now: Date.now,
      later,
    });
  }

  async handle(worker: WorkerConnection, request: TroubleRequest): Promise<object> {
    switch (request.type) {
      case 'admit':
        return this.instruction(await this.portal.admit(worker, request.po));
      case 'pause':
        this.portal.pause(request.status, request.retryAfter);
        return {};
      case 'probed':
        return this.instruction(await this.portal.probed(worker, request.result));
      case 'restart':
        return { allowed: this.restart(worker.slot, 'browser', request.cause) };
      case 'trouble': {
        const { po, trouble } = request;
        // What cannot be started has not been tried: it counts here and nowhere else.
        if (trouble.kind === 'no-browser') this.count(withFailedStart(this.restarts), trouble.message);
        return this.instruction(await this.portal.trouble(worker, po, trouble));
      }
    }
  }

  browserReady(): void {
    this.restarts = withStart(this.restarts);
  }

  /** A PO ended with an outcome. */
  ended({ slot }: WorkerConnection, po: string): void {
    if (this.portal.ended(po)) this.restarts = withPoDone(this.restarts, slot);
  }

  /** A connection is over; `pos` are those that it still held; a worker that ends in an orderly way holds none. */
  lost(worker: WorkerConnection, pos: readonly string[]): void {
    this.portal.lost(worker);
    if (pos.length === 0 || this.parts.stopReason()) return;
    for (const po of pos) this.portal.crashed(po);
    this.restart(worker.slot, 'process', `the worker process of ${pos.join(', ')} went away`);
  }

  stop(): void {
    this.portal.stop();
  }

  counts(): SlotRestarts[] {
    return restartCounts(this.restarts);
  }

  /** False when that was one too many. */
  private restart(slot: number, what: RestartOf, cause: string): boolean {
    this.events.emit('restart', { slot, what, cause });
    return this.count(withRestart(this.restarts, slot, what), cause);
  }

  private count(restarts: typeof this.restarts, cause: string): boolean {
    this.restarts = restarts;
    const message = tooMany(restarts, this.parts.total(), cause);
    if (message) this.parts.stop({ code: 'system-errors', message });
    return message === undefined;
  }

  private instruction(then: Then): { then: Then; why?: string } {
    const why = this.parts.stopReason()?.message;
    return { then, ...(then === 'stop' && why && { why }) };
  }
}

const hostOf = (baseUrl = '') => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl);

/** Waiting must not keep the runner alive after its last test. */
function later(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
