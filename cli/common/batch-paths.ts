import { existsSync } from 'node:fs';
import path from 'node:path';
import { defaultDownloadFolder, withHome, type System } from '../../batch/profile';
import { SAMPLE_INPUT, samplePaths } from '../../data/prepare-sample';
import { defaultList, type LoadedSettings } from '../../plugin/settings/load-settings';

/** Absolute paths of the list and of the download folder that a run would take; nothing is made. */
export function batchPaths(
  rootDir: string,
  { settings, sample }: LoadedSettings,
  system: Pick<System, 'platform' | 'homedir'>,
): { list: string; downloads: string } {
  if (sample) {
    const { inputCsv, downloadFolder } = samplePaths(rootDir);
    // Before the first run the sample's list has not been copied yet.
    return { list: existsSync(inputCsv) ? inputCsv : SAMPLE_INPUT, downloads: downloadFolder };
  }
  const { inputCsv, downloadFolder } = settings;
  const resolve = (file: string) => path.resolve(rootDir, withHome(file, system));
  return {
    list: inputCsv ? resolve(inputCsv) : defaultList(rootDir),
    downloads: downloadFolder ? resolve(downloadFolder) : defaultDownloadFolder(system),
  };
}
