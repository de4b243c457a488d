/** Words and figures as the page shows them. */

/** `0.4 s`, `12 s`, `4 min 08 s`, `2 h 05 min`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const two = (n: number) => String(n).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${two(Math.floor((seconds % 3_600) / 60))} min`;
}

export function size(bytes: number): string {
  if (bytes < 1e3) return `${Math.round(bytes)} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** Local time of day. */
export function clock(at: number, withSeconds = true): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return withSeconds ? `${minutes}:${two(date.getSeconds())}` : minutes;
}

/** `2026-11-23 20:31:43`, local, as the list has it; empty for 0. */
export function dateAndTime(at: number): string {
  if (at === 0) return '';
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(at)}`;
}

/** One decimal below ten, none above: more would be noise. */
export function figure(value: number): string {
  return Math.abs(value) < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** Sign and words of a status, in the order in which the page shows them. Colour alone would not do for everybody. */
export function statuses(): Record<string, [sign: string, words: string]> {
  return {
    COMPLETED: ['✓', 'completed'],
    NO_ATTACHMENTS: ['○', 'without attachments'],
    PARTIAL: ['◐', 'partial'],
    FAILED: ['✕', 'failed'],
    TIMEOUT: ['…', 'timed out'],
    PO_NOT_FOUND: ['?', 'PO not found'],
    PR_NOT_ACCESSIBLE: ['⊘', 'PR not accessible'],
    NOT_PROCESSED: ['–', 'not processed'],
    RELEASED: ['–', 'released'],
  };
}

export function signOf(status: string): string {
  return statuses()[status]?.[0] ?? '';
}

/** Names of the parts of a PO's time, and what helps when one of them is the largest; in the order of `PARTS`. */
export function partWords(): { key: string; name: string; hint: string }[] {
  return [
    { key: 'portal', name: 'the portal’s pages', hint: 'The portal sets the pace.' },
    { key: 'files', name: 'files', hint: 'Downloads set the pace.' },
    { key: 'browser', name: 'starting browsers', hint: 'Longer runs start no more browsers than short ones.' },
    {
      key: 'permit',
      name: 'waiting for a permit',
      hint: 'This computer could not carry so many workers: fewer would have done the same.',
    },
    { key: 'turn', name: 'waiting for the portal’s turn', hint: 'The portal was away, or asked for pauses.' },
    { key: 'again', name: 'trying again', hint: 'See below what failed.' },
    { key: 'other', name: 'all else', hint: 'Nothing of it stands out.' },
  ];
}
