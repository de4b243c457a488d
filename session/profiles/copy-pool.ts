/**
 * The pool of profile copies: first for those who wait, then ahead for workers still to come. A healthy copy that comes
 * back is kept for the next process of its slot.
 */
export interface CopyPoolParts {
  make(): Promise<string>;
  remove(folder: string): Promise<void>;
  /** Ends what is being made: each `make` that goes on rejects. */
  stop(): Promise<void>;
  /** How many are made at the same time. */
  atOnce: number;
}

interface Waiter {
  holder: object;
  slot: number;
  give(folder: string): void;
  refuse(error: unknown): void;
}

export class CopyPool {
  private readonly spare: string[] = [];
  private readonly kept = new Map<number, string>();
  private readonly out = new Map<object, { slot: number; folder: string }>();
  private readonly waiting: Waiter[] = [];
  private readonly removing = new Set<Promise<void>>();
  private readonly making = new Set<Promise<void>>();
  private closed = false;
  /** How many copies there shall be in all, handed out or not. */
  private wanted = 0;

  constructor(private readonly parts: CopyPoolParts) {}

  take(holder: object, slot: number): Promise<string> {
    const held = this.out.get(holder);
    if (held) return Promise.resolve(held.folder);
    const ready = this.ofSlot(slot) ?? this.spare.shift();
    if (ready) {
      this.out.set(holder, { slot, folder: ready });
      return Promise.resolve(ready);
    }
    return new Promise((give, refuse) => {
      this.waiting.push({ holder, slot, give, refuse });
      this.fill();
    });
  }

  giveBack(holder: object, healthy: boolean): void {
    const at = this.waiting.findIndex((waiter) => waiter.holder === holder);
    if (at >= 0) this.waiting.splice(at, 1)[0]!.refuse(new Error('The worker went away.'));
    const held = this.out.get(holder);
    if (!held) return;
    this.out.delete(holder);
    // A copy whose browser was killed may hold half a write; two of one slot would be one too many.
    if (healthy && !this.kept.has(held.slot)) this.kept.set(held.slot, held.folder);
    else this.discard(held.folder);
  }

  /** From now on there shall be so many copies; those that are missing are begun. */
  prepare(copies: number): void {
    this.wanted = copies;
    this.fill();
  }

  private fill(): void {
    const missing = Math.max(this.waiting.length, this.wanted - this.spare.length - this.kept.size - this.out.size);
    while (!this.closed && this.making.size < Math.min(missing, this.parts.atOnce)) {
      const making = this.makeOne().then((made) => {
        this.making.delete(making);
        // After a failure only for somebody who asks: made ahead, it would fail again and again.
        if (made || this.waiting.length > 0) this.fill();
      });
      this.making.add(making);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { refuse } of this.waiting.splice(0)) refuse(new Error('The run has ended.'));
    // The copies that are being made nobody wants any more: Ctrl+C would wait for a gigabyte.
    await this.parts.stop();
    await Promise.all(this.making);
    for (const folder of [
      ...this.spare.splice(0),
      ...this.kept.values(),
      ...[...this.out.values()].map(({ folder }) => folder),
    ])
      this.discard(folder);
    await Promise.all(this.removing);
  }

  private ofSlot(slot: number): string | undefined {
    const folder = this.kept.get(slot);
    this.kept.delete(slot);
    return folder;
  }

  /** False when none could be made: all who wait get the error. */
  private async makeOne(): Promise<boolean> {
    let folder: string;
    try {
      folder = await this.parts.make();
    } catch (error) {
      for (const { refuse } of this.waiting.splice(0)) refuse(error);
      return false;
    }
    const waiter = this.waiting.shift();
    if (!waiter) {
      this.spare.push(folder);
      return true;
    }
    this.out.set(waiter.holder, { slot: waiter.slot, folder });
    waiter.give(folder);
    return true;
  }

  private discard(folder: string): void {
    const removal = this.parts.remove(folder).finally(() => this.removing.delete(removal));
    this.removing.add(removal);
  }
}
