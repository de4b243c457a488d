/** Environment names by which a worker process finds its run. */
export const ENV = {
  plan: 'PO_BATCH_PLAN',
  socket: 'PO_BATCH_SOCKET',
  token: 'PO_BATCH_TOKEN',
  /** In the main process: the file that keeps what `--last-failed` takes. */
  lastFailed: 'PO_BATCH_LAST_FAILED',
  /** Set by `po-batch check` and others: the config's options are wanted in this file, and no run. */
  optionsTo: 'PO_BATCH_OPTIONS_TO',
} as const;
