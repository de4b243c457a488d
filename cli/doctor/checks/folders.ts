import path from 'node:path';
import type { System } from '../../../batch/profile';
import { syncServiceOf } from '../../../batch/system/synced-folder';
import { inGigabytes } from '../../../session/profiles';
import { fault, ok, warning, type Check, type Finding, type VolumeSpace } from '../model';

/** The download folder, and whether it or the list's folder is kept in step with a cloud. */
export interface FolderFacts {
  system: System;
  downloads: NeededFolder;
  list: NeededFolder;
  space: VolumeSpace;
}

interface NeededFolder {
  folder: string;
  /** With links followed: one may lead into a synced folder. */
  real: string;
}

/** Bytes. Less is filled by a few hundred orders. */
const LITTLE = 1e9;

export function judgeFolders({ system, downloads, list, space: { refused, free } }: FolderFacts): Finding[] {
  return [
    writable(downloads.folder, refused, free),
    ...synced('The list', list, 'INPUT_CSV', system),
    ...synced('The download folder', downloads, 'DOWNLOAD_FOLDER', system),
  ];
}

function writable(folder: string, refused: string | undefined, free: number | undefined): Finding {
  const name = 'Downloads';
  if (refused)
    return fault(
      name,
      `${folder} cannot be written (${refused}).`,
      'Set DOWNLOAD_FOLDER to a folder of your own, or get the right to write there.',
    );
  if (free !== undefined && free < LITTLE)
    return warning(
      name,
      `${folder}: only ${inGigabytes(free)} free.`,
      'Free some room, or set DOWNLOAD_FOLDER to another disk.',
    );
  return ok(name, `${folder}${free === undefined ? '' : `, ${inGigabytes(free)} free`}`);
}

function synced(what: string, { folder, real }: NeededFolder, setting: string, system: System): Finding[] {
  const service = syncServiceOf(folder, system) ?? syncServiceOf(real, system);
  if (!service) return [];
  return [
    warning(
      'Synced',
      `${what} lies in ${service} (${folder}): what one computer locks there, the other learns of too late.`,
      `Let one computer at a time work on it, or set ${setting} to a folder that is not synced.`,
    ),
  ];
}

/** Download folder and list: writable, with space, not kept in step with a cloud. */
export const checkFolders: Check = async ({ machine, batch }) => {
  if (!batch) return [];
  const needed = (folder: string) => ({ folder, real: machine.realPath(folder) });
  return judgeFolders({
    system: machine,
    downloads: needed(batch.downloads),
    list: needed(path.dirname(batch.list)),
    space: await machine.space(batch.downloads),
  });
};
