import path from 'node:path';
import fs from 'fs-extra';
import { poFolderName, workName } from '../../batch/names';
import type { DownloadedFile } from '../../batch/outcome';

/**
 * Removes what a run of this machine had begun of a PO that another machine has done since: with a disk of its own that
 * one did not take the folder over, and it would stay in work for ever. Only files that a run noted as whole, at the
 * size that it noted: what a person put there stays, and so does the folder then.
 */
export async function leaveWork(parent: string, po: string, known: readonly DownloadedFile[]): Promise<void> {
  const work = path.join(parent, workName(poFolderName(po)));
  if (!(await fs.pathExists(work))) return;
  for (const { name, size } of known) {
    const file = path.join(work, name);
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat?.isFile() && stat.size === size) await fs.remove(file);
  }
  await fs.rmdir(work).catch(() => undefined);
}
