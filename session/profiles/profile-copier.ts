import { BatchError } from '../../batch/errors/errors';
import { refuseIfInUse } from '../../batch/profile';
import type { RunPlan } from '../../batch/protocol';
import { removeFolder } from './copies-folder';
import { bytesOnDisk, inGigabytes } from './disk-space';
import { copyProfile, type CopyReport, type CopyThreads, type Listing } from './copying';

type Source = NonNullable<RunPlan['profile']>;

export interface CopierParts {
  source: Source;
  settings: Pick<RunPlan['settings'], 'profileCopy' | 'allowRunningEdge'>;
  threads: CopyThreads;
  /** Where the snapshot goes. */
  snapshot: string;
  /** What the source held when the run began. */
  listing: Listing;
  /** The file system shares blocks between the source and where its copies go. */
  reflink: boolean;
  notice(level: 'info' | 'warning', text: string): void;
}

/**
 * Makes complete copies of one profile. Of a profile that its user may change meanwhile one snapshot is taken first,
 * and every copy is made of that.
 */
export class ProfileCopier {
  private original: Promise<Source> | undefined;
  private first: Promise<unknown> | undefined;
  private readonly reports: CopyReport[] = [];

  constructor(private readonly parts: CopierParts) {}

  /** Rejects with a BatchError when the copy cannot be made whole; then nothing is left of it. */
  async copyTo(target: string): Promise<void> {
    const original = await (this.original ??= this.takeOriginal());
    // By itself: the whole batch waits for it. Those after it are made beside each other, as one's last steps use one
    // thread.
    await this.first?.catch(() => undefined);
    const copying = this.copy(original, target, { live: false, shown: !this.first });
    this.first ??= copying;
    await copying;
  }

  /** One line on all copies of the run. */
  tellTotals(): void {
    if (this.reports.length < 2) return;
    this.parts.notice(
      'info',
      `🗂️ Profile copies of this run: ${this.reports.length}, ${inGigabytes(sum(this.reports.map(({ bytes }) => bytes)))} in ${(sum(this.reports.map(({ milliseconds }) => milliseconds)) / 1_000).toFixed(1)} s`,
    );
  }

  private async takeOriginal(): Promise<Source> {
    const { source, snapshot: target } = this.parts;
    if (!needsSnapshot(source)) return source;
    await this.copy(source, target, { live: true, shown: true });
    return { ...source, userDataDir: target };
  }

  private async copy(
    source: Source,
    target: string,
    { live, shown }: { live: boolean; shown: boolean },
  ): Promise<CopyReport> {
    const { settings, threads, reflink } = this.parts;
    if (!settings.allowRunningEdge && source.userDataDir === this.parts.source.userDataDir)
      refuseIfInUse(source.userDataDir, process.platform);
    const lean = settings.profileCopy === 'lean';
    const isFirst = this.reports.length === 0;
    // The files of a later copy may be other ones than those of the first.
    const listing = isFirst ? this.parts.listing : await threads.run('list', { ...source, lean });
    const progress = shown ? this.progress(bytesOnDisk(listing)) : undefined;
    try {
      // A database that is damaged in the profile is so in every copy: one check of each is enough.
      const report = await copyProfile(threads, {
        source,
        target,
        lean,
        live,
        reflink,
        listing,
        check: isFirst ? 'every database' : 'cookies',
        ...(progress && { onBytes: progress.add }),
      });
      if (isFirst) this.tell(report);
      this.reports.push(report);
      return report;
    } catch (error) {
      await removeFolder(target);
      throw asBatchError(error, source.userDataDir);
    } finally {
      progress?.end();
    }
  }

  private tell({ files, bytes, milliseconds, remarks }: CopyReport): void {
    const how = this.parts.reflink ? ', sharing blocks' : '';
    this.parts.notice(
      'info',
      `🗂️ Profile copied: ${files} files, ${inGigabytes(bytes)} in ${(milliseconds / 1_000).toFixed(1)} s${how}`,
    );
    for (const remark of remarks) this.parts.notice('warning', remark);
  }

  /** Lines while copying takes longer than a second: without them a large profile looks like a hung run. */
  private progress(total: number) {
    let done = 0;
    let told: number | undefined;
    const timer = setInterval(() => {
      const percent = Math.min(99, Math.floor((done / Math.max(1, total)) * 100));
      // What is copied is verified at the end: that took ten lines of 99 %.
      if (percent === told) return;
      told = percent;
      this.parts.notice('info', `🗂️ Copying the profile: ${percent} % of ${inGigabytes(total)}`);
    }, 1_000);
    timer.unref();
    return { add: (bytes: number) => void (done += bytes), end: () => clearInterval(timer) };
  }
}

/**
 * Only `sign-in` writes to the batch's own profile and only the batch to the sample's, and none of them while a browser
 * is there: a direct copy is as good. Any other may be opened by its user while later copies are made.
 */
export function needsSnapshot({ kind }: Pick<Source, 'kind'>): boolean {
  return kind === 'everyday' || kind === 'given';
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

function asBatchError(error: unknown, userDataDir: string): BatchError {
  if (error instanceof BatchError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new BatchError(
    'PROFILE_COPY',
    `${userDataDir}: the profile could not be copied (${code ?? message.split('\n')[0]}): close the browser that uses it, or run \`npx po-batch sign-in\`.`,
    2,
    { cause: error },
  );
}
