import type { PostgresTools } from './parts';
import type { OtherHold, Statements } from './statements';

export interface MembershipParts extends Pick<PostgresTools, 'now' | 'wall' | 'isDead' | 'lease'> {
  /** Another run on this list is gone. */
  onGone(run: string): void;
}

/** This run among the living, and what it knows of those that are not. */
export class Membership {
  /** When the last heartbeat that arrived was sent, by both clocks. */
  private sent: { now: number; wall: number } | undefined;

  constructor(
    private readonly statements: Statements,
    private readonly parts: MembershipParts,
  ) {}

  async beat(): Promise<void> {
    const { now, wall } = this.parts;
    const sent = { now: now(), wall: wall() };
    await this.statements.beat();
    this.sent = sent;
  }

  /**
   * Whether no other run can have taken over what this one holds. By the clock that shows more: one of them stands
   * still while the computer sleeps, the other may be set back. A third of the lease is kept for what is then begun.
   */
  isSure(): boolean {
    if (!this.sent) return false;
    const { now, wall, lease } = this.parts;
    const passed = Math.max(now() - this.sent.now, wall() - this.sent.wall);
    return passed < (lease * 2) / 3;
  }

  /** Takes a PO, from a run of this computer too whose process has ended: that one need not be waited for. */
  async take(place: string, number: string, po: string): Promise<{ token: string } | OtherHold> {
    // A run that stood still may have been struck out: what it takes without an entry would be anybody's at once.
    if (!this.isSure()) await this.beat();
    for (;;) {
      const answer = await this.statements.take(place, number, po);
      if (answer && 'token' in answer) return answer;
      if (answer && !(this.parts.isDead(answer) && (await this.bury(answer.run, true)))) return answer;
    }
  }

  /** Runs on this very list that are gone: their results in the journal are this run's to bring in. */
  async watchSiblings(): Promise<void> {
    for (const { alive, ...owner } of await this.statements.siblings()) {
      const certain = this.parts.isDead(owner);
      if (certain || !alive) await this.bury(owner.run, certain, true);
    }
  }

  private async bury(run: string, certain: boolean, sibling = false): Promise<boolean> {
    const struck = await this.statements.bury(run, certain);
    if (struck && sibling) this.parts.onGone(run);
    return struck;
  }
}
