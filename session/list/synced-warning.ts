import os from 'node:os';
import path from 'node:path';
import fs from 'node:fs';
import type { System } from '../../batch/profile';
import type { RunPlan } from '../../batch/protocol';
import { syncServiceOf } from '../../batch/system/synced-folder';

/** One line for each folder of the run in which locks cannot protect two computers from each other. */
export function syncedFolderWarnings(
  plan: Pick<RunPlan, 'input' | 'downloadRoot'>,
  system: System = { platform: process.platform, env: process.env, homedir: os.homedir() },
): string[] {
  const folders: [string, string][] = [
    [`The list lies in`, path.dirname(plan.input.path)],
    [`The download folder lies in`, plan.downloadRoot],
  ];
  return folders.flatMap(([what, folder]) => {
    // Both: a link may lead into a synced folder, and OneDrive's own folder may be a link.
    const service = syncServiceOf(folder, system) ?? syncServiceOf(realPath(folder), system);
    return service
      ? [
          `${what} ${service} (${folder}): what one computer locks there the other learns of too late. Let one computer at a time work on it, or move it to a folder that is not synced.`,
        ]
      : [];
  });
}

function realPath(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return folder;
  }
}
