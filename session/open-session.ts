import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { BatchError } from '../batch/errors/errors';
import { currentOwner, sweepDead, writeOwnerSync } from '../batch/system/owner';
import { invalidCells } from '../batch/list';
import { marksOf, sessionEvents, type RunPlan, type StopReason } from '../batch/protocol';
import {
  connectStore,
  forgetJournals,
  systemTools,
  type OutcomeEntry,
  type PostgresTools,
  type SharedFolderTools,
  type StoreConnection,
} from './store';
import { everyStep, type EndStep } from './every-step';
import { diskFullMessage } from './files';
import { MessagePdfs } from './mail';
import { keepAwake, type Waits } from './portal';
import { ProcessingSession } from './processing-session';
import { ProfileManager, removeTree } from './profiles';
import { bringWorkbookIn, replay, syncedFolderWarnings, WriteBack } from './list';
import { ResourceMonitor, type Machine } from './pool/resource-monitor';
import { startSessionServer } from './session-server';
import { startsOf, WorkerPool } from './pool/worker-pool';

export interface OpenSession {
  session: ProcessingSession;
  /** Where workers connect, and what they prove themselves with. */
  address: string;
  token: string;
  /** Ends the server and removes what the run made for itself. Never throws: what fails is one line each. */
  close(): Promise<void>;
}

export interface SessionOptions {
  interrupt(): void;
  /** Playwright's workers at most. */
  workers?: number;
  machine?: Machine;
  waits?: Waits;
  /** For tests: of the files, and of the database. */
  tools?: SharedFolderTools;
  postgres?: Partial<PostgresTools>;
  /** For tests, whose disk may refuse. */
  remove?(folder: string): Promise<void>;
}

