import path from 'node:path';
import { parseArgs } from 'node:util';
import fs from 'fs-extra';
import { splitByTime } from '../batch/shards';
import { parseJournal } from '../session/store';

/**
 * `npm run bench:simulation`: when 100,000 POs are done on 1, 10 and 100 machines, by how they are split. Their times
 * are drawn from the journals below `--journals`, or, without any, from a log-normal. Nothing is run.
 */
type Pick = (random: () => number) => number;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pos: { type: 'string', default: '100000' },
      workers: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      journals: { type: 'string' },
      median: { type: 'string', default: '4' },
      p95: { type: 'string', default: '15' },
      error: { type: 'string', default: '0.5' },
    },
  });
  const random = seeded(Number(values.seed));
  const measured = values.journals === undefined ? [] : await durations(values.journals);
  const source = measured.length >= 30 ? drawnFrom(measured) : logNormal(Number(values.median), Number(values.p95));
  console.log(
    measured.length >= 30
      ? `Durations: drawn from ${measured.length} measured ones`
      : `Durations: log-normal, median ${values.median} s, 95 % below ${values.p95} s`,
  );
  // Suppliers with large orders stand together in a list: half of a PO's time is that of its stretch of 500 rows.
  let stretch = 1;
  const times = Array.from({ length: Number(values.pos) }, (_, index) => {
    if (index % 500 === 0) stretch = Math.exp(0.5 * gauss(random));
    return source(random) * stretch;
  });
  // What was measured last time is not what it takes this time.
  const expected = times.map((seconds) => seconds * Math.exp(Number(values.error) * gauss(random)));
  const workers = Number(values.workers);
  console.log(`${times.length} POs, ${workers} workers a machine, expectation off by a factor of e^±${values.error}\n`);
  console.log('| machines | ideal h | by count | planned | planned, last tenth offered to all |');
  console.log('| ---: | ---: | ---: | ---: | ---: |');
  for (const machines of [1, 10, 100]) {
    const ideal = times.reduce((sum, seconds) => sum + seconds, 0) / machines / workers;
    const planned = byTime(expected, machines);
    const ends = [
      makespan(byCount(times.length, machines), times, workers),
      makespan(planned, times, workers),
      makespan(planned, times, workers, { share: 0.1, expected }),
    ];
    const shown = ends.map(
      (seconds) => `${(seconds / 3_600).toFixed(2)} h (+${((seconds / ideal - 1) * 100).toFixed(1)} %)`,
    );
    console.log(`| ${machines} | ${(ideal / 3_600).toFixed(2)} | ${shown.join(' | ')} |`);
  }
}

/** As Playwright does it: stretches of the list, equal in number. */
function byCount(size: number, machines: number): number[][] {
  const edge = (machine: number) => Math.floor((size * machine) / machines);
  return Array.from({ length: machines }, (_, machine) =>
    Array.from({ length: edge(machine + 1) - edge(machine) }, (__, index) => edge(machine) + index),
  );
}

const byTime = (expected: readonly number[], machines: number) =>
  splitByTime(
    expected.map((seconds, index) => ({ number: String(index), milliseconds: seconds * 1_000 })),
    machines,
  ).shards.map((numbers) => numbers.map(Number).sort((a, b) => a - b));

/**
 * Seconds until the last PO has ended, workers taking the next of their own machine's. With `offered`, that share of
 * each machine's POs at the end of its list is taken by whichever worker is free first.
 */
function makespan(
  shards: readonly number[][],
  times: readonly number[],
  workers: number,
  offered: { share: number; expected: readonly number[] } = { share: 0, expected: times },
): number {
  const free = shards.map(() => new Array<number>(workers).fill(0));
  const tail: number[] = [];
  shards.forEach((own, machine) => {
    const kept = own.length - Math.floor(own.length * offered.share);
    for (const index of own.slice(0, kept)) takeNext(free[machine]!, times[index]!);
    tail.push(...own.slice(kept));
  });
  const all = free.flat();
  // Longest first, as far as anybody knows: what is long must not begin last.
  for (const index of tail.sort((a, b) => offered.expected[b]! - offered.expected[a]!)) takeNext(all, times[index]!);
  return all.reduce((last, at) => Math.max(last, at), 0);
}

function takeNext(free: number[], seconds: number): void {
  let first = 0;
  for (let worker = 1; worker < free.length; worker++) if (free[worker]! < free[first]!) first = worker;
  free[first]! += seconds;
}

/** Seconds of every final outcome in the journals of a folder and those below it. */
async function durations(folder: string): Promise<number[]> {
  const seconds: number[] = [];
  for (const name of await fs.readdir(folder, { recursive: true })) {
    if (!String(name).endsWith('.jsonl')) continue;
    for (const record of parseJournal(await fs.readFile(path.join(folder, String(name)), 'utf8')))
      if (record.type === 'outcome' && record.record.final && record.record.slot >= 0)
        seconds.push((record.record.endedAt - record.record.startedAt) / 1_000);
  }
  return seconds;
}

const drawnFrom =
  (measured: readonly number[]): Pick =>
  (random) =>
    measured[Math.floor(random() * measured.length)]!;

function logNormal(median: number, p95: number): Pick {
  const sigma = Math.log(p95 / median) / 1.645;
  return (random) => median * Math.exp(sigma * gauss(random));
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The same seed gives the same numbers, on every computer (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

void main();
