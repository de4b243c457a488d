/** Numbers and times in words, as exact as a person needs them. */

export const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Of milliseconds: `3 days`, `1 hour`, `less than a minute`: never more than there is. */
export function duration(ms: number): string {
  const [unit, size] = UNITS.find(([, length]) => ms >= length) ?? [];
  if (!unit) return 'less than a minute';
  return counted(Math.floor(ms / size!), unit);
}

/** `3 days ago`, for a time span in ms. */
export const daysAgo = (ms: number) => (ms < 86_400_000 ? 'less than a day ago' : `${duration(ms)} ago`);
