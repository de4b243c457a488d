import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import type { Requests, RequestType } from '../../batch/protocol/messages';
import { readInputFile } from '../../batch/list/input-file';
import type { Outcome } from '../../batch/outcome/outcome';
import type { RunPlan } from '../../batch/protocol/run-plan';
import { selectOrders } from '../../batch/list/selection';
import { sessionEvents, type SessionEvents } from '../../batch/protocol/session-events';
import { settingsSchema } from '../../batch/settings/settings';
import { fingerprints } from '../../batch/list/fingerprint';
import { stateFolder } from '../../session/store/local/file-lock';
import { readJournals } from '../../session/store/local/journal';
import { openSession, type OpenSession, type SessionOptions } from '../../session/open-session';
import type { SharedFolderTools } from '../../session/store/files/shared-folder';
import { commandsOf } from '../../batch/protocol/commands';
import type { WorkerConnection } from '../../batch/protocol/messages';

/** A run's session on a list in a test's own folder, without Playwright and without a browser. */
export interface OpenRun extends OpenSession {
  plan: RunPlan;
  events: { name: keyof SessionEvents; value: unknown }[];
  notices(): string[];
  interrupted(): number;
  /** Ends the session as global setup's teardown does. */
  end(): Promise<void>;
}

/** A plan for the list as it now is. Run ids sort as the runs were made. */
function planFor(folder: string, run: string, baseUrl = 'https://acme.coupahost.com'): RunPlan {
  const list = path.join(folder, 'input.csv');
  const input = readInputFile(list);
  const { report, orders } = selectOrders(input);
  return {
    run,
    rootDir: folder,
    commands: commandsOf({ scripts: false }),
    sample: false,
    // The load of the machine that tests must not decide who may work.
    settings: { ...settingsSchema.parse({}), workerScaling: 'fixed' as const, baseUrl },
    browser: { name: 'Chromium', line: '' },
    input: { path: list, delimiter: input.delimiter, encoding: input.encoding },
    selection: report,
    orders,
    // As a run has it, from the plan's file.
    fingerprints: JSON.parse(JSON.stringify(fingerprints(input))) as RunPlan['fingerprints'],
    journals: Object.fromEntries(readJournals(stateFolder(list)).map(({ run: id, size }) => [id, size])),
    downloadRoot: path.join(folder, 'downloads'),
    runDir: newRunDir(),
    stagingRoot: path.join(folder, 'downloads', `.po-batch-${run}`),
    reportDir: path.join(folder, 'batch-report', run),
  };
}

const runDirs = new Set<string>();
process.once('exit', () => runDirs.forEach((dir) => fs.removeSync(dir)));

/** Short, because of the socket in it, and therefore not in the test's own folder. */
function newRunDir(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'po-batch-'));
  runDirs.add(dir);
  return dir;
}

const NAMES = [
  'run-started',
  'worker-ready',
  'po-started',
  'po-step',
  'po-finished',
  'po-released',
  'notice',
  'run-ended',
] as const;

export async function openRun(
  folder: string,
  run = '2026-11-23T20-31-43-8f3a',
  change: (plan: RunPlan) => RunPlan = (plan) => plan,
  tools?: SharedFolderTools,
  remove?: SessionOptions['remove'],
): Promise<OpenRun> {
  const plan = change(planFor(folder, run));
  const events: OpenRun['events'] = [];
  const emitter = sessionEvents();
  // One emitter a process: what runs that are open at the same time say, the last one hears.
  emitter.removeAllListeners();
  for (const name of NAMES) emitter.on(name, (value: unknown) => events.push({ name, value }));
  let interrupted = 0;
  const opened = await openSession(plan, {
    interrupt: () => interrupted++,
    ...(tools && { tools }),
    ...(remove && { remove }),
  });
  return {
    ...opened,
    plan,
    events,
    notices: () => events.filter(({ name }) => name === 'notice').map(({ value }) => (value as { text: string }).text),
    interrupted: () => interrupted,
    async end() {
      await opened.session.end();
      await opened.close();
    },
  };
}

export const worker = (slot = 0): WorkerConnection => ({ slot, workerIndex: slot, pid: process.pid });

export const ask = <T extends RequestType>(
  run: OpenRun,
  by: WorkerConnection,
  type: T,
  request: Requests[T]['ask'],
): Promise<Requests[T]['reply']> =>
  run.session.handle(by, { id: 1, type, ...request } as never) as Promise<Requests[T]['reply']>;

/** A file as a worker's browser leaves it before it is moved. */
export async function stage(run: OpenRun, text: string): Promise<string> {
  const file = path.join(run.plan.stagingRoot, 'w0-0', Math.random().toString(36));
  await fs.outputFile(file, text);
  return file;
}

export function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    status: 'COMPLETED',
    reason: 'ALL_ATTACHMENTS_DOWNLOADED',
    message: 'Downloaded 1 attachment(s) from PO page.',
    supplier: 'ACME',
    found: 1,
    downloaded: 1,
    coupaUrl: 'https://acme.coupahost.com/order_headers/100001',
    ...more,
  };
}

export const FAILED = {
  status: 'FAILED',
  reason: 'DOWNLOADS_FAILED',
  message: 'Failed to download 1 attachment(s) from PO page.',
  downloaded: 0,
} as const;
