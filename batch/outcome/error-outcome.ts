import type { Outcome } from './outcome';
import { cutText, oneLine, withoutUser } from '../text/short-text';

/** What an attempt came to that ended by an error instead of by what the pages showed. */

/** What was seen of the PO until then. */
export type Seen = { coupaUrl: string } & Partial<Pick<Outcome, 'supplier' | 'found' | 'downloaded' | 'requisition'>>;

const TEXT_LENGTH = 150;

/** A limit passed: of a wait, or of the PO as a whole. */
export function timeoutOutcome(seen: Seen): Outcome {
  const message = 'Timed out waiting for the page to finish loading.';
  return { status: 'TIMEOUT', reason: 'LIMIT_PASSED', message, ...completed(seen) };
}

/**
 * Anything else that was thrown: FAILED, or TIMEOUT for Playwright's TimeoutError. A BatchError's message is already
 * the line for the operator and stands as it is.
 */
export function unexpectedOutcome(error: unknown, seen: Seen): Outcome {
  if (error instanceof Error && error.name === 'TimeoutError') return timeoutOutcome(seen);
  return { status: 'FAILED', reason: 'UNEXPECTED_ERROR', message: messageOf(error), ...completed(seen) };
}

function completed({ coupaUrl, supplier = '', found = 0, downloaded = 0, requisition }: Seen) {
  const seen = { supplier, found, downloaded, coupaUrl: withoutUser(coupaUrl) };
  return requisition ? { ...seen, requisition } : seen;
}

/** Playwright's words for it, in the error of a call and in that of the browser's end; not `ERR_CONNECTION_CLOSED`. */
const CLOSED =
  /target page, context or browser has been closed|(?:page|context|browser|target) (?:has been |was )?(?:closed|disconnected)\b/i;

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return cutText(`Error: ${oneLine(String(error))}`, TEXT_LENGTH + 'Error: '.length);
  if (error.name === 'BatchError') return withoutUser(oneLine(error.message));
  // Playwright names the address that it opened, as BASE_URL has it.
  const text = withoutUser(oneLine(withoutCallLog(error.message)));
  const className = error.name !== 'Error' && error.name ? error.name : error.constructor.name || 'Error';
  if (className === 'TargetClosedError' || CLOSED.test(text)) return 'Browser window closed unexpectedly.';
  return `${className}: ${cutText(text, TEXT_LENGTH)}`;
}

/** Playwright appends what it tried, line by line; the sentence before it is what happened. */
function withoutCallLog(message: string): string {
  return message.replace(/\s*(?:Call log:|Browser logs:|=+ logs =+)[\s\S]*$/, '');
}
