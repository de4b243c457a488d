import fs from 'fs-extra';
import { patientRename, systemRename, type RenameTools } from './rename';

/** What moving a file needs of the disk; tests fake a second volume and a held file. */
export interface MoveTools extends RenameTools {
  copy(from: string, to: string): Promise<void>;
  /** With its parents; nothing when it is there. */
  makeFolder(folder: string): Promise<void>;
}

/** The real disk. */
export const systemMove: MoveTools = {
  ...systemRename,
  copy: (from, to) => fs.copyFile(from, to),
  makeFolder: (folder) => fs.ensureDir(folder),
};

/**
 * Moves a whole file to a free name; false when the name is taken. Onto another volume it is copied under a name of its
 * own first: under its final name a copy that was cut short (disk full, process killed) would pass for the whole file.
 */
export async function moveFile(from: string, to: string, tools: MoveTools = systemMove): Promise<boolean> {
  if (await fs.pathExists(to)) return false;
  try {
    await renameOrThrow(from, to, tools);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const part = `${to}.part`;
    try {
      await tools.copy(from, part);
      await renameOrThrow(part, to, tools);
    } catch (failure) {
      await fs.remove(part).catch(() => undefined);
      throw failure;
    }
    await fs.remove(from);
  }
  return true;
}

/** Moves a whole file onto a name of the same volume, over the file that may have it. */
export async function replaceFile(from: string, to: string, tools: RenameTools = systemRename): Promise<void> {
  await renameOrThrow(from, to, tools);
}

/** A virus scanner opens every file that has just arrived, and holds it for a moment. */
async function renameOrThrow(from: string, to: string, tools: RenameTools): Promise<void> {
  if (await patientRename(from, to, undefined, tools)) return;
  throw Object.assign(new Error(`${from} is held open by another program`), { code: 'EBUSY' });
}
