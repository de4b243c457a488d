import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fs from 'fs-extra';
import { isDead, type Owner } from '../../../batch/system/owner';
import type { LockTarget, LockTools } from '../local';
import { TakenOver, type PoClaim } from '../model';
import { leasePath, OwnLease } from './lease';
import { LeaseWatch } from './lease-watch';
import { CriticalSections } from './critical-sections';

/** Clock and processes; tests pass their own. */
export interface SharedFolderTools extends LockTools {
  /** Milliseconds between two heartbeats. */
  beat: number;
}

/** The real clock and processes. */
export const systemTools: SharedFolderTools = { now: () => performance.now(), sleep, isDead, beat: 5_000 };

export interface SharedFolderEvents {
  /** Another run is certainly gone; called once, before anybody takes what it held. */
  onGone?(run: string): void;
}

const CLAIM = '.claim';

/**
 * What runs share in one folder, a list's or a download folder's: which runs live, and which PO each of them holds.
 * A claim is taken, taken over and given back only inside the folder's lock; before anything of a PO is
 * changed, the run asks inside the same lock whether the claim is still its own (`fenced`).
 */
export class SharedFolder {
  private readonly lease: OwnLease;
  private readonly watch: LeaseWatch;
  private readonly taken = new Set<string>();
  private readonly critical: CriticalSections;
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> | undefined;

  constructor(
    readonly target: LockTarget,
    private readonly owner: Owner,
    private readonly events: SharedFolderEvents = {},
    private readonly tools: SharedFolderTools = systemTools,
  ) {
    this.critical = new CriticalSections(target, tools);
    this.lease = new OwnLease(target.folder, owner);
    this.watch = new LeaseWatch(target.folder, owner.run, tools);
  }

  async open(): Promise<void> {
    await this.critical.run(() => this.lease.write());
    await this.sweep();
    await this.critical.idle();
    this.timer = setInterval(() => void this.beat(), this.tools.beat);
    this.timer.unref();
  }

  /** Takes the PO's number for this run. The claim of the run that has it, when that one lives. */
  take(number: string, po: string): Promise<PoClaim | undefined> {
    return this.critical.run(async () => {
      const claim = await this.read(number);
      if (claim && claim.run !== this.owner.run) {
        if (await this.watch.isLive(claim.run)) return claim;
        await this.giveUp(claim.run);
      }
      await this.heartbeat();
      const { run, user, host } = this.owner;
      await fs.outputFile(
        this.file(number),
        JSON.stringify({ number, po, run, user, host, since: Date.now() } satisfies PoClaim),
      );
      this.taken.add(number);
      return undefined;
    });
  }

  /** Whether trying to take it may succeed by now. Reads only, without the lock: for a claim that waits. */
  async mayBeFree(number: string): Promise<boolean> {
    const claim = await this.read(number);
    return !claim || claim.run === this.owner.run || !(await this.watch.isLive(claim.run));
  }

  /**
   * Does `work` with the certainty that no other run has the PO. Throws TAKEN_OVER when another run took it meanwhile
   * (this computer was suspended for too long): nothing may then be moved, renamed or recorded any more.
   */
  fenced<T>(po: string, number: string, work: () => Promise<T>): Promise<T> {
    return this.critical.run(async () => {
      const claim = await this.read(number);
      if (claim?.run !== this.owner.run) throw new TakenOver(po, claim);
      return work();
    });
  }

  /** As `fenced`, and gives the claim back in the same step. */
  fencedLast<T>(po: string, number: string, work: () => Promise<T>): Promise<T> {
    return this.fenced(po, number, async () => {
      const result = await work();
      // What is recorded stays recorded, even where something holds the claim's file for a moment (a virus scanner):
      // `close` removes it. An error here would have the PO done again, and its result replaced.
      await this.drop(number).catch(() => undefined);
      return result;
    });
  }

  async release(number: string): Promise<void> {
    if (!this.taken.has(number)) return;
    await this.critical.run(async () => {
      if ((await this.read(number))?.run === this.owner.run) await this.drop(number);
      this.taken.delete(number);
    });
  }

  /**
   * One heartbeat, and a check of the other runs' leases. Never throws: a share that is away for a moment comes back.
   */
  async beat(): Promise<void> {
    // By itself: a run that waits for the lock, which may take 20 s when its holder is gone, must not seem dead
    // meanwhile.
    const lives = await this.lease.beat().catch(() => true);
    this.checking ??= this.checkOthers(lives).finally(() => (this.checking = undefined));
    await this.checking;
  }

  private async checkOthers(lives: boolean): Promise<void> {
    try {
      if (!lives) await this.critical.run(() => this.heartbeat());
      await this.sweep();
    } catch {
      // Repeated with the next heartbeat.
    }
  }

  /** Gives everything back. The folder goes too when nothing else is in it. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.checking;
    for (const number of [...this.taken]) await this.release(number).catch(() => undefined);
    await this.sweep().catch(() => undefined);
    await this.lease.remove().catch(() => undefined);
    await this.critical.idle();
    // Both folders, if they are empty: a run that has ended leaves nothing in a download folder.
    for (const folder of [this.target.folder, path.dirname(this.target.folder)])
      await fs.rmdir(folder).catch(() => undefined);
  }

  /**
   * Inside the lock. Writes a new lease when another run removed it, because this one was suspended: claims that were
   * taken over meanwhile stay with the other run.
   */
  private async heartbeat(): Promise<void> {
    if (!(await this.lease.beat())) await this.lease.write();
  }

  /** Removes what runs that are gone left here. */
  private async sweep(): Promise<void> {
    if ((await this.watch.gone()).length + (await this.orphans()).length === 0) return;
    await this.critical.run(async () => {
      // Asked again inside the lock: a run that was thought gone may have come back.
      for (const run of await this.watch.gone()) await this.giveUp(run);
      for (const number of await this.orphans()) await fs.remove(this.file(number));
    });
  }

  /** Numbers that nobody holds any more: claimed by runs that have no lease, or not written to the end. */
  private async orphans(): Promise<string[]> {
    const names = (await fs.readdir(this.target.folder).catch(() => [] as string[])).filter((name) =>
      name.endsWith(CLAIM),
    );
    const orphans: string[] = [];
    for (const number of names.map((name) => name.slice(0, -CLAIM.length))) {
      const claim = await this.read(number);
      if (!claim || !(await fs.pathExists(leasePath(this.target.folder, claim.run)))) orphans.push(number);
    }
    return orphans;
  }

  private async giveUp(run: string): Promise<void> {
    if (!(await fs.pathExists(leasePath(this.target.folder, run)))) return;
    this.events.onGone?.(run);
    await fs.remove(leasePath(this.target.folder, run));
  }

  private async drop(number: string): Promise<void> {
    await fs.remove(this.file(number));
    this.taken.delete(number);
  }

  /**
   * The claim as it stands. A file that a kill cut short is no claim: its run had not got the PO yet. A file that
   * cannot be read throws: a share that is away for a moment would otherwise give the PO to two runs.
   */
  private async read(number: string): Promise<PoClaim | undefined> {
    const text = await fs.readFile(this.file(number), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    try {
      return JSON.parse(text) as PoClaim;
    } catch {
      return undefined;
    }
  }

  private file(number: string): string {
    return path.join(this.target.folder, number + CLAIM);
  }
}
