import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { machineDisk, type System, type ProfileDisk } from '../../../batch/profile';
import { freeBytes, sharesBlocks } from '../../../session/profiles';
import { listProfile, type Listing, type ListRequest } from '../../../session/profiles/copying';
import { lookAtStore, type StoreFacts } from '../../../session/store';
import { thisMachine as loadSource, type LoadSource } from '../../../session/pool/load';

/**
 * All that the doctor asks of a computer; tests give others. Nothing here throws: what cannot be known is undefined.
 */
export interface MachineView extends System {
  /** Milliseconds since the epoch. */
  now: number;
  arch: string;
  /** Of the operating system. */
  release: string;
  /** `v22.1.0`. */
  node: string;
  /** Effective user is root. */
  root: boolean;
  cores: number;
  load: Pick<LoadSource, 'platform' | 'read' | 'totalmem' | 'availableMemory'>;
  disk: ProfileDisk;
  tmpdir: string;
  /** Where Playwright's own Chromium is, or would be. */
  playwrightChromium: string;
  /** Content of a file, or the system's error code. */
  bytes(file: string): Buffer | string;
  /** The path with its links followed, as far as it exists. */
  realPath(folder: string): string;
  /** What a program prints; undefined when it cannot be started, takes too long, or ends with an error. */
  run(program: string, args: string[]): Promise<string | undefined>;
  /** What may be done in a folder, or in the nearest one above it that exists: tried with an empty folder. */
  space(folder: string, sample?: string): Promise<VolumeSpace>;
  listProfile(request: ListRequest): Listing;
  /** What an address answers to a plain request: an HTTP status, or an error code. No cookie is sent. */
  ask(url: string): Promise<number | string>;
  /** What the database of STORE_URL is like; nothing in it is changed. */
  lookAtStore(url: string): Promise<StoreFacts>;
}

/** Space on the disk of a folder, in bytes, and whether the folder may be written. */
export interface VolumeSpace {
  /** Error code of the system when nothing can be written there. */
  refused?: string;
  free?: number;
  /** Copies of the sample file share its blocks. */
  reflink: boolean;
}

/** Milliseconds. */
const PROGRAM_LIMIT = 10_000;
const PORTAL_LIMIT = 15_000;

/** The computer that this process runs on. */
export const thisMachineView = (): MachineView => ({
  platform: process.platform,
  env: process.env,
  homedir: os.homedir(),
  now: Date.now(),
  arch: os.arch(),
  release: os.release(),
  node: process.version,
  root: process.getuid?.() === 0,
  cores: os.availableParallelism(),
  load: loadSource,
  disk: machineDisk,
  tmpdir: os.tmpdir(),
  playwrightChromium: chromium.executablePath(),
  bytes(file) {
    try {
      return readFileSync(file);
    } catch (error) {
      return codeOf(error);
    }
  },
  realPath,
  run: (program, args) =>
    new Promise((resolve) => {
      execFile(
        program,
        args,
        { timeout: PROGRAM_LIMIT, windowsHide: true, maxBuffer: 8 * 1024 * 1024 },
        (failure, out) => resolve(failure ? undefined : out),
      );
    }),
  space,
  listProfile,
  ask,
  lookAtStore,
});

function realPath(folder: string): string {
  const there = nearest(folder);
  try {
    return path.join(realpathSync(there), path.relative(there, folder));
  } catch {
    return folder;
  }
}

/** An access check would not do: on Windows it does not check a folder's rights. */
async function space(folder: string, sample?: string): Promise<VolumeSpace> {
  let probe: string | undefined;
  try {
    probe = mkdtempSync(path.join(nearest(folder), '.po-batch-doctor-'));
    return { free: await freeBytes(probe), reflink: sample !== undefined && sharesBlocks(sample, probe) };
  } catch (error) {
    return { ...(probe === undefined && { refused: codeOf(error) }), reflink: false };
  } finally {
    if (probe !== undefined) rmSync(probe, { recursive: true, force: true });
  }
}

async function ask(url: string): Promise<number | string> {
  // fetch refuses an address with a name and a password in it, and a proxy or portal need not see them.
  const plain = Object.assign(new URL(url), { username: '', password: '' });
  try {
    const { status, body } = await fetch(plain, { redirect: 'manual', signal: AbortSignal.timeout(PORTAL_LIMIT) });
    await body?.cancel();
    return status;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string; errors?: { code?: string }[] } };
    return name === 'TimeoutError' ? 'ETIMEDOUT' : (cause?.code ?? cause?.errors?.[0]?.code ?? 'no connection');
  }
}

function nearest(folder: string): string {
  for (let there = folder; ; there = path.dirname(there))
    if (existsSync(there) || there === path.dirname(there)) return there;
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'EIO';
