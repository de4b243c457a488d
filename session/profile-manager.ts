import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { withHome } from '../batch/edge-places';
import { BatchError } from '../batch/errors';
import { currentOwner, sweepDead, writeOwnerSync } from '../batch/owner';
import type { Requests } from '../batch/messages';
import { portalSessionFile, type SessionCookie } from '../batch/portal-session';
import { refuseIfInUse } from '../batch/profile-source';
import type { RunPlan } from '../batch/run-plan';
import { bytesOnDisk, freeBytes, inGigabytes, refuseWithoutRoom, sharesBlocks } from './copies-room';
import { copyProfile, type CopyReport } from './copy-profile';
import { CopyShelf } from './copy-shelf';
import { CopyThreads } from './copy-threads';
import { SessionKeeper } from './session-keeper';
import { listProfile, type Listing } from './profile-listing';

export interface ProfileManagerParts {
  plan: Pick<RunPlan, 'run' | 'rootDir' | 'runDir' | 'settings' | 'profile'>;
  /** How many workers there will be at most. */
  workers: number;
  notice(level: 'info' | 'warning', text: string): void;
}

/**
 * The profile copies of a run. One snapshot is taken of a profile that its user may change meanwhile; every worker's copy
 * is made from that. The first copy is begun before anybody asks; those for later workers are made while the first works.
 * A copy that comes back sound is handed to its slot's next process; any other is removed.
 */
export class ProfileManager {
  private readonly threads = new CopyThreads(Math.max(1, Math.min(4, os.availableParallelism())));
  private readonly shelf: CopyShelf;
  private readonly reports: CopyReport[] = [];
  private source: RunPlan['profile'];
  private snapshot: Promise<void> | undefined;
  private made = 0;
  /** Copies that a browser was started on. */
  private readonly begun = new Set<string>();
  private readonly keeper: SessionKeeper;

  private constructor(
    private readonly parts: ProfileManagerParts,
    private readonly folder: string,
    private readonly listing: Listing | undefined,
    private readonly reflink: boolean,
  ) {
    this.source = parts.plan.profile;
    const own = parts.plan.profile?.kind === 'own';
    this.keeper = new SessionKeeper(own ? portalSessionFile({ platform: process.platform, env: process.env, homedir: os.homedir() }) : undefined, parts.plan.settings.baseUrl ?? '');
    this.shelf = new CopyShelf({ make: () => this.make(), remove: removeFolder });
  }

  /** Looks at the profile and at the room for its copies, then begins. Throws a BatchError before the first byte. */
  static async open(parts: ProfileManagerParts): Promise<ProfileManager> {
    const { plan, workers } = parts;
    const folder = await copiesFolder(plan);
    const { profile, settings } = plan;
    if (!profile || workers === 0) return new ProfileManager(parts, folder, undefined, false);
    try {
      // On this thread: there is nothing yet that it could keep waiting, and a thread takes longer to start.
      const listing = listProfile({ ...profile, lean: settings.profileCopy === 'lean' });
      const reflink = sharesBlocks(path.join(profile.userDataDir, 'Local State'), folder);
      refuseWithoutRoom({ folder, copy: bytesOnDisk(listing), copies: workers, snapshot: needsSnapshot(profile), free: await freeBytes(folder), reflink });
      const manager = new ProfileManager(parts, folder, listing, reflink);
      manager.prepare(1);
      return manager;
    } catch (error) {
      if (folder !== plan.runDir) await removeFolder(folder);
      throw error;
    }
  }

  /** Makes copies ahead, so that so many workers find theirs. */
  prepare(workers: number): void {
    if (this.listing) this.shelf.prepare(workers);
  }

  /** A folder with a copy for this process. Rejects with a BatchError when none can be made: then no PO can be done. */
  async take(holder: object, slot: number): Promise<Requests['profile']['reply']> {
    const userDataDir = await this.shelf.take(holder, slot);
    // A copy that was worked in has cookies of its own, which may be newer.
    const fresh = !this.begun.has(userDataDir);
    this.begun.add(userDataDir);
    return { userDataDir, cookies: fresh ? this.keeper.cookies : [] };
  }

  /** `sound`: its browser ended in an orderly way. Without it the copy is removed, whatever it looks like. */
  giveBack(holder: object, sound: boolean, cookies: SessionCookie[] = []): void {
    this.keeper.report(cookies);
    this.shelf.giveBack(holder, sound);
  }

  /** One line on all copies of the run. */
  tellTotals(): void {
    if (this.reports.length < 2) return;
    this.parts.notice('info', `🗂️ Profile copies of this run: ${this.reports.length}, ${inGigabytes(sum(this.reports.map(({ bytes }) => bytes)))} in ${(sum(this.reports.map(({ milliseconds }) => milliseconds)) / 1_000).toFixed(1)} s`);
  }

