import { withoutUser } from '../text/short-text';
import type { ExitCode } from './exit-codes';

/**
 * An error whose message is already the one line for the operator: what, where, what to do.
 * `code` is stable; `exitCode` is what the run ends with when the error ends it.
 */
export class BatchError extends Error {
  override readonly name = 'BatchError';
  constructor(
    readonly code: string,
    message: string,
    readonly exitCode: ExitCode = 2,
    options?: ErrorOptions,
  ) {
    // Many name the portal, and a BASE_URL may have a password: it would stand in the console, the log and reports.
    super(withoutUser(message), options);
  }
}
