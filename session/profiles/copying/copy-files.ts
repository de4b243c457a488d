import { spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  utimesSync,
  writeSync,
  type Stats,
} from 'node:fs';
import type { ListedFile, Unreadable } from './profile-listing';
import { rawPath } from './raw-paths';

/**
 * Copies files of a profile, synchronously: it runs in threads of its own. Where the file system shares blocks
 * (`reflink`) a copy costs nothing; elsewhere bytes go through one buffer, which is faster than the system call behind
 * `fs.copyFile`: that one truncates the new file first, and ext4 then writes it to the disk when it is closed.
 */
export interface CopyFiles {
  from: string;
  to: string;
  files: ListedFile[];
  reflink: boolean;
}

export interface CopiedFiles {
  files: number;
  bytes: number;
  failed: Unreadable[];
  /** Changed in the source since they were listed, or while they were read. */
  changed: string[];
}

const BUFFER = Buffer.allocUnsafeSlow(512 * 1024);
const ZEROS = Buffer.alloc(64 * 1024);

export function makeFolders(root: string, folders: string[]): void {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const folder of folders) mkdirSync(rawPath(root, folder), { recursive: true, mode: 0o700 });
}

export function copyFiles({ from, to, files, reflink }: CopyFiles): CopiedFiles {
  const copied: CopiedFiles = { files: 0, bytes: 0, failed: [], changed: [] };
  for (const file of files) {
    try {
      const same = (reflink ? clone : copy)(rawPath(from, file.path), rawPath(to, file.path), file);
      if (!same) copied.changed.push(file.path);
      copied.files++;
      copied.bytes += file.bytes;
    } catch (error) {
      const { code = 'EIO' } = error as NodeJS.ErrnoException;
      copied.failed.push({ path: file.path, code });
      // Every further file would fail alike, slowly.
      if (code === 'ENOSPC' || code === 'EDQUOT') break;
    }
  }
  return copied;
}

function clone(from: string | Buffer, to: string | Buffer, listed: ListedFile): boolean {
  // Without _FORCE: a file that the file system cannot share (of another volume, behind a link) is copied.
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  const stat = statSync(from);
  utimesSync(to, stat.atimeMs / 1_000, stat.mtimeMs / 1_000);
  return isAsListed(stat, listed);
}

function copy(from: string | Buffer, to: string | Buffer, listed: ListedFile): boolean {
  const source = openSync(from, 'r');
  try {
    const before = fstatSync(source);
    const target = openSync(to, 'w', (before.mode & 0o777) | 0o600);
    try {
      const copied = hasHoles(listed)
        ? (copyByCommand(from, to, target) ?? copyAroundHoles(source, target))
        : copyBytes(source, target);
      futimesSync(target, before.atimeMs / 1_000, before.mtimeMs / 1_000);
      const after = fstatSync(source);
      return copied === after.size && isAsListed(before, listed) && isAsListed(after, listed);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

function copyBytes(source: number, target: number): number {
  let copied = 0;
  for (;;) {
    const read = readSync(source, BUFFER, 0, BUFFER.length, null);
    if (read === 0) return copied;
    for (let at = 0; at < read;) at += writeSync(target, BUFFER, at, read - at, null);
    copied += read;
  }
}

const hasHoles = ({ bytes, onDisk }: ListedFile) => bytes > 1024 * 1024 && onDisk < bytes / 2;

/**
 * The system's `cp` asks the file system where the holes are, which Node cannot; undefined where there is none that
 * could.
 */
function copyByCommand(from: string | Buffer, to: string | Buffer, target: number): number | undefined {
  const paths = [from, to].map(String);
  // A name that is no text cannot be given to a command.
  if (process.platform !== 'linux' || paths.some((path) => path.includes('\ufffd'))) return undefined;
  const { status } = spawnSync('cp', ['--sparse=always', '--', ...paths], { stdio: 'ignore' });
  return status === 0 ? fstatSync(target).size : undefined;
}

/** Without this a file of 20 GB that takes 1 MB on the disk would take 20 GB in every copy. */
function copyAroundHoles(source: number, target: number): number {
  let at = 0;
  for (;;) {
    const read = readSync(source, BUFFER, 0, BUFFER.length, at);
    if (read === 0) break;
    for (let piece = 0; piece < read; piece += ZEROS.length) {
      const length = Math.min(ZEROS.length, read - piece);
      if (BUFFER.compare(ZEROS, 0, length, piece, piece + length) !== 0)
        writeSync(target, BUFFER, piece, length, at + piece);
    }
    at += read;
  }
  ftruncateSync(target, at);
  return at;
}

const isAsListed = (stat: Stats, { bytes, mtimeMs }: ListedFile) => stat.size === bytes && stat.mtimeMs === mtimeMs;
