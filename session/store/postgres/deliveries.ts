import type { DeliverableEntry } from '../local';
import { isUnfit } from './errors';

export interface DeliveryParts {
  /** False when another run has taken the PO over. Throws while the server is away. */
  tell(entry: DeliverableEntry): Promise<boolean>;
  /** The server refuses this one for what it says: no other has to wait for it. */
  unfit(entry: DeliverableEntry, error: Error): void;
  /** Writes into the journal what became of it. */
  note(type: 'delivered' | 'refused', id: string): Promise<void>;
}

/** Outcomes that stand in a journal and are to be told to the database, in order, each of them once. */
export class Deliveries {
  private readonly queue: { entry: DeliverableEntry; told(accepted: boolean): void }[] = [];
  private sending: Promise<void> = Promise.resolve();

  constructor(private readonly parts: DeliveryParts) {}

  /** Outcomes that are still to be told. */
  get pending(): DeliverableEntry[] {
    return this.queue.map(({ entry }) => entry);
  }

  /** `told` is called once the server has answered, which may be much later. */
  add(entry: DeliverableEntry, told: (accepted: boolean) => void): void {
    this.queue.push({ entry, told });
  }

  /** Tells all that waits. Throws while the server is away: what was not told stays. */
  flush(): Promise<void> {
    const next = this.sending.then(() => this.send());
    this.sending = next.catch(() => undefined);
    return next;
  }

  private async send(): Promise<void> {
    for (let first = this.queue[0]; first; first = this.queue[0]) {
      const accepted = await this.tell(first.entry);
      this.queue.shift();
      first.told(accepted);
      await this.parts.note(accepted ? 'delivered' : 'refused', first.entry.id);
    }
  }

  /** What the server cannot keep counts here all the same: it is in the journal, and will be in the list. */
  private async tell(entry: DeliverableEntry): Promise<boolean> {
    try {
      return await this.parts.tell(entry);
    } catch (error) {
      if (!isUnfit(error)) throw error;
      this.parts.unfit(entry, error as Error);
      return true;
    }
  }
}
