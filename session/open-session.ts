import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { BatchError } from '../batch/errors';
import { currentOwner, isDead, sweepDead, writeOwnerSync } from '../batch/owner';
import { invalidCells } from '../batch/result-row';
import type { RunPlan } from '../batch/run-plan';
import { sessionEvents } from '../batch/session-events';
import { stateFolder } from './file-lock';
import { Journal, knownFiles, readJournals, unwrittenOutcomes, type RunJournal } from './journal';
import { ProcessingSession } from './processing-session';
import { ResourceMonitor, type Machine } from './resource-monitor';
import { startSessionServer } from './session-server';
import { WorkerPool } from './worker-pool';
import { WriteBack } from './write-back';

export interface OpenSession {
  session: ProcessingSession;
  /** Where workers connect, and what they prove themselves with. */
  address: string;
  token: string;
  /** Ends the server and removes what the run made for itself. */
  close(): Promise<void>;
}

/** Opens the session of a run: sweeps and replays what dead runs left, then listens for workers. */
export async function openSession(plan: RunPlan, { interrupt, machine }: { interrupt(): void; machine?: Machine }): Promise<OpenSession> {
  const folder = stateFolder(plan.input.path);
  const events = sessionEvents();
  const notice = (level: 'info' | 'warning' | 'error', text: string) => void events.emit('notice', { level, text });
  await makeStaging(plan);
  await sweep(plan);
  const journals = readJournals(folder);
  const journal = await Journal.open(folder, plan.run);
  await journal.append({ type: 'run', ...currentOwner(plan.run), at: Date.now(), list: plan.input.path });
  const writeBack = new WriteBack({
    list: plan.input.path,
    run: plan.run,
    notice,
    onWritten: (ids) => journal.append({ type: 'checkpoint', run: plan.run, ids, at: Date.now() }),
  });
  replay(journals, writeBack, notice);
  for (const { po } of plan.selection.invalid) {
    writeBack.enqueue({ po, cells: invalidCells(new Date()), baselines: plan.fingerprints[po] ?? [], leaveCompleted: true });
  }
  const pool = new WorkerPool(Infinity, machine?.cores ?? os.availableParallelism());
  let monitor: ResourceMonitor | undefined;
  const onBegin = (ceiling: number) => {
    if (plan.settings.workerScaling === 'fixed') return;
    monitor = new ResourceMonitor({ ...machine, pool, ceiling, notice: (text) => notice('info', text), timeline: path.join(plan.reportDir, 'resources.jsonl') });
    monitor.start();
  };
  const session = new ProcessingSession(plan, { journal, writeBack, pool, onBegin, known: knownFiles(journals.flatMap(({ records }) => records)), interrupt });
  const server = await startSessionServer(plan.runDir, session);
  return {
    session,
    address: server.address,
    token: server.token,
    async close() {
      monitor?.stop();
      await server.close();
      await fs.remove(plan.stagingRoot);
      await fs.rm(plan.runDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      // Once more: at the start the browsers of a run that had just been killed may still have been writing.
      await sweep(plan);
      await pruneJournals(readJournals(folder), plan.settings.keepRuns);
    },
  };
}

async function makeStaging(plan: RunPlan): Promise<void> {
  try {
    await fs.ensureDir(plan.stagingRoot);
  } catch (error) {
    throw new BatchError('DOWNLOAD_FOLDER', `${plan.downloadRoot} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another DOWNLOAD_FOLDER, or get the right to write there.`, 2, { cause: error });
  }
  await fs.chmod(plan.stagingRoot, 0o700);
  writeOwnerSync(plan.stagingRoot, currentOwner(plan.run));
}

/** Removes the private folders of runs that were killed. Only those with an owner file whose process is gone. */
async function sweep(plan: RunPlan): Promise<void> {
  for (const parent of [path.dirname(plan.runDir), os.tmpdir(), plan.downloadRoot]) {
    const names = await fs.readdir(parent).catch(() => [] as string[]);
    await sweepDead(names.filter((name) => /^\.?po-batch-/.test(name)).map((name) => path.join(parent, name)));
  }
}

/** Brings into the list what runs that died had finished. Checkpoints then say so, so that it happens once. */
function replay(journals: RunJournal[], writeBack: WriteBack, notice: (level: 'info', text: string) => void): void {
  const living = new Set(journals.filter(({ records }) => ownerLives(records)).map(({ run }) => run));
  const pending = unwrittenOutcomes(journals.flatMap(({ records }) => records)).filter(({ run }) => !living.has(run));
  if (pending.length > 0) notice('info', `↩️ ${pending.length} result(s) of an earlier run that was ended early are brought into the list.`);
  for (const { id, record, cells, baselines } of pending) writeBack.enqueue({ id, po: record.po, cells, baselines });
}

function ownerLives(records: RunJournal['records']): boolean {
  const begin = records.find((record) => record.type === 'run');
  return begin !== undefined && !isDead({ ...begin, startedAt: begin.at });
}

/** As many journals as runs are kept; one that still holds results for the list stays. */
async function pruneJournals(journals: RunJournal[], keep: number): Promise<void> {
  const needed = new Set(unwrittenOutcomes(journals.flatMap(({ records }) => records)).map(({ run }) => run));
  for (const { run, path: file, records } of journals.slice(0, -keep)) {
    if (!needed.has(run) && !ownerLives(records)) await fs.remove(file);
  }
}
