/** Tests share their process: what an earlier one gave as SESSION_PASSPHRASE is forgotten. */
export function forgetPassphrase(): void {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for('playwright-po-batch.session-passphrase')];
}