  async close(): Promise<void> {
    this.keeper.save();
    await this.shelf.close();
    await this.threads.close();
    if (this.folder !== this.parts.plan.runDir) await removeFolder(this.folder);
  }

  private async make(): Promise<string> {
    const target = path.join(this.folder, `w${this.made++}`);
    if (!this.source) {
      await fs.ensureDir(target, 0o700);
      return target;
    }
    await (this.snapshot ??= this.takeSnapshot());
    await this.copy(this.source, target, false, this.made === 1);
    return target;
  }

  private async takeSnapshot(): Promise<void> {
    const source = this.source!;
    if (!needsSnapshot(source)) return;
    const target = path.join(this.folder, 'snapshot');
    await this.copy(source, target, true, true);
    this.source = { ...source, userDataDir: target };
  }

  private async copy(source: NonNullable<RunPlan['profile']>, target: string, live: boolean, shown: boolean): Promise<void> {
    const { settings } = this.parts.plan;
    if (!settings.allowRunningEdge && source.userDataDir === this.parts.plan.profile!.userDataDir) refuseIfInUse(source.userDataDir, process.platform);
    const lean = settings.profileCopy === 'lean';
    // The files of a later copy may be other ones than those of the first.
    const listing = (this.reports.length === 0 && this.listing) || (await this.threads.run('list', { ...source, lean }));
    const progress = shown ? this.progress(bytesOnDisk(listing)) : undefined;
    try {
      // A database that is damaged in the profile is so in every copy: one look at each is enough.
      const report = await copyProfile(this.threads, { source, target, lean, live, reflink: this.reflink, listing, check: this.reports.length === 0 ? 'every database' : 'cookies', ...(progress && { onBytes: progress.add }) });
      if (this.reports.length === 0) this.tell(report);
      this.reports.push(report);
    } catch (error) {
      await removeFolder(target);
      throw asBatchError(error, source.userDataDir);
    } finally {
      progress?.end();
    }
  }

  private tell({ files, bytes, milliseconds, remarks }: CopyReport): void {
    const how = this.reflink ? ', sharing blocks' : '';
    this.parts.notice('info', `🗂️ Profile copied: ${files} files, ${inGigabytes(bytes)} in ${(milliseconds / 1_000).toFixed(1)} s${how}`);
    for (const remark of remarks) this.parts.notice('warning', remark);
  }

  /** Lines while copying takes longer than a second: without them a large profile looks like a hung run. */
  private progress(total: number) {
    let done = 0;
    const timer = setInterval(() => {
      this.parts.notice('info', `🗂️ Copying the profile: ${Math.min(99, Math.floor((done / Math.max(1, total)) * 100))} % of ${inGigabytes(total)}`);
    }, 1_000);
    timer.unref();
    return { add: (bytes: number) => void (done += bytes), end: () => clearInterval(timer) };
  }
}

/**
 * Only `sign-in` writes to the batch's own profile and only the batch to the sample's, and none of them while a browser
 * is there: a direct copy is as good. Any other may be opened by its user while later copies are made.
 */
export function needsSnapshot({ kind }: Pick<NonNullable<RunPlan['profile']>, 'kind'>): boolean {
  return kind === 'everyday' || kind === 'given';
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** The run's private folder; in PROFILE_COPIES_DIR one of its own, after what killed runs left there is removed. */
async function copiesFolder({ run, rootDir, runDir, settings }: ProfileManagerParts['plan']): Promise<string> {
  if (!settings.profileCopiesDir) return runDir;
  const parent = path.resolve(rootDir, withHome(settings.profileCopiesDir, { platform: process.platform, homedir: os.homedir() }));
  const folder = path.join(parent, `po-batch-${run}`);
  try {
    await fs.ensureDir(parent);
    await sweepDead((await fs.readdir(parent)).filter((name) => name.startsWith('po-batch-')).map((name) => path.join(parent, name)));
    await fs.mkdir(folder, { mode: 0o700 });
    writeOwnerSync(folder, currentOwner(run));
    return folder;
  } catch (error) {
    throw new BatchError('PROFILE_COPIES_DIR', `${parent} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another PROFILE_COPIES_DIR, or get the right to write there.`, 2, { cause: error });
  }
}

/** A browser that is still dying writes into its profile for a moment; what stays, the run's end or the next run removes. */
async function removeFolder(folder: string): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => undefined);
}

function asBatchError(error: unknown, userDataDir: string): BatchError {
  if (error instanceof BatchError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new BatchError('PROFILE_COPY', `${userDataDir}: the profile could not be copied (${code ?? message.split('\n')[0]}): close the browser that uses it, or run \`npx po-batch sign-in\`.`, 2, { cause: error });
}
