import fs from 'fs-extra';
import { readJournals, unwrittenOutcomes, leasedRuns } from '../store';
import type { WriteBack } from './write-back';

/**
 * Brings into the list what runs that are gone had finished; checkpoints then say so, so that it happens once. Gone is
 * a run without a lease: it has ended and could not write, or its lease was taken away since it no longer lives, on
 * whichever computer. With `only`, that run alone.
 */
export async function replay(
  folder: string,
  writeBack: Pick<WriteBack, 'enqueue'>,
  notice: (level: 'info', text: string) => void,
  only?: string,
): Promise<void> {
  const living = new Set(only === undefined ? await leasedRuns(folder) : []);
  const records = readJournals(folder).flatMap((journal) => journal.records);
  const pending = unwrittenOutcomes(records).filter(
    ({ run }) => !living.has(run) && (only === undefined || run === only),
  );
  if (pending.length === 0) return;
  notice('info', `↩️ ${pending.length} result(s) of an earlier run that was ended early are brought into the list.`);
  for (const { id, record, cells, baselines } of pending) writeBack.enqueue({ id, po: record.po, cells, baselines });
}

/** As many journals as runs are kept; one that still holds results for the list, or whose run lives, stays. */
export async function pruneJournals(folder: string, keep: number): Promise<void> {
  const journals = readJournals(folder);
  const needed = new Set(unwrittenOutcomes(journals.flatMap(({ records }) => records)).map(({ run }) => run));
  const living = new Set(await leasedRuns(folder));
  for (const { run, path: file } of journals.slice(0, -keep))
    if (!needed.has(run) && !living.has(run)) await fs.remove(file);
}
