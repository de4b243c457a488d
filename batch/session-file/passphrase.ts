/** The name under which people give the passphrase of session files, in the environment or in `.env`. */
export const PASSPHRASE = 'SESSION_PASSPHRASE';

const KEY = Symbol.for('playwright-po-batch.session-passphrase');
type Source = 'environment' | 'file';

/** On globalThis: Playwright loads config and global setup as separate module graphs of one process. */
const held = (): Partial<Record<Source, string>> =>
  ((globalThis as { [KEY]?: Partial<Record<Source, string>> })[KEY] ??= {});

/**
 * Takes the passphrase out of these values and keeps it in this process's memory. An environment that still had it
 * would hand it to every worker, browser and helper that is started from now on.
 */
export function hidePassphrase(values: Record<string, string | undefined>, source: Source): void {
  const value = values[PASSPHRASE];
  delete values[PASSPHRASE];
  if (value) held()[source] = value;
}

/** What was given, the environment before `.env`; undefined when nothing was. */
export const heldPassphrase = (): string | undefined => held().environment ?? held().file;
