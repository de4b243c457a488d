import path from 'node:path';
import { rm } from 'node:fs/promises';
import { BatchError } from '../../../batch/errors/errors';
import { again, changedBetween, within, type Problem } from './snapshot-consistency';
import type { CopiedFiles } from './copy-files';
import type { CopyThreads } from './copy-threads';
import { totalsByKind, type InspectRequest, type KindTotals } from './inspect-copy';
import { KINDS, isRebuilt, type Kind } from './profile-parts';
import type { ListedFile, Listing } from './profile-listing';
import { rawPath, shownPath, toRaw } from './raw-paths';
import { verifyCopy } from './verify-copy';

/** One complete copy of a profile, or an error that names what is missing. */
export interface CopyOrder {
  source: { userDataDir: string; profileName: string };
  target: string;
  lean: boolean;
  /** Shares blocks instead of copying bytes, where the file system can. */
  reflink: boolean;
  /** A browser may write to the source meanwhile: list the source again afterwards. */
  live: boolean;
  listing: Listing;
  /** Which databases of the copy are read as a whole. */
  check: InspectRequest['check'];
  onBytes?(bytes: number): void;
}

/** What one copy came to: counts, bytes and times in ms. */
export interface CopyReport {
  files: number;
  bytes: number;
  milliseconds: number;
  kinds: Record<Kind, KindTotals>;
  /** What a person may want to know and that stops nothing. */
  remarks: string[];
}

type Threads = Pick<CopyThreads, 'run' | 'count'>;

/** How often what changed or could not be read is tried again, and the pause before each time. */
const ROUNDS = 6;
const PAUSE = 250;
/** Much enough for a thread that a message more does not count, little enough that all end at about the same time. */
const CHUNK = { files: 400, bytes: 16 * 1024 * 1024 };
/** Bytes from which a file counts as large. */
const LARGE = 1024 * 1024;

/** Makes one copy. Throws a BatchError that names what cannot be read, or what changed in every one of six rounds. */
export async function copyProfile(
  threads: Threads,
  order: CopyOrder,
  pause: () => Promise<void> = briefly,
): Promise<CopyReport> {
  const began = performance.now();
  const { source, target, lean } = order;
  const profile = toRaw(source.profileName);
  const list = () => threads.run('list', { ...source, lean });
  const copied = new Map<string, ListedFile>();
  let listing = order.listing;
  const copy = async (files: ListedFile[]): Promise<Problem[]> => {
    await threads.run('folders', { root: target, folders: listing.folders });
    const results = await inChunks(threads, order, files);
    const failed = results.flatMap((result) => result.failed);
    refuseFull(failed, target);
    const missing = new Set(failed.map((problem) => problem.path));
    for (const file of files) if (!missing.has(file.path)) copied.set(file.path, file);
    return [...failed, ...results.flatMap(({ changed }) => changed.map((path) => ({ path, code: 'CHANGED' })))];
  };

  const drop = async (files: string[]) => {
    for (const file of files) {
      await rm(rawPath(target, file), { recursive: true, force: true });
      copied.delete(file);
    }
  };

  let problems = [...listing.unreadable, ...(await copy(listing.files))];
  if (order.live) problems.push(...changedBetween(listing, await list()));
  for (let round = 0; problems.length > 0 && round < ROUNDS; round++) {
    await pause();
    const tried = problems;
    listing = await list();
    const { files, gone } = again([...tried, ...listing.unreadable], listing, copied.keys());
    await drop(gone);
    const failed = await copy(files);
    const after = await list();
    problems = [...after.unreadable, ...failed, ...within(changedBetween(listing, after), tried, listing)];
  }
  const remarks = accept(problems, source, profile);
  // Half a cache is worse than none: a browser rebuilds what is missing, and may believe what is torn.
  await drop(problems.map((problem) => problem.path));
  const kinds = totalsByKind([...copied.values()], source.profileName);
  remarks.push(
    ...(await verifyCopy(threads, {
      from: source.userDataDir,
      target,
      profileName: source.profileName,
      expected: kinds,
      check: order.check,
    })),
  );
  const total = (of: keyof KindTotals) => KINDS.reduce((sum, kind) => sum + kinds[kind][of], 0);
  return {
    files: total('files'),
    bytes: total('bytes'),
    milliseconds: Math.round(performance.now() - began),
    kinds,
    remarks,
  };
}

/**
 * Biggest first: a large file that comes last would keep one thread busy while the others have nothing to do. Small
 * ones folder by folder: threads that make files in the same folder wait for each other.
 */
async function inChunks(
  threads: Threads,
  { source, target, reflink, onBytes }: CopyOrder,
  files: ListedFile[],
): Promise<CopiedFiles[]> {
  const size = ({ bytes }: ListedFile) => (bytes < LARGE ? 0 : bytes);
  const rest = [...files].sort((a, b) => size(b) - size(a));
  const results: CopiedFiles[] = [];
  let next = 0;
  const take = () => {
    const from = next;
    for (let bytes = 0; next < rest.length && next - from < CHUNK.files && bytes < CHUNK.bytes; next++)
      bytes += rest[next]!.bytes;
    return rest.slice(from, next);
  };
  const work = async () => {
    for (let chunk = take(); chunk.length > 0; chunk = take()) {
      const result = await threads.run('copy', { from: source.userDataDir, to: target, files: chunk, reflink });
      results.push(result);
      onBytes?.(result.bytes);
      if (result.failed.some(({ code }) => isFull(code))) next = rest.length;
    }
  };
  await Promise.all(Array.from({ length: threads.count }, work));
  return results;
}

const isFull = (code: string) => code === 'ENOSPC' || code === 'EDQUOT';

function refuseFull(failed: Problem[], target: string): void {
  if (!failed.some(({ code }) => isFull(code))) return;
  throw new BatchError(
    'PROFILE_NO_ROOM',
    `The disk of ${path.dirname(target)} is full: free some, set PROFILE_COPIES_DIR to a folder on another disk, or use --workers=1.`,
    5,
  );
}

/**
 * Named and passed over for caches, which rebuild themselves; an error for everything else: never a partial profile.
 */
function accept(problems: Problem[], { userDataDir }: CopyOrder['source'], profile: string): string[] {
  const fatal = problems.filter((problem) => !isRebuilt(problem.path, profile));
  const unread = fatal.filter(({ code }) => code !== 'CHANGED');
  const advice =
    "close the browser that uses this profile, or run `npx po-batch sign-in`, which makes one of the batch's own";
  if (unread.length > 0) {
    throw new BatchError(
      'PROFILE_UNREADABLE',
      `${userDataDir}: the profile cannot be copied, ${named(unread)} could not be read: ${advice}.`,
    );
  }
  if (fatal.length > 0) {
    throw new BatchError(
      'PROFILE_CHANGING',
      `${userDataDir}: the profile cannot be copied, ${named(fatal)} changed whenever it was read: ${advice}.`,
    );
  }
  return problems.length > 0
    ? [
        `Caches that changed or could not be read while the profile was copied: ${named(problems)}; they are left out, and the browser builds them again.`,
      ]
    : [];
}

const NAMED = 3;

function named(problems: Problem[]): string {
  const texts = [
    ...new Map(
      problems.map(({ path: file, code }) => [
        file,
        `${shownPath(file) || 'its folder'}${code === 'CHANGED' ? '' : ` (${code})`}`,
      ]),
    ).values(),
  ];
  return texts.slice(0, NAMED).join(', ') + (texts.length > NAMED ? ` and ${texts.length - NAMED} more` : '');
}

const briefly = () => new Promise<void>((resolve) => setTimeout(resolve, PAUSE));
