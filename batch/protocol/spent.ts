/**
 * What a worker's time for a PO goes into, as the session sees it. `permit`: waiting until the pool lets it work;
 * `turn`: until the portal may be asked; `browser`: starting one; `portal`: opening and reading pages; `files`:
 * downloading; `rest`: waiting for the next attempt.
 */
export type Activity = 'permit' | 'turn' | 'browser' | 'portal' | 'files' | 'rest';

/** Milliseconds by activity; what took none is absent. */
export type Spent = Partial<Record<Activity, number>>;
