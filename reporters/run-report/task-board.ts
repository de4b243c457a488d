import type { EventEmitter } from 'node:events';
import type { SessionEvents } from '../../batch/protocol';
import { listen } from '../text';

/** Where a PO stands; described in docs/reports.md. */
export type BoardState = 'pending' | 'running' | 'retried' | 'done' | 'abandoned';

/** `tasks.json`: the queue of a run at a moment. Times are ISO 8601, UTC. */
export interface TaskBoard {
  run: string;
  at: string;
  /** The run is over: nothing of this changes any more. */
  ended: boolean;
  /** POs by state; together they are all POs of the run. */
  counts: Record<BoardState, number>;
  /** `worker` counts from 1, as in the display and in the timeline; `attempt` counts from 1. */
  running: { po: string; worker: number; attempt: number; since: string }[];
  /** An attempt came to nothing, and another follows. `why` is what the attempt came to. */
  retried: { po: string; attempts: number; why: string }[];
  /** Begun, and released when the run was ended: the next run takes them again. */
  abandoned: { po: string; attempts: number }[];
}

interface Entry {
  state: BoardState;
  slot: number;
  attempt: number;
  since: number;
  why: string;
}

/** Follows a run's events; `board()` is undefined before the run has begun. */
export function followTasks(
  events: EventEmitter<SessionEvents>,
  now: () => number,
  changed: () => void,
): { board(): TaskBoard | undefined; stop(): void } {
  let run: string | undefined;
  let ended = false;
  let entries = new Map<string, Entry>();
  const put = (po: string, entry: Partial<Entry>) => {
    entries.set(po, { state: 'pending', slot: -1, attempt: 0, since: now(), why: '', ...entries.get(po), ...entry });
    changed();
  };
  const stop = listen(events, {
    'run-started': ({ plan, pos = plan.orders.map(({ po }) => po) }) => {
      run = plan.run;
      ended = false;
      entries = new Map();
      for (const po of pos) put(po, {});
    },
    'po-started': ({ po, slot, attempt, at }) => put(po, { state: 'running', slot, attempt, since: at }),
    // Whoever holds a PO when its worker goes away is Playwright's retry; the end of the run says otherwise.
    'po-released': ({ po }) => put(po, { state: 'retried', why: 'its worker or its browser went away' }),
    'po-finished': ({ record: { po, attempt, final, status, message } }) =>
      put(po, { state: final ? 'done' : 'retried', attempt, why: `${status}: ${message}` }),
    'run-ended': () => {
      ended = true;
      for (const [po, { state }] of entries)
        if (state === 'running' || state === 'retried') put(po, { state: 'abandoned' });
      changed();
    },
  });
  return { board: () => (run === undefined ? undefined : boardOf(run, ended, entries, now())), stop };
}

function boardOf(run: string, ended: boolean, entries: Map<string, Entry>, at: number): TaskBoard {
  const counts = { pending: 0, running: 0, retried: 0, done: 0, abandoned: 0 };
  for (const { state } of entries.values()) counts[state]++;
  const of = (wanted: BoardState) => [...entries].filter(([, { state }]) => state === wanted);
  return {
    run,
    at: new Date(at).toISOString(),
    ended,
    counts,
    running: of('running').map(([po, { slot, attempt, since }]) => ({
      po,
      worker: slot + 1,
      attempt: attempt + 1,
      since: new Date(since).toISOString(),
    })),
    retried: of('retried').map(([po, { attempt, why }]) => ({ po, attempts: attempt + 1, why })),
    abandoned: of('abandoned').map(([po, { attempt }]) => ({ po, attempts: attempt + 1 })),
  };
}
