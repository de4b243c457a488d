import { EventEmitter } from 'node:events';
import type { OutcomeRecord, Status } from '../outcome';
import type { PageCounts } from './reading';
import type { RunPlan } from './run-plan';
import type { Spent } from './spent';

/** Totals of a run, POs as the unit. */
export interface RunTotals {
  /** POs of this run. */
  total: number;
  /** POs with a final outcome. */
  done: number;
  /** COMPLETED and NO_ATTACHMENTS. */
  successful: number;
  failed: number;
  byStatus: Partial<Record<Status, number>>;
}

/**
 * How often a slot's browser and worker process had to be started again, without those that Playwright replaces after a
 * failed PO.
 */
export interface SlotRestarts {
  slot: number;
  browser: number;
  process: number;
}

/** Why a run ended before its last PO. */
export interface StopReason {
  code: 'signed-out' | 'disk-full' | 'portal-unreachable' | 'system-errors' | 'profile' | 'store-away' | 'interrupted';
  message: string;
}

/** What the session tells whoever shows the run. Times are milliseconds since the epoch. */
export interface SessionEvents {
  /** `pos`: the POs of this run; absent when they are all of the plan's. */
  'run-started': [{ plan: RunPlan; workers: number; at: number; total: number; pos?: string[] }];
  'worker-ready': [{ slot: number; milliseconds: number }];
  'po-started': [{ po: string; slot: number; attempt: number; at: number }];
  /** What a PO is doing now, in a few words: `opening`, `downloading 2 of 3, 45 %`. Many a second. */
  'po-step': [{ po: string; slot: number; text: string }];
  /**
   * An attempt ended; `record.final` says whether the PO did. Totals include it. `spent`: where the attempt's time
   * went, with what came before it; absent when no worker reported the outcome.
   */
  'po-finished': [{ record: OutcomeRecord; totals: RunTotals; spent?: Spent }];
  /** A PO in flight was released without an outcome (interrupted, signed out). */
  'po-released': [{ po: string; slot: number; spent?: Spent }];
  /** A browser or a worker process had to be started again; `cause` says why. */
  restart: [{ slot: number; what: 'browser' | 'process'; cause: string }];
  /** One line for the operator. */
  notice: [{ level: 'info' | 'warning' | 'error'; text: string }];
  'run-ended': [
    {
      totals: RunTotals;
      at: number;
      stop?: StopReason;
      unfinished: string[];
      /** Worker slots that needed any. */
      restarts?: SlotRestarts[];
      /** Absent when every page was opened, as in `standard`. */
      pages?: PageCounts;
    },
  ];
}

const KEY = Symbol.for('playwright-po-batch.session-events');

/**
 * The one channel from session to reporters. It hangs on globalThis because Playwright loads reporters, config and
 * global setup as separate module graphs of one process: a module-level variable would be three emitters.
 */
export function sessionEvents(): EventEmitter<SessionEvents> {
  const holder = globalThis as { [KEY]?: EventEmitter<SessionEvents> };
  return (holder[KEY] ??= new EventEmitter<SessionEvents>());
}
