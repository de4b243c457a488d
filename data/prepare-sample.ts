import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The sample batch's own places, all in one untracked folder, so that it never touches a real list. */
export interface SamplePaths {
  /** `<rootDir>/data/sample` */
  folder: string;
  /** The list that the batch works on and writes to: a copy of data/sample-input.csv. */
  inputCsv: string;
  downloadFolder: string;
  /** User-data folder of the profile that is signed in to the sample portal; `makeSampleProfile` makes it. */
  profileDir: string;
  /** What the sample portal remembers from run to run: the troubles that are mended in the next one. */
  portalMemory: string;
}

/** The list as it is shipped, beside this module's source; the compiled one lies in `dist/data/`. */
export const SAMPLE_INPUT = [__dirname, path.join(__dirname, '..', '..', 'data')]
  .map((folder) => path.join(folder, 'sample-input.csv'))
  .find((file) => existsSync(file))!;

export function samplePaths(rootDir: string): SamplePaths {
  const folder = path.join(rootDir, 'data', 'sample');
  return {
    folder,
    inputCsv: path.join(folder, 'input.csv'),
    downloadFolder: path.join(folder, 'downloads'),
    profileDir: path.join(folder, 'profile'),
    portalMemory: path.join(folder, 'portal.json'),
  };
}

/**
 * Puts a fresh copy of the list in place unless one is there: that one holds what earlier runs did. Synchronous,
 * because the list is read while the configuration loads.
 */
export function prepareSample(rootDir: string): SamplePaths {
  const paths = samplePaths(rootDir);
  mkdirSync(paths.folder, { recursive: true });
  if (!existsSync(paths.inputCsv)) copyWhole(SAMPLE_INPUT, paths.inputCsv);
  return paths;
}

/** Forgets what the sample batch did: list, journals, downloads. The signed-in profile stays unless asked for. */
export function resetSample(rootDir: string, { profile = false } = {}): SamplePaths {
  const paths = samplePaths(rootDir);
  for (const place of ['input.csv', '.po-batch', 'backups', 'downloads', 'portal.json']) {
    rmSync(path.join(paths.folder, place), { recursive: true, force: true, maxRetries: 5 });
  }
  if (profile) rmSync(paths.folder, { recursive: true, force: true, maxRetries: 5 });
  return prepareSample(rootDir);
}

/** Appears whole, and only if nobody was first: two runs that start together must not see half a list. */
function copyWhole(from: string, to: string): void {
  const part = `${to}.${process.pid}.part`;
  copyFileSync(from, part);
  try {
    linkSync(part, to);
  } catch {
    // There by now, or a file system without hard links.
    if (!existsSync(to)) renameSync(part, to);
  } finally {
    rmSync(part, { force: true });
  }
}
