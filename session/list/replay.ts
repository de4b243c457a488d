import type { SharedStore } from '../store';
import type { WriteBack } from './write-back';

/**
 * Brings into the list what runs that are gone had finished; checkpoints then say so, so that it happens once. With
 * `only`, of that run alone.
 */
export async function replay(
  store: Pick<SharedStore, 'owed'>,
  writeBack: Pick<WriteBack, 'enqueue'>,
  notice: (level: 'info', text: string) => void,
  only?: string,
): Promise<void> {
  const pending = await store.owed(only);
  if (pending.length === 0) return;
  notice('info', `↩️ ${pending.length} result(s) of an earlier run that was ended early are brought into the list.`);
  for (const { id, record, cells, baselines } of pending) writeBack.enqueue({ id, po: record.po, cells, baselines });
}
