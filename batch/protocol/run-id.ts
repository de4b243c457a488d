import { randomBytes } from 'node:crypto';

/**
 * `2026-11-23T20-31-43-8f3a`: local time, so that a person finds the run; sorts by it; two runs of one second differ.
 */
export function newRunId(now = new Date()): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, 19).replace(/:/g, '-')}-${randomBytes(2).toString('hex')}`;
}
