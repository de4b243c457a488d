/** One measure of the machine's load. A sample takes well under 5 ms and never blocks the event loop. */
export interface LoadSignal {
  readonly name: 'cpu' | 'memory' | 'pressure';
  /** 0..1 (pressure: 1 is its limit); undefined where this system does not tell. `now` in ms of a monotonic clock. */
  sample(now: number): Promise<number | undefined>;
}
