/**
 * How many workers may work now: a pure function of samples and time. Keeps CPU under 80 % and memory under 90 % as a
 * sustained mean, cuts at once when they pass, restores when the forecast leaves capacity, and never swings under a
 * constant load. The floor is one worker, the ceiling what the user asked for.
 */
export interface LoadSample {
  /** Milliseconds of a monotonic clock. */
  at: number;
  /** 0..1; undefined where it cannot be known. */
  cpu?: number;
  memory?: number;
  /** Linux: time in which something waited for CPU or memory, over what is bearable; above 1 it vetoes growth. */
  pressure?: number;
  /** The portal's own distress since the last change, in words: `portal answered 503`. */
  distress?: string;
  /** Permits in use, tests that wait for one, and browsers that are just starting. */
  running: number;
  waiting: number;
  starting: number;
}

export interface PoolState {
  limit: number;
  readonly ceiling: number;
  readonly cores: number;
  /** Samples since the last change took effect, oldest first, at most `LONG_WINDOW` ms. */
  samples: LoadSample[];
  changedAt: number;
  /** How long after a cut growth is tried again; doubles with every cut that follows a growth. */
  patience: number;
  grewAt: number;
  lastStartAt: number;
  /**
   * The limit before cuts for the portal's sake: up to it growth needs a calm portal, since this computer has had that
   * load already. 0 when no such cut is being made good.
   */
  restoreTo: number;
  /**
   * The batch has begun and nothing was cut yet: workers come in as soon as the load leaves capacity for them. A
   * computer of few or slow cores that starts all browsers at once spends more on them than they bring.
   */
  ramping: boolean;
  /** Memory is short: browsers that only wait are to be closed. Ends with a margin, so that it does not flicker. */
  memoryTight: boolean;
}

export interface PoolChange {
  from: number;
  to: number;
  /** For the operator: `CPU 91 % over 10 s`. */
  cause: string;
}

/** After a cut for the portal's sake, so that the answers to what was under way then do not cut again. */
const DISTRESS_PAUSE = 5_000;
export const CPU_LIMIT = 0.8;
const MEMORY_LIMIT = 0.9;
/** A mean over less is a moment, not a load. */
const WINDOW = 10_000;
/**
 * What lasts this long is a load whatever it comes from: POs that fail one after the other start browsers all the time.
 */
const LONG_WINDOW = 30_000;
const MEMORY_WINDOW = 3_000;
/** Between two growths, so that the second sees the first one's load. */
const GROWTH_PAUSE = 8_000;
/** A browser's start keeps every core busy for this long; that says nothing about the load of its work. */
const START_STORM = 4_000;
const PATIENCE = 20_000;
/** After a cut for the portal's sake: good answers for this long, then one more at a time. */
const RESTORE_PATIENCE = 10_000;
const RESTORE_PAUSE = 3_000;
const LONGEST_PATIENCE = 300_000;
/** Growth must leave this much below the limit, or the next sample cuts again. */
const MARGIN = 0.92;
const PRESSURE_LIMIT = 1;
/** While ramping: load of so many ms without a browser's start says how many more workers fit. */
const RAMP_WINDOW = 3_000;

/** A run begins with a worker per core; that browsers start one after the other is the pool's (`Starts`). */
export function initialPool(
  ceiling: number,
  at: number,
  { limit, cores = ceiling }: { limit?: number; cores?: number } = {},
): PoolState {
  const first = Math.min(ceiling, limit ?? Math.max(1, cores));
  return {
    limit: first,
    cores,
    ceiling,
    samples: [],
    changedAt: at,
    patience: PATIENCE,
    grewAt: -Infinity,
    lastStartAt: at,
    restoreTo: 0,
    ramping: limit === undefined && first < ceiling,
    memoryTight: false,
  };
}

/** The next state, and the change to announce if there is one. */
export function control(state: PoolState, sample: LoadSample): { state: PoolState; change?: PoolChange } {
  const lastStartAt = sample.starting > 0 ? sample.at : state.lastStartAt;
  const kept = sample.running > state.limit ? [] : state.samples.filter(({ at }) => at > sample.at - LONG_WINDOW);
  const samples = [...kept, sample];
  const memory = memoryOf(samples, sample.at);
  const memoryTight =
    memory !== undefined && memory > MEMORY_LIMIT
      ? true
      : state.memoryTight && (sample.memory ?? 1) > MEMORY_LIMIT * MARGIN;
  const next: PoolState = { ...state, samples, lastStartAt, memoryTight };
  const cut = neededCut(next, sample);
  if (cut) return changed({ ...next, restoreTo: restoreAfter(next, sample) }, sample.at, cut.to, cut.cause);
  const growth = possibleGrowth(next, sample);
  return growth ? changed(next, sample.at, growth.to, growth.cause) : { state: next };
}

function neededCut(state: PoolState, sample: LoadSample): { to: number; cause: string } | undefined {
  // Half of the workers: a portal that is asked less comes back sooner, and nothing that runs is cut off. Half of the
  // limit, not of those at work: between two POs a worker is at rest, and one 503 would end at one worker.
  if (isDistressCut(state, sample)) return { to: Math.ceil(state.limit / 2), cause: sample.distress! };
  // While POs that were under way at the last cut are still being finished, the load is that of before the cut: cutting
  // again for it would end at one worker where half of them fit.
  if (state.limit <= 1 || sample.running > state.limit) return undefined;
  const memory = memoryOf(state.samples, sample.at);
  // Memory that runs out ends browsers: half of the workers at once, not one after the other.
  if (memory !== undefined && memory > MEMORY_LIMIT)
    return {
      to: Math.max(1, Math.floor(state.limit / 2)),
      cause: `memory ${percent(memory)} over ${MEMORY_WINDOW / 1_000} s`,
    };
  const since = Math.max(sample.at - WINDOW, state.lastStartAt + START_STORM);
  const calm = mean(
    state.samples.filter(({ at }) => at > since),
    'cpu',
    WINDOW * 0.8,
  );
  const long = mean(state.samples, 'cpu', LONG_WINDOW * 0.9);
  const [cpu, seconds] = calm !== undefined && calm > CPU_LIMIT ? [calm, WINDOW / 1_000] : [long, LONG_WINDOW / 1_000];
  if (cpu === undefined || cpu <= CPU_LIMIT) return undefined;
  const fitting = Math.floor(Math.min(state.limit, Math.max(1, sample.running)) * (CPU_LIMIT / cpu));
  return { to: Math.max(1, Math.min(state.limit - 1, fitting)), cause: `CPU ${percent(cpu)} over ${seconds} s` };
}

