import path from 'node:path';
import fs from 'fs-extra';
import { cell, fingerprintOf, poOf, readInputFile } from '../../batch/list';
import { currentOwner } from '../../batch/system/owner';
import { Journal, type JournalRecord } from '../../session/store';
import { WriteBack } from '../../session/list';
import type { MergePlan } from './claims';

export interface BringIn {
  list: string;
  /** Folder beside the list where its runs keep what they share. */
  folder: string;
  run: string;
  plan: MergePlan;
  /** Where folders were collected to, by PO. */
  folders: ReadonlyMap<string, string>;
  notice(text: string): void;
}

/** Rows that were asked to be written; 0 when there was nothing new. */
export async function bringIn({ list, folder, run, plan, folders, notice }: BringIn): Promise<number> {
  const news = plan.news.map((record) => withFolder(record, folders));
  const due = [...dueOf(news, plan), ...movedRows(list, plan, folders)];
  if (news.length === 0 && due.length === 0) return 0;
  await writeJournal(folder, run, list, news, plan.superseded);
  const journal = await Journal.open(folder, run);
  const writeBack = new WriteBack({
    list,
    run,
    notice: (_level, text) => notice(text),
    onWritten: (ids) => journal.append({ type: 'checkpoint', run, ids, at: Date.now() }),
  });
  for (const row of due) writeBack.enqueue(row);
  await writeBack.close();
  await journal.close();
  return due.length;
}

/**
 * As a whole or not at all, and before the list: a merge that is killed is completed by the next run, as a run that is
 * killed would be. What others supersede is settled from the start.
 */
async function writeJournal(
  folder: string,
  run: string,
  list: string,
  news: readonly JournalRecord[],
  superseded: string[],
): Promise<void> {
  const file = path.join(folder, `${run}.jsonl`);
  const { user, host, pid } = currentOwner(run);
  const at = Date.now();
  const records: JournalRecord[] = [
    { type: 'run', run, at, list, user, host, pid },
    { type: 'checkpoint', run, ids: superseded, at },
    ...news,
  ];
  await fs.ensureDir(folder);
  const handle = await fs.promises.open(`${file}.tmp`, 'w');
  try {
    await handle.writeFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.promises.rename(`${file}.tmp`, file);
}

function withFolder(record: JournalRecord, folders: ReadonlyMap<string, string>): JournalRecord {
  const to = record.type === 'outcome' ? folders.get(record.record.po) : undefined;
  return to !== undefined && record.type === 'outcome'
    ? { ...record, cells: { ...record.cells, DOWNLOAD_FOLDER: to } }
    : record;
}

function dueOf(news: readonly JournalRecord[], { superseded }: MergePlan) {
  const settled = new Set(superseded);
  return news.flatMap((record) =>
    record.type === 'outcome' && !settled.has(record.id)
      ? [{ id: record.id, po: record.record.po, cells: record.cells, baselines: record.baselines }]
      : [],
  );
}

/** Collected after they had been merged: only rows that say what was written then get the new folder. */
function movedRows(list: string, { winners, news }: MergePlan, folders: ReadonlyMap<string, string>) {
  const fresh = new Set(news.flatMap((record) => (record.type === 'outcome' ? [record.record.po] : [])));
  const input = readInputFile(list);
  const written = new Map(input.rows.map((row) => [poOf(input, row), cell(input, row, 'DOWNLOAD_FOLDER')]));
  return [...folders].flatMap(([po, folder]) => {
    const entry = winners.get(po)?.entry;
    if (!entry || fresh.has(po) || written.get(po) === folder) return [];
    return [{ po, cells: { ...entry.cells, DOWNLOAD_FOLDER: folder }, baselines: [fingerprintOf(entry.cells)] }];
  });
}
