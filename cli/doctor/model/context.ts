import { chooseBrowser, locateProfile, type BrowserChoice, type ProfileSource } from '../../../batch/profile';
import { BatchError } from '../../../batch/errors/errors';
import type { LoadedSettings } from '../../../plugin/settings/load-settings';
import { batchPaths } from '../../common';
import type { Finding } from './finding';
import type { MachineView } from './machine-view';

/** What the checks are about: a computer, and a batch with its settings on it. */
export interface Context {
  machine: MachineView;
  rootDir: string;
  browser: BrowserChoice | undefined;
  /** Undefined when the settings themselves are wrong: what depends on them is not checked then. */
  batch: Batch | undefined;
}

export interface Batch extends LoadedSettings {
  list: string;
  downloads: string;
  /** Undefined where a run needs none of the user's: USE_PROFILE=false, and the sample. */
  profile: ProfileSource | BatchError | undefined;
}

/** Checks one thing of the context; no findings when it does not apply. */
export type Check = (context: Context) => Promise<Finding[]>;

/** What checks may ask, from settings that were loaded or could not be. */
export function contextOf(machine: MachineView, rootDir: string, loaded: LoadedSettings | undefined): Context {
  const browser = chooseBrowser({ ...machine, isFile: machine.disk.isFile });
  return {
    machine,
    rootDir,
    browser,
    batch: loaded && {
      ...loaded,
      ...batchPaths(rootDir, loaded, machine),
      profile: profileOf(machine, rootDir, loaded),
    },
  };
}

function profileOf(machine: MachineView, rootDir: string, { settings, sample }: LoadedSettings): Batch['profile'] {
  if (sample) return undefined;
  try {
    return locateProfile({ ...machine, rootDir, settings });
  } catch (error) {
    if (error instanceof BatchError) return error;
    throw error;
  }
}
