import { chromium, type Browser, type BrowserContext } from '@playwright/test';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';

/** The Edge that the person has open, as far as they have allowed it. */
export interface RunningEdge {
  context: BrowserContext;
  /** Disconnects from it; it stays open as it is. */
  leave(): Promise<void>;
}

/** Milliseconds. Edge asks its person in a window of its own, who first has to find it. */
const CONSENT_LIMIT = 120_000;

const PLAIN = 'or run `npx po-batch sign-in`, which needs no other Edge';
const ALLOW = `in Edge open edge://inspect/#remote-debugging, tick "Allow remote debugging for this browser instance", run this again and agree when Edge asks; ${PLAIN}`;

/**
 * Connects to Edge where it keeps its everyday profile, by the port that it names there once its person has allowed it.
 * Throws a BatchError `NO_RUNNING_EDGE`, `EDGE_NOT_ALLOWED` (exit 2) or `STOPPED` (exit 130) with what to do.
 */
export async function connectToRunningEdge(stop: AbortSignal, limit = CONSENT_LIMIT): Promise<RunningEdge> {
  const browser = await connected(stop, limit);
  // `close` of a connected browser only ends the connection.
  const leave = () => browser.close().catch(() => undefined);
  const [context] = browser.contexts();
  if (context) return { context, leave };
  await leave();
  throw new BatchError('EDGE_NOT_ALLOWED', `Edge shows none of its windows: open one, then run this again; ${PLAIN}.`);
}

async function connected(stop: AbortSignal, timeout: number): Promise<Browser> {
  // Without `noDefaults` the person's own tabs would get Playwright's window size, colour scheme and download folder.
  const connecting = chromium.connectOverCDP('msedge', { noDefaults: true, timeout });
  const stopped = new Promise<never>((_, reject) =>
    stop.addEventListener(
      'abort',
      () => reject(new BatchError('STOPPED', 'Stopped before Edge had answered.', EXIT.STOPPED)),
      { once: true },
    ),
  );
  stopped.catch(() => undefined);
  try {
    return await Promise.race([connecting, stopped]);
  } catch (error) {
    // A consent that comes too late must not leave a connection behind.
    connecting.then((browser) => browser.close()).catch(() => undefined);
    throw error instanceof BatchError ? error : whyNot(error as Error, timeout);
  }
}

/** Pure: Playwright's error in words for the person. */
export function whyNot(error: Error, timeout: number): BatchError {
  const { message } = error;
  // Not only the file's name: that stands in the log of every attempt.
  if (/DevToolsActivePort file not found/.test(message))
    return new BatchError('NO_RUNNING_EDGE', `Edge is not running, or may not be asked: ${ALLOW}.`, EXIT.BAD_INPUT, {
      cause: error,
    });
  // The file that names the port stays behind when Edge ends.
  if (/ECONNREFUSED|ECONNRESET|socket hang up/.test(message))
    return new BatchError(
      'NO_RUNNING_EDGE',
      `Edge is not running any more, or may no longer be asked: open it, then ${ALLOW}.`,
      EXIT.BAD_INPUT,
      { cause: error },
    );
  if (/Timeout|\b40[13]\b/.test(message))
    return new BatchError(
      'EDGE_NOT_ALLOWED',
      `Edge did not agree${/Timeout/.test(message) ? ` within ${Math.round(timeout / 1_000)} s` : ''}: it asks in its own window, agree there after running this again; ${PLAIN}.`,
      EXIT.BAD_INPUT,
      { cause: error },
    );
  return new BatchError(
    'EDGE_NOT_ALLOWED',
    `Edge could not be asked (${message
      .split('\n')[0]!
      .replace(/^browserType\.\w+: /, '')
      .replace(/\.$/, '')}): ${ALLOW}.`,
    EXIT.BAD_INPUT,
    { cause: error },
  );
}
