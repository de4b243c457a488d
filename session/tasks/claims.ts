/**
 * Claims within a run: one PO number, one holder. Two spellings of a number are two tests but one order in Coupa, so
 * the second waits for the first. Synchronous: who holds what is decided in one step, whoever asks.
 */
export interface Claim {
  number: string;
  po: string;
  /** The connection that holds it; its end frees the claim. */
  holder: object;
}

export class Claims {
  private readonly held = new Map<string, Claim>();
  private readonly waiting: { claim: Claim; grant: (granted: boolean) => void }[] = [];

  /** Resolves true when the claim is taken, false when the claims were closed first or the holder went away. */
  take(claim: Claim): Promise<boolean> {
    if (!this.held.has(claim.number)) {
      this.held.set(claim.number, claim);
      return Promise.resolve(true);
    }
    return new Promise((grant) => this.waiting.push({ claim, grant }));
  }

  holds(holder: object, po: string): boolean {
    return [...this.held.values()].some((claim) => claim.holder === holder && claim.po === po);
  }

  release(holder: object, po: string): void {
    // Found first: freeing hands the number to the next in line, which must not be freed along with it.
    const own = [...this.held.values()].filter((claim) => claim.holder === holder && claim.po === po);
    for (const { number } of own) this.free(number);
  }

  /** Frees whatever a lost connection held or waited for; returns the POs it held. */
  dropHolder(holder: object): string[] {
    for (let i = this.waiting.length - 1; i >= 0; i--) {
      if (this.waiting[i]!.claim.holder === holder) this.waiting.splice(i, 1)[0]!.grant(false);
    }
    const lost = [...this.held.values()].filter((claim) => claim.holder === holder);
    for (const claim of lost) this.free(claim.number);
    return lost.map((claim) => claim.po);
  }

  /** Refuses everybody who waits; those who hold go on. */
  refuseWaiting(): void {
    for (const { grant } of this.waiting.splice(0)) grant(false);
  }

  private free(number: string): void {
    this.held.delete(number);
    const next = this.waiting.findIndex(({ claim }) => claim.number === number);
    if (next < 0) return;
    const [{ claim, grant }] = this.waiting.splice(next, 1) as [(typeof this.waiting)[number]];
    this.held.set(number, claim);
    grant(true);
  }
}
