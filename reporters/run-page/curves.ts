import type { PoSummary } from '../summary';
import type { Curve } from './in-page';

/** A line of `resources.jsonl`, as far as the curves need it. */
export interface LoadLine {
  time: string;
  limit?: number;
  cpu?: number;
  memory?: number;
  running?: number;
}

/** A curve has at most so many points: more than a screen has pixels would only make the page larger. */
const POINTS = 1_500;

/** Lines that can be read; one that was cut short is passed over. */
export function loadLines(text: string): LoadLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      const read = JSON.parse(line) as LoadLine | null;
      return read && !Number.isNaN(Date.parse(read.time)) ? [read] : [];
    } catch {
      return [];
    }
  });
}

/** The curves below the lanes, from the run's start to its end, ms since the epoch. */
export function curvesOf(load: readonly LoadLine[], pos: readonly PoSummary[], start: number, end: number): Curve[] {
  const step = stepOf(end - start);
  const at = (line: LoadLine) => Date.parse(line.time);
  const inside = load.filter((line) => at(line) >= start - 2_000 && at(line) <= end + 2_000);
  const mean = (of: (line: LoadLine) => number | undefined) =>
    means(
      inside.map((line) => [at(line), of(line)]),
      start,
      end,
      step,
    );
  const times = gridOf(start, end, step);
  return [
    { name: 'CPU', unit: '%', top: 100, times, values: mean(({ cpu }) => percent(cpu)) },
    { name: 'Memory', unit: '%', top: 100, times, values: mean(({ memory }) => percent(memory)) },
    {
      name: 'Permits in use',
      unit: 'workers',
      times,
      values: mean(({ running }) => running),
      limit: { name: 'allowed', values: mean(({ limit }) => limit) },
    },
    { name: 'POs', unit: 'per minute', times, values: paceOf(pos, start, end, step) },
    { name: 'Files', unit: 'bytes per second', times, values: bytesOf(pos, start, end, step) },
  ];
}

const percent = (share: number | undefined) => (share === undefined ? undefined : share * 100);

/** A whole number of seconds, so that a sample a second does not fall beside every other point. */
const stepOf = (span: number) => Math.max(1, Math.ceil(span / 1_000 / POINTS)) * 1_000;

const gridOf = (start: number, end: number, step: number): number[] =>
  Array.from({ length: countOf(start, end, step) }, (_, index) => (start + index * step) / 1_000);

const countOf = (start: number, end: number, step: number) => Math.floor((end - start) / step) + 1;

/** The mean of the samples around each point; null where there is none. */
function means(
  samples: readonly (readonly [number, number | undefined])[],
  start: number,
  end: number,
  step: number,
): (number | null)[] {
  const sums = new Float64Array(countOf(start, end, step));
  const counts = new Uint32Array(sums.length);
  for (const [at, value] of samples) {
    const index = Math.round((at - start) / step);
    if (value === undefined || index < 0 || index >= sums.length) continue;
    sums[index]! += value;
    counts[index]! += 1;
  }
  return Array.from(sums, (sum, index) => (counts[index] ? round(sum / counts[index]!) : null));
}

/** POs that ended, per minute: over the minute around each point, in a short run over a tenth of it. */
function paceOf(pos: readonly PoSummary[], start: number, end: number, step: number): number[] {
  const window = Math.max(step, Math.min(60_000, (end - start) / 10));
  const ends = pos.map(({ attempts }) => attempts.at(-1)?.endedAt ?? 0).sort((a, b) => a - b);
  let [first, next] = [0, 0];
  return gridOf(start, end, step).map((seconds) => {
    const [from, to] = [Math.max(start, seconds * 1_000 - window / 2), Math.min(end, seconds * 1_000 + window / 2)];
    while (next < ends.length && ends[next]! <= to) next++;
    while (first < next && ends[first]! < from) first++;
    return to > from ? round(((next - first) * 60_000) / (to - from)) : 0;
  });
}

/** What the POs' files hold, spread over the attempt that had the last of them. */
function bytesOf(pos: readonly PoSummary[], start: number, end: number, step: number): number[] {
  // Differences, summed up at the end: a PO that took hours costs no more than one that took a second.
  const change = new Float64Array(countOf(start, end, step) + 1);
  for (const { attempts, files } of pos) {
    const last = attempts.at(-1);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (!last || size === 0) continue;
    const from = clamp(Math.floor((last.startedAt - start) / step), 0, change.length - 2);
    const to = clamp(Math.ceil((last.endedAt - start) / step), from + 1, change.length - 1);
    const rate = size / (((to - from) * step) / 1_000);
    change[from]! += rate;
    change[to]! -= rate;
  }
  let rate = 0;
  return Array.from(change.subarray(0, -1), (by) => Math.max(0, Math.round((rate += by))));
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
const round = (value: number) => Math.round(value * 10) / 10;
