import { randomUUID } from 'node:crypto';
import path from 'node:path';
import fs from 'fs-extra';
import { fitPath, fitsFolder, safeFileName, takenAmong, uniqueName } from '../../batch/names';
import { moveFile } from '../files';

/**
 * What Windows runs when somebody opens it. Outlook keeps such attachments from its user, and so does the batch: beside
 * a PO's papers, a person would take them for one.
 */
const PROGRAM =
  /\.(ade|adp|app|appref-ms|asp|aspx|bas|bat|chm|cmd|com|cpl|crt|der|diagcab|dll|exe|gadget|hlp|hta|htc|inf|ins|iso|img|isp|jar|jnlp|js|jse|lnk|mda|mdb|mde|msc|msh|msi|msix|msp|mst|ocx|pif|ps1|ps1xml|psc1|psd1|psm1|reg|scf|scr|sct|settingcontent-ms|shb|shs|sys|url|vb|vbe|vbs|vhd|vhdx|website|ws|wsc|wsf|wsh|xbap|xll)$/i;

/** Whether an attachment stays in its message, by its name as it would be on the disk. */
export const isProgram = (name: string): boolean => PROGRAM.test(safeFileName(name));

export interface SavePlace {
  /** The PO's folder. */
  folder: string;
  /** On the same volume: what is there is no file yet. */
  staging: string;
  /** Names that are kept for PDFs. */
  reserved: Iterable<string>;
}

/**
 * Saves an attachment into the PO's folder and returns its name there: the sender's made safe, with a number where
 * that is another file's. A file of this content that is there already under one of these names is it.
 */
export async function saveAttachment(name: string, content: Uint8Array, place: SavePlace): Promise<string> {
  const { folder, staging } = place;
  const fitted = fitPath(folder, safeFileName(name), process.platform);
  const tried = [...place.reserved];
  const staged = path.join(staging, randomUUID());
  try {
    for (;;) {
      const candidate = uniqueName(fitted, takenAmong(tried), fitsFolder(folder, process.platform));
      const target = path.join(folder, candidate);
      tried.push(candidate);
      if (await fs.pathExists(target)) {
        if (await holds(target, content)) return candidate;
        continue;
      }
      if (!(await fs.pathExists(staged))) await fs.outputFile(staged, content);
      if (await moveFile(staged, target)) return candidate;
    }
  } finally {
    await fs.remove(staged).catch(() => undefined);
  }
}

async function holds(file: string, content: Uint8Array): Promise<boolean> {
  const stat = await fs.stat(file);
  return stat.isFile() && stat.size === content.length && Buffer.compare(await fs.readFile(file), content) === 0;
}
