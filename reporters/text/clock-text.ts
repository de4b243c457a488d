/** Times as the batch's users read them. Local time, because the person beside the machine lives in it. */

/** `HH:MM` of a duration in milliseconds, hours beyond 99 included; `--:--` while it is not known. */
export function hoursMinutes(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '--:--';
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `YYYY-MM-DD HH:MM`, local, of milliseconds since the epoch. */
export function localMinute(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `8 s`, `4 min 08 s`, `2 h 05 min`: where a person watches it change. */
export function shortDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

/**
 * What is left, rounded up so that it does not jump about: to ten seconds below ten minutes, to minutes above.
 * `about 1 min 20 s left`, `about 2 h 05 min left`, `less than 10 s left`.
 */
export function leftText(milliseconds: number): string {
  if (milliseconds < 10_000) return 'less than 10 s left';
  const step = milliseconds <= 600_000 ? 10_000 : 60_000;
  const left = Math.ceil(milliseconds / step) * step;
  // Whole minutes: above ten nobody watches the seconds.
  return `about ${shortDuration(left).replace(/ min 00 s$/, ' min')} left`;
}

const two = (n: number) => String(n).padStart(2, '0');
