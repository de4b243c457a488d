import type { SlotRestarts } from '../../batch/protocol';

/**
 * How often browsers and worker processes may be started again: without a limit, a browser that crashes at every PO
 * would keep a computer busy all night. A worker slot may have `IN_A_ROW` of them without a PO done in between, a run
 * `perRun(total)` in all. Pure.
 */
export type RestartOf = 'browser' | 'process';

export interface Restarts {
  readonly slots: ReadonlyMap<number, SlotRestarts & { inARow: number }>;
  /** Browsers that did not start at all, in a row over all slots. */
  readonly notStarted: number;
}

export const NO_RESTARTS: Restarts = { slots: new Map(), notStarted: 0 };

/** More than one PO can cause that ends every browser or process it is given: six, with all its attempts. */
export const IN_A_ROW = 8;
export const NOT_STARTED = 3;
/** Allowance for bad nights: the longer the list, the more may go wrong on the way. */
export const perRun = (total: number) => 20 + Math.ceil(total / 5);

export function withRestart(restarts: Restarts, slot: number, what: RestartOf): Restarts {
  const of = restarts.slots.get(slot) ?? { slot, browser: 0, process: 0, inARow: 0 };
  return {
    ...restarts,
    slots: new Map(restarts.slots).set(slot, { ...of, [what]: of[what] + 1, inARow: of.inARow + 1 }),
  };
}

export const withFailedStart = (restarts: Restarts): Restarts => ({ ...restarts, notStarted: restarts.notStarted + 1 });
export const withStart = (restarts: Restarts): Restarts => ({ ...restarts, notStarted: 0 });

/** The slot has done a PO: whatever went wrong there is over. */
export function withPoDone(restarts: Restarts, slot: number): Restarts {
  const of = restarts.slots.get(slot);
  return of ? { ...restarts, slots: new Map(restarts.slots).set(slot, { ...of, inARow: 0 }) } : restarts;
}

/** Slots with restarts, for summary.json and the closing lines. */
export const restartCounts = ({ slots }: Restarts): SlotRestarts[] =>
  [...slots.values()].map(({ slot, browser, process }) => ({ slot, browser, process })).sort((a, b) => a.slot - b.slot);

/** Why the run must end; undefined while it need not. `cause` is the last restart's. */
export function tooMany(restarts: Restarts, total: number, cause: string): string | undefined {
  const last = `The last time: ${cause.replace(/\.$/, '')}.`;
  if (restarts.notStarted >= NOT_STARTED)
    return `The browser could not be started ${restarts.notStarted} times in a row. ${last}`;
  const stuck = [...restarts.slots.values()].find(({ inARow }) => inARow > IN_A_ROW);
  if (stuck)
    return `Worker ${stuck.slot + 1} had to be restarted ${stuck.inARow} times without finishing a PO. ${last}`;
  const all = [...restarts.slots.values()].reduce((sum, { browser, process }) => sum + browser + process, 0);
  if (all > perRun(total)) return `Browsers and workers had to be restarted ${all} times in this run. ${last}`;
  return undefined;
}
