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
    super(message, options);
  }
}
