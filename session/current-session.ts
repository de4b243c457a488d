import type { ProcessingSession } from './processing-session';

const KEY = Symbol.for('playwright-po-batch.session');
const holder = globalThis as { [KEY]?: ProcessingSession };

/**
 * The session of this process. On globalThis, since reporters and global setup may be loaded as separate module graphs.
 */
export const currentSession = (): ProcessingSession | undefined => holder[KEY];

/** Makes it the session of this process; undefined when the run has ended. */
export function setCurrentSession(session: ProcessingSession | undefined): void {
  if (session) holder[KEY] = session;
  else delete holder[KEY];
}