/** Opens the session of a run: sweeps and replays what dead runs left, then listens for workers. */
export async function openSession(
  plan: RunPlan,
  {
    interrupt,
    workers = plan.settings.maxWorkers,
    machine,
    waits,
    tools = systemTools,
    postgres,
    remove = removeTree,
  }: SessionOptions,
): Promise<OpenSession> {
  const events = sessionEvents();
  const notice = (level: 'info' | 'warning' | 'error', text: string) => void events.emit('notice', { level, text });
  // The sweep frees disk space; and a run that is refused for want of it must leave nothing behind.
  await sweep(plan);
  let replayGone = (_run: string): void => undefined;
  let bringIn = (_entries: OutcomeEntry[]): void => undefined;
  let stop = (_reason: StopReason): void => undefined;
  // Early: what cannot be reached must not cost the copy of a profile first.
  const connection = await connectStore({
    plan,
    events: {
      notice,
      onGone: (run) => replayGone(run),
      onElsewhere: (entries) => bringIn(entries),
      onLost: (message) => stop({ code: 'store-away', message }),
    },
    tools,
    ...(postgres && { postgres }),
  });
  let monitor: ResourceMonitor | undefined;
  let sleepAgain = () => {};
  const { profiles, store, writeBack, messagePdfs, session, server } = await joined(connection, plan, async (undo) => {
    const profiles = await ProfileManager.open({ plan, workers: Math.min(workers, plan.orders.length), notice });
    undo.push(() => profiles.close());
    await makeStaging(plan);
    for (const warning of syncedFolderWarnings(plan)) notice('warning', warning);
    await bringWorkbookIn(plan.input);
    const store = await connection.join();
    undo.push(() => store.close());
    const writeBack = new WriteBack({
      list: plan.input.path,
      run: plan.run,
      notice,
      others: store,
      onFull: () => stop({ code: 'disk-full', message: diskFullMessage(plan.input.path) }),
      onWritten: (ids) => store.settled(ids),
    });
    const messagePdfs = plan.settings.msgToPdfEnabled
      ? new MessagePdfs({
          plan,
          notice,
          onDiskFull: (where) => stop({ code: 'disk-full', message: diskFullMessage(where) }),
        })
      : undefined;
    const pool = new WorkerPool(Infinity, startsOf(machine?.cores ?? os.availableParallelism()));
    const onBegin = (ceiling: number) => {
      profiles.prepare(ceiling);
      sleepAgain = keepAwake({ platform: process.platform, wanted: plan.settings.keepAwake, pid: process.pid });
      if (plan.settings.workerScaling === 'fixed') return;
      monitor = new ResourceMonitor({
        ...machine,
        pool,
        ceiling,
        distress: session.recovery.portal.distressCause,
        notice: (text) => notice('info', text),
        timeline: path.join(plan.reportDir, 'resources.jsonl'),
      });
      monitor.start();
    };
    const session = new ProcessingSession(plan, {
      profiles,
      store,
      writeBack,
      pool,
      messagePdfs,
      onBegin,
      interrupt,
      waits,
    });
    stop = (reason) => session.stop(reason);
    const server = await startSessionServer(plan.runDir, session);
    undo.push(() => server.close());
    // Last of all that may fail: a run that is refused must not have begun to write into the list.
    await replay(store, writeBack, notice);
    return { profiles, store, writeBack, messagePdfs, session, server };
  });
  forgetJournals();
  // A run that dies while this one goes on, here or on another computer: its results need not wait for the next run.
  replayGone = (run) =>
    void replay(store, writeBack, notice, run).catch((error: Error) =>
      notice('warning', `Results of an earlier run could not be read: ${error.message}`),
    );
  bringIn = (entries) => bringElsewhere(plan, writeBack, entries);
  for (const { po } of plan.selection.invalid) {
    writeBack.enqueue({
      po,
      cells: invalidCells(new Date()),
      baselines: marksOf(plan.fingerprints, po),
      leaveCompleted: true,
    });
  }
  const end: EndStep[] = [
    {
      failed: 'Watching this computer could not be ended',
      advice: 'it ends with the batch',
      run: () => (monitor?.stop(), sleepAgain()),
    },
    {
      failed: "The run's line to its workers could not be closed",
      advice: 'it ends with the batch',
      run: () => server.close(),
    },
    // First of what is removed, since it is as secret as a password.
    {
      failed: 'Copies of the profile, which hold its cookies, could not be removed',
      advice: 'end the browsers of the batch that still run; the next run removes them',
      run: () => profiles.close(),
    },
    {
      failed: 'What makes messages into PDFs could not be ended',
      advice: 'end its browser if one stays',
      run: () => messagePdfs?.close(),
    },
    ...[plan.runDir, plan.stagingRoot].map((folder) => ({
      failed: `The run's own folder ${folder} could not be removed`,
      advice: 'close what uses it; the next run removes it, or remove it by hand',
      run: () => remove(folder),
    })),
    {
      failed: `What this run shares with others could not be closed (${store.path})`,
      advice: 'its POs are free again for others in a few minutes',
      run: () => store.close(),
    },
    {
      failed: 'What runs that were ended early left could not be removed',
      advice: 'the next run removes it',
      // Once more: at the start the browsers of a run that had just been killed may still have been writing.
      run: () => sweep(plan),
    },
  ];
  return {
    session,
    address: server.address,
    token: server.token,
    async close() {
      await everyStep(end, (text) => notice('warning', text));
      forgetJournals();
    },
  };
}

/** A run that is refused after it reached what runs share leaves no connection, folder or thread behind. */
async function joined<T>(
  connection: StoreConnection,
  { stagingRoot }: RunPlan,
  work: (undo: (() => Promise<void>)[]) => Promise<T>,
): Promise<T> {
  const undo = [() => fs.remove(stagingRoot), () => connection.abandon()];
  try {
    return await work(undo);
  } catch (error) {
    // The last first: a store gives its leases up through the connection. Why the run was refused counts more than
    // what could not be removed: the next run's sweep takes that.
    for (const one of undo.reverse()) await one().catch(() => undefined);
    throw error;
  }
}

/** Rows of POs that runs with another copy of the list did: this copy is to say so too. */
function bringElsewhere({ fingerprints }: RunPlan, writeBack: WriteBack, entries: OutcomeEntry[]): void {
  for (const { id, record, cells, baselines } of entries)
    writeBack.enqueue({
      id,
      po: record.po,
      cells,
      baselines: [...baselines, ...marksOf(fingerprints, record.po)],
    });
}

async function makeStaging(plan: RunPlan): Promise<void> {
  try {
    await fs.ensureDir(plan.stagingRoot);
  } catch (error) {
    throw new BatchError(
      'DOWNLOAD_FOLDER',
      `${plan.downloadRoot} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another DOWNLOAD_FOLDER, or get the right to write there.`,
      2,
      { cause: error },
    );
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
