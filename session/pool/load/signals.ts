import { cpuSignal } from './cpu';
import { memorySignal } from './memory';
import { pressureSignal } from './pressure';
import { thisMachine, type LoadSource } from './source';

/** One measure of the machine's load. A sample takes well under 5 ms and never blocks the event loop. */
export interface LoadSignal {
  readonly name: 'cpu' | 'memory' | 'pressure';
  /** 0..1 (pressure: 1 is its limit); undefined where this system does not tell. `now` in ms of a monotonic clock. */
  sample(now: number): Promise<number | undefined>;
}

export const systemSignals = (source: LoadSource = thisMachine): LoadSignal[] => [
  cpuSignal(source),
  memorySignal(source),
  pressureSignal(source),
];