const isDistressCut = ({ limit, changedAt }: PoolState, { distress, at }: LoadSample) =>
  limit > 1 && distress !== undefined && at - changedAt > DISTRESS_PAUSE;

/** A cut for another reason says that the earlier limit was too high. */
const restoreAfter = (state: PoolState, sample: LoadSample) =>
  isDistressCut(state, sample) ? Math.max(state.restoreTo, state.limit) : 0;

function possibleGrowth(state: PoolState, sample: LoadSample): { to: number; cause: string } | undefined {
  // A permit that nobody waits for is not needed; growing by it would only hide how many are.
  if (state.limit >= state.ceiling || sample.waiting === 0 || sample.running < state.limit) return undefined;
  const since = sample.at - state.changedAt;
  if ((sample.memory ?? 0) > MEMORY_LIMIT * MARGIN) return undefined;
  if ((sample.pressure ?? 0) > PRESSURE_LIMIT || sample.distress) return undefined;
  if (state.ramping) return ramp(state, sample);
  const grewLast = state.grewAt === state.changedAt;
  const restores = state.limit < state.restoreTo;
  const [pause, patience] = restores ? [RESTORE_PAUSE, RESTORE_PATIENCE] : [GROWTH_PAUSE, state.patience];
  if (since < (grewLast ? pause : patience)) return undefined;
  const recent = state.samples.filter(({ at }) => at > sample.at - WINDOW);
  const cpu = mean(recent, 'cpu', pause * 0.6);
  const memory = mean(recent, 'memory', pause * 0.6);
  // What is known of too short a time is waited for; what this computer does not tell is no objection.
  if ((cpu === undefined && sample.cpu !== undefined) || (memory === undefined && sample.memory !== undefined))
    return undefined;
  // One more brings what each of those at work brings, though no browser keeps more than a core busy.
  const more = restores ? 0 : Math.min((cpu ?? 0) / state.limit, 1 / state.cores);
  const predicted = (cpu ?? 0) + more;
  if (predicted > CPU_LIMIT * MARGIN || (memory ?? 0) > MEMORY_LIMIT * MARGIN) return undefined;
  if (restores) return { to: state.limit + 1, cause: 'the portal answers well again' };
  const seen = [
    ...(cpu === undefined ? [] : [`CPU ${percent(cpu)}`]),
    ...(memory === undefined ? [] : [`memory ${percent(memory)}`]),
  ];
  return { to: state.limit + 1, cause: `${seen.join(', ')}: there is room` };
}

/** As many more as the load leaves capacity for, at most as many again: what one second says may be a lull. */
function ramp(state: PoolState, sample: LoadSample): { to: number; cause: string } | undefined {
  if (sample.starting > 0) return undefined;
  const since = Math.max(state.lastStartAt, sample.at - RAMP_WINDOW);
  const known = state.samples.filter(({ at, cpu }) => at > since && cpu !== undefined);
  if (known.length === 0 && sample.cpu !== undefined) return undefined;
  const cpu = known.reduce((sum, one) => sum + one.cpu!, 0) / Math.max(1, known.length);
  const fitting = Math.floor((state.limit * CPU_LIMIT * MARGIN) / Math.max(cpu, 0.01));
  const to = Math.min(state.ceiling, state.limit * 2, fitting);
  return to > state.limit ? { to, cause: `CPU ${percent(cpu)}: there is room` } : undefined;
}

function changed(state: PoolState, at: number, to: number, cause: string): { state: PoolState; change: PoolChange } {
  const cut = to < state.limit;
  return {
    state: {
      ...state,
      limit: to,
      ramping: state.ramping && !cut && to < state.ceiling,
      samples: [],
      changedAt: at,
      grewAt: cut ? state.grewAt : at,
      patience: cut && state.grewAt === state.changedAt ? patienceAfter(state, at) : state.patience,
    },
    change: { from: state.limit, to, cause },
  };
}

/** Cut soon after a growth: that growth was one too many, and trying it again at the same pace would be a swing. */
function patienceAfter({ grewAt, patience }: PoolState, at: number): number {
  return at - grewAt < LONGEST_PATIENCE ? Math.min(LONGEST_PATIENCE, Math.max(60_000, patience * 2)) : PATIENCE;
}

const memoryOf = (samples: LoadSample[], now: number) =>
  mean(
    samples.filter(({ at }) => at > now - MEMORY_WINDOW),
    'memory',
    MEMORY_WINDOW * 0.6,
  );

/** Mean of what is known; undefined until the samples span `span` ms. */
function mean(samples: LoadSample[], what: 'cpu' | 'memory', span: number): number | undefined {
  const known = samples.filter((sample) => sample[what] !== undefined);
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last || last.at - first.at < span) return undefined;
  return known.reduce((sum, sample) => sum + sample[what]!, 0) / known.length;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
