import path from 'node:path';
import { cell, poOf, type InputFile } from '../../batch/list';
import { isMessageName } from '../../mail/reading';
import type { FolderJob } from './convert-folder';

/**
 * Folders of POs that earlier runs did and that have messages among their files, as the list names both: a run that was
 * stopped owes them PDFs, and so does one that did not make any. Only what lies below `root`: the list is a file that
 * other programs write too. Pure.
 */
export function earlierFolders(input: InputFile, done: ReadonlySet<string>, root: string): FolderJob[] {
  const jobs = new Map<string, FolderJob>();
  for (const row of input.rows) {
    const po = row.leftOut === undefined ? poOf(input, row) : undefined;
    if (po === undefined || done.has(po) || jobs.has(po)) continue;
    const files = cell(input, row, 'AttachmentName')
      .split(/;\r?\n/)
      .map((name) => name.trim());
    const folder = cell(input, row, 'DOWNLOAD_FOLDER');
    if (files.some(isMessageName) && files.every(isPlainName) && isBelow(folder, root))
      jobs.set(po, { po, folder: path.resolve(folder), files, overwrite: false });
  }
  return [...jobs.values()];
}

const isPlainName = (name: string) => name !== '..' && !/[\\/]/.test(name);

function isBelow(folder: string, root: string): boolean {
  if (!path.isAbsolute(folder)) return false;
  const below = path.relative(root, folder);
  return below !== '' && !path.isAbsolute(below) && below.split(path.sep)[0] !== '..';
}
