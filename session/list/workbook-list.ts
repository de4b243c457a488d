import path from 'node:path';
import fs from 'fs-extra';
import { encodeInput, parseInput, renderInput } from '../../batch/list';
import type { RunPlan } from '../../batch/protocol';
import { BatchError } from '../../batch/errors/errors';
import { addRows, listBeside } from '../../batch/workbook';
import { isDiskFull, isHeld } from '../files';
import { stateFolder, withListLock } from '../store';
import { listDisk, rewrite, type ListDisk } from './list-disk';

/** Beside the journals of a list that was made from a workbook: says that the two belong together. */
export const workbookMark = (list: string) => path.join(stateFolder(list), 'workbook.json');

/**
 * Makes the CSV beside a workbook, or adds the rows that only the workbook has, before any result is written: a result
 * whose row is missing counts as one that a person removed. Under the list's lock and from the list as it is now,
 * since another run may be writing. Throws BatchError (exit 2) with one line.
 */
export async function bringWorkbookIn(
  { path: list, workbook }: RunPlan['input'],
  disk: ListDisk = listDisk,
): Promise<void> {
  if (!workbook) return;
  await fs.outputJson(workbookMark(list), { workbook: path.basename(workbook.path) });
  const rows = parseInput(await fs.readFile(workbook.rows), workbook.path);
  try {
    await withListLock(list, (confirm) =>
      rewrite(disk, list, async () => {
        const present = (await fs.pathExists(list)) ? listBeside(await disk.read(list), list) : undefined;
        const { file, added } = present ? addRows(present, rows) : { file: rows, added: undefined };
        if (added?.length === 0) return undefined;
        await confirm();
        return encodeInput(renderInput(file), file.encoding);
      }),
    );
  } catch (error) {
    throw inOneLine(error, list, workbook);
  }
}

function inOneLine(error: unknown, list: string, { path: from, added }: NonNullable<RunPlan['input']['workbook']>) {
  if (error instanceof BatchError) return error;
  const what = added.length > 0 ? `${added.length} new PO(s) of ${path.basename(from)}` : `the POs of ${from}`;
  const why = isHeld(error)
    ? 'it is open in another program: close it'
    : isDiskFull(error)
      ? 'the disk is full: free some room'
      : `${(error as Error).message}: get the right to write there, or copy the workbook elsewhere`;
  return new BatchError('WORKBOOK_LIST', `${list} cannot take ${what}, ${why}, and start again.`, 2, { cause: error });
}
