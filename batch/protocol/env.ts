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

/**
 * The type of a worker's annotation on a test whose failure it calls expected so that its process stays. The underscore
 * keeps Playwright's reports from showing it where no reporter of the batch takes it away.
 */
export const FAILURE_KEEPS_WORKER = '_playwright-po-batch: failure keeps worker';
