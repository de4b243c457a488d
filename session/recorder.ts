import path from 'node:path';
import fs from 'fs-extra';
import { BatchError } from '../batch/errors/errors';
import { parentFolders } from '../batch/names';
import { marksOf, sessionEvents, type Requests, type RunPlan } from '../batch/protocol';
import { isSuccess, type DownloadedFile, type Outcome, type OutcomeRecord } from '../batch/outcome';
import { resultCells } from '../batch/list';
import { fencedMoves, TakenOver, type SharedStore } from './store';
import { isDiskFull, leaveWork, TargetFolder } from './files';
import type { Task } from './tasks';
import type { WriteBack } from './list';

/** An outcome as it was written down, and the row that says so. */
export type Recorded = Pick<Requests['outcome']['reply'], 'record' | 'row'>;

export interface RecorderParts {
  writeBack: WriteBack;
  /** A PO's folder and record are changed only while the PO is this run's among all runs. */
  store: SharedStore;
  /** Hears of every PO that is done, once its record is written. */
  onFinal?(record: OutcomeRecord): void;
}

type ElsewhereRecord = Pick<OutcomeRecord, 'status' | 'supplier' | 'folder'>;

/** Puts on disk what becomes of a PO: its files, its folder, the journal, and its row of the list. In this order. */
export class Recorder {
  constructor(
    private readonly plan: RunPlan,
    private readonly parts: RecorderParts,
  ) {}

  /** Opens the PO's `__WORK` folder, once an attempt; tells which of the listed links are whole in it already. */
  async openFolder(task: Task, supplier: string, links: readonly string[] = []): Promise<Requests['folder']['reply']> {
    const { order, attempt } = task;
    if (!task.folder || task.folderOf !== attempt) {
      for (const link of task.folder?.links ?? []) task.placed.add(link);
      const parent = path.join(
        this.plan.downloadRoot,
        ...parentFolders(order, supplier, this.plan.selection.hierarchyColumns.length > 0),
      );
      task.folder = await TargetFolder.open(
        parent,
        order.po,
        this.parts.store.filesOf(order.po),
        fencedMoves(this.parts.store, order),
      ).catch((error: unknown) => {
        throw refusedFolder(parent, error);
      });
      task.folderOf = attempt;
    }
    return { kept: task.folder.list(links, task.placed) };
  }

  async placeFile(task: Task, ask: Requests['file']['ask']): Promise<Requests['file']['reply']> {
    if (!task.folder) throw new BatchError('NO_FOLDER', `${ask.po} has no folder yet.`, 1);
    const file = await task.folder.place(ask.staged, ask.name, ask.link);
    await this.parts.store.noteFile(ask.po, file);
    return { file };
  }

  /** Writes down what an attempt came to: folder, journal, and with the last attempt the row of the list. */
  async record(task: Task, outcome: Outcome, final: boolean): Promise<Recorded> {
    const { order } = task;
    if (final) await this.closeFolder(task, outcome);
    const record: OutcomeRecord = {
      ...outcome,
      po: order.po,
      attempt: task.attempt,
      final,
      startedAt: task.startedAt || Date.now(),
      endedAt: Date.now(),
      slot: task.slot,
      files: inPageOrder(task.folder?.files ?? [], task.links),
      folder: task.folder?.path ?? '',
    };
    const row = resultCells(record, order.supplier, new Date(record.endedAt));
    const { store, writeBack } = this.parts;
    const baselines = [...marksOf(this.plan.fingerprints, order.po), ...store.marksOf(order.po)];
    const { id } = await store.record(order, { record, cells: row, baselines });
    task.record = record;
    task.state = final ? 'done' : 'retrying';
    if (final) writeBack.enqueue({ id, po: order.po, cells: row, baselines });
    return { record, row };
  }

  /** Another machine has done the PO, into a folder of its own: what is in work here is nobody's any more. */
  async leaveWork({ order }: Pick<Task, 'order'>, { status, supplier, folder }: ElsewhereRecord): Promise<void> {
    // What the other one could not get, the files that are here help the next attempt with.
    if (!isSuccess(status)) return;
    // On one disk its folder is the one that it took over.
    if (folder !== '' && (await fs.pathExists(folder))) return;
    const hierarchy = this.plan.selection.hierarchyColumns.length > 0;
    const parent = path.join(this.plan.downloadRoot, ...parentFolders(order, supplier, hierarchy));
    await leaveWork(parent, order.po, this.parts.store.filesOf(order.po));
  }

  /** Gives the folder its final name. Every PO ends with one, also a PO that was not found: an empty one. */
  private async closeFolder(task: Task, outcome: Outcome): Promise<void> {
    try {
      if (!task.folder) await this.openFolder(task, outcome.supplier);
      if (!(await task.folder!.finish(outcome.status))) {
        sessionEvents().emit('notice', {
          level: 'warning',
          text: `${task.folder!.path} is held open by another program and keeps its name: close what holds it; the next run renames it.`,
        });
      }
    } catch (error) {
      if (error instanceof TakenOver) throw error;
      // The files that are there stay; the status of the PO must not depend on the name of its folder.
      sessionEvents().emit('notice', {
        level: 'warning',
        text: `${task.order.po}: its folder could not be prepared: ${(error as Error).message}`,
      });
    }
  }
}

/** The disk's refusal in words that stand in the PO's row. */
function refusedFolder(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof BatchError || code === undefined || isDiskFull(error)) return error;
  return new BatchError(
    code,
    `${folder} cannot be written (${code}): move away what stands in its place, or get the right to write there.`,
    1,
    { cause: error },
  );
}

/** As the pages list them, whichever came first over the wire; files that no page lists any more come last. */
function inPageOrder(files: DownloadedFile[], links: string[]): DownloadedFile[] {
  const position = new Map(links.map((link, index) => [link, index] as const).reverse());
  return files.toSorted((a, b) => (position.get(a.link) ?? Infinity) - (position.get(b.link) ?? Infinity) || 0);
}
