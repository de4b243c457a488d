import fs from 'fs-extra';
import { systemMove, type MoveTools } from '../files';
import type { Order, SharedStore } from './model';

/** The moves by which files get into the PO's folder, each of them only while the PO is this run's. */
export function fencedMoves(store: Pick<SharedStore, 'fenced'>, order: Order): MoveTools {
  return {
    ...systemMove,
    rename: (from, to) => store.fenced(order, () => systemMove.rename(from, to)),
    makeFolder: (folder) => store.fenced(order, () => fs.ensureDir(folder)),
  };
}
