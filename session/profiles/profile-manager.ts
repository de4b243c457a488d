import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import type { Requests, RunPlan } from '../../batch/protocol';
import { portalSessionFile, portalSessionIn, type SessionCookie } from '../../batch/profile';
import { copiesFolder, copyName, removeFolder, removeTree } from './copies-folder';
import { bytesOnDisk, freeBytes, refuseWithoutSpace, sharesBlocks } from './disk-space';
import { CopyPool } from './copy-pool';
import { CopyThreads, listProfile, type Listing } from './copying';
import { needsSnapshot, ProfileCopier } from './profile-copier';
import { SessionKeeper } from './session-keeper';

export interface ProfileManagerParts {
  plan: Pick<RunPlan, 'run' | 'rootDir' | 'runDir' | 'settings' | 'profile'>;
  /** How many workers there will be at most. */
  workers: number;
  notice(level: 'info' | 'warning', text: string): void;
}

/**
 * The profile copies of a run. The first copy is begun before anybody asks; those for later workers are made while the
 * first works. A copy that comes back healthy is handed to its slot's next process; any other is removed.
 */
export class ProfileManager {
  private readonly pool: CopyPool;
  private made = 0;
  /** Copies that a browser was started on. */
  private readonly begun = new Set<string>();
  private readonly keeper: SessionKeeper;

  /** Without a copier: every worker gets an empty folder. */
  private constructor(
    private readonly plan: ProfileManagerParts['plan'],
    private readonly folder: string,
    threads: CopyThreads,
    private readonly copier: ProfileCopier | undefined,
    private readonly notice: ProfileManagerParts['notice'],
  ) {
    this.keeper = new SessionKeeper(sessionFileOf(plan.profile), plan.settings.baseUrl ?? '');
    this.pool = new CopyPool({
      make: () => this.make(),
      remove: removeFolder,
      stop: () => threads.close(),
      atOnce: Math.min(2, threads.count),
    });
  }

  /**
   * Lists the profile, checks the disk space for its copies, then begins the first. Throws a BatchError before the
   * first byte.
   */
  static async open({ plan, workers, notice }: ProfileManagerParts): Promise<ProfileManager> {
    const folder = await copiesFolder(plan);
    const { profile, settings } = plan;
    if (!profile || workers === 0) return new ProfileManager(plan, folder, new CopyThreads(1), undefined, notice);
    const threads = new CopyThreads(1);
    try {
      threads.warm();
      // On this thread: there is nothing yet that it could keep waiting, and a thread takes longer to start.
      const listing = listProfile({ ...profile, lean: settings.profileCopy === 'lean' });
      const reflink = sharesBlocks(path.join(profile.userDataDir, 'Local State'), folder);
      refuseWithoutSpace({
        folder,
        copy: bytesOnDisk(listing),
        copies: workers,
        snapshot: needsSnapshot(profile),
        free: await freeBytes(folder),
        reflink,
      });
      threads.count = threadsFor(listing, os.availableParallelism());
      const manager = new ProfileManager(
        plan,
        folder,
        threads,
        new ProfileCopier({
          source: profile,
          settings,
          threads,
          snapshot: path.join(folder, copyName('snapshot', plan)),
          listing,
          reflink,
          notice,
        }),
        notice,
      );
      manager.prepare(1);
      return manager;
    } catch (error) {
      await threads.close();
      if (folder !== plan.runDir) await removeFolder(folder);
      throw error;
    }
  }

  /** Makes copies ahead, so that so many workers find theirs. */
  prepare(workers: number): void {
    if (this.copier) this.pool.prepare(workers);
  }

  /** A folder with a copy for this process. Rejects with a BatchError when none can be made: then no PO can be done. */
  async take(holder: object, slot: number): Promise<Requests['profile']['reply']> {
    const userDataDir = await this.pool.take(holder, slot);
    // A copy that was worked in has cookies of its own, which may be newer.
    const fresh = !this.begun.has(userDataDir);
    this.begun.add(userDataDir);
    return { userDataDir, cookies: fresh ? this.keeper.cookies : [] };
  }

  /**
   * `healthy`: its browser ended in an orderly way. Otherwise the copy is removed, whatever state it seems to be in.
   */
  giveBack(holder: object, healthy: boolean, cookies: SessionCookie[] = []): void {
    this.keeper.report(cookies);
    this.pool.giveBack(holder, healthy);
  }

  /** One line on all copies of the run. */
  tellTotals(): void {
    this.copier?.tellTotals();
  }

  async close(): Promise<void> {
    this.saveSession();
    await this.pool.close();
    // Not silently: nobody looks for cookies in PROFILE_COPIES_DIR.
    if (this.folder !== this.plan.runDir) await removeTree(this.folder);
  }

  /** A disk that is full, or a file that is open elsewhere, must not keep the copies with their cookies. */
  private saveSession(): void {
    try {
      this.keeper.save();
    } catch (error) {
      this.notice(
        'warning',
        `The sign-in that the browsers of this run renewed could not be kept (${(error as Error).message}): if the next run is signed out, run \`npx po-batch sign-in\`.`,
      );
    }
  }

  private async make(): Promise<string> {
    const target = path.join(this.folder, copyName(`w${this.made++}`, this.plan));
    if (this.copier) await this.copier.copyTo(target);
    else await fs.ensureDir(target, 0o700);
    return target;
  }
}

/** Where the newest sign-in of a profile is kept; undefined where it is a person's, of which nothing is kept. */
function sessionFileOf(profile: RunPlan['profile']): string | undefined {
  if (profile?.kind === 'session') return portalSessionIn(path.dirname(profile.userDataDir));
  if (profile?.kind !== 'own') return undefined;
  return portalSessionFile({ platform: process.platform, env: process.env, homedir: os.homedir() });
}

/** Files and bytes that make another thread worth its start, which takes as long as copying a few hundred files. */
const PER_THREAD = { files: 500, bytes: 64 * 1024 * 1024 };
const MOST_THREADS = 4;

/** How many threads copy a profile. Pure. */
export function threadsFor(listing: Listing, cores: number): number {
  const useful = Math.ceil(Math.max(listing.files.length / PER_THREAD.files, bytesOnDisk(listing) / PER_THREAD.bytes));
  return Math.max(1, Math.min(MOST_THREADS, cores, useful));
}
