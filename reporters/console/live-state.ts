import type { EventEmitter } from 'node:events';
import type { RunTotals, SessionEvents } from '../../batch/protocol';
import { remainingTime, listen, type Finish } from '../text';

/** What one worker slot is seen doing. */
export interface SlotView {
  /** Undefined while it has no PO. */
  po?: string;
  supplier: string;
  text: string;
  /** Milliseconds since the epoch: since when it does this PO, or waits. */
  since: number;
}

/** What the live display shows, kept up to date from the session's events. */
export interface LiveState {
  startedAt: number;
  totals: RunTotals;
  slots: SlotView[];
  /** Milliseconds as estimated when the last PO ended, and when that was. */
  remaining?: { milliseconds: number; at: number };
}

const NOTHING: RunTotals = { total: 0, done: 0, successful: 0, failed: 0, byStatus: {} };

/** `changed` is called on every event that changes the picture; `state()` is undefined outside a run. */
export function followRun(
  events: EventEmitter<SessionEvents>,
  now: () => number,
  changed: () => void,
): { state(): LiveState | undefined; stop(): void } {
  let state: LiveState | undefined;
  let suppliers = new Map<string, string>();
  let finished: Finish[] = [];
  let workers = 1;

  const slotAt = (slot: number): SlotView | undefined => {
    if (!state || slot < 0) return undefined;
    while (state.slots.length <= slot) state.slots.push({ supplier: '', text: 'starting', since: now() });
    return state.slots[slot];
  };
  const update = (slot: number, po: string, view: Partial<SlotView>) => {
    const current = slotAt(slot);
    // A late word about a PO that this slot no longer works on must not paint over the one it works on now.
    if (!current || (current.po !== undefined && current.po !== po && !('po' in view))) return;
    Object.assign(current, view);
    changed();
  };
  const free = (slot: number, po: string) => {
    if (slotAt(slot)?.po === po) update(slot, po, { po: undefined, supplier: '', text: 'idle', since: now() });
  };

  const stop = listen(events, {
    'run-started': ({ plan, workers: count, at, total }) => {
      state = { startedAt: at, totals: { ...NOTHING, total }, slots: [] };
      suppliers = new Map(plan.orders.map(({ po, supplier }) => [po, supplier]));
      finished = [];
      workers = count;
      for (let slot = 0; slot < Math.min(count, total); slot++) slotAt(slot);
      changed();
    },
    'worker-ready': ({ slot }) => {
      const view = slotAt(slot);
      if (view && view.po === undefined) update(slot, '', { text: 'ready', since: now() });
    },
    'po-started': ({ po, slot, attempt, at }) => {
      const text = attempt > 0 ? `starting, attempt ${attempt + 1}` : 'starting';
      update(slot, po, { po, supplier: suppliers.get(po) ?? '', text, since: at });
    },
    'po-step': ({ po, slot, text }) => {
      if (slotAt(slot)?.po === po) update(slot, po, { text });
    },
    'po-finished': ({ record, totals }) => {
      if (!state) return;
      state.totals = totals;
      free(record.slot, record.po);
      if (record.final) {
        finished.push({ startedAt: record.startedAt, endedAt: record.endedAt });
        const left = remainingTime(finished, totals.total - totals.done, workers);
        state.remaining = left === undefined ? undefined : { milliseconds: left, at: record.endedAt };
      }
      changed();
    },
    'po-released': ({ po, slot }) => free(slot, po),
    'run-ended': () => {
      state = undefined;
      changed();
    },
  });
  return { state: () => state, stop };
}
