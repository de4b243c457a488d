import type { Activity, Spent } from '../../batch/protocol';

interface Hand {
  activity: Activity | undefined;
  /** Requests under way that wait for the portal's turn. */
  turns: number;
  since: number;
  spent: Spent;
}

/**
 * Where the time of each worker goes, told from what it asks and says: nothing is measured in the worker, so that a
 * process that dies takes no figure with it. One activity at a time; while one of its pages or files waits for the
 * portal's turn it is `turn`, whatever else goes on.
 */
export class WorkClock {
  private readonly hands = new Map<object, Hand>();

  constructor(private readonly now: () => number = Date.now) {}

  /** What the worker does from now on; undefined: nothing of these. */
  doing(worker: object, activity: Activity | undefined): void {
    const hand = this.settled(worker);
    hand.activity = activity;
  }

  /** Runs `work` while the worker does this, and nothing afterwards. */
  async during<T>(worker: object, activity: Activity, work: () => Promise<T>): Promise<T> {
    this.doing(worker, activity);
    try {
      return await work();
    } finally {
      this.doing(worker, undefined);
    }
  }

  /**
   * Runs `ask` while the worker waits for the portal. A worker that is told to probe goes on waiting: it tells with
   * its next question what it saw.
   */
  async turn<T extends object>(worker: object, ask: () => Promise<T>): Promise<T> {
    const hand = this.settled(worker);
    hand.turns++;
    let probes = false;
    try {
      const answer = await ask();
      probes = (answer as { then?: string }).then === 'probe';
      return answer;
    } finally {
      const after = this.settled(worker);
      if (!probes) after.turns = Math.max(0, after.turns - 1);
    }
  }

  /** The answer to a probe ends the wait that asked for it. */
  async probed<T extends object>(worker: object, ask: () => Promise<T>): Promise<T> {
    const hand = this.settled(worker);
    hand.turns = Math.max(0, hand.turns - 1);
    return this.turn(worker, ask);
  }

  /** What the worker has spent since it was last asked; it begins anew. */
  take(worker: object): Spent {
    const { spent } = this.settled(worker);
    this.hands.delete(worker);
    return spent;
  }

  private settled(worker: object): Hand {
    const now = this.now();
    let hand = this.hands.get(worker);
    if (!hand) this.hands.set(worker, (hand = { activity: undefined, turns: 0, since: now, spent: {} }));
    const activity = hand.turns > 0 ? 'turn' : hand.activity;
    // A clock that was set back would make a negative time.
    const passed = Math.max(0, now - hand.since);
    if (activity && passed > 0) hand.spent[activity] = (hand.spent[activity] ?? 0) + passed;
    hand.since = now;
    return hand;
  }
}
