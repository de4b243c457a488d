import path from 'node:path';
import type { FullConfig } from '@playwright/test';
import { BatchError } from '../batch/errors/errors';
import { ENV, loadPlan, type RunPlan } from '../batch/protocol';
import { htmlReportPath } from '../reporters/console';
import { pruneRuns, RunRecord } from '../reporters/run-report';
import { setCurrentSession, openSession } from '../session';
import type { Waits } from '../session/portal';
import type { Machine } from '../session/pool/resource-monitor';
import { exitCode } from './exit-code';
import { renewPlan, writePlan } from './freeze-plan';
import { keepHeapSmall } from './heap';
import { endWithoutFailures } from './last-failed';
import { asksForLastFailed, commandKind, interruptRun } from './playwright-internals';
import { samplePortalUrl } from './sample-portal';
import { makeProfileOnce } from './sample-profile';
import { takeSession } from './session-profile';
import { splitOfRun } from './shards';

/** Starts the run's session; what it returns ends it. Playwright calls both in the main process. */
export default function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  return startRun(config);
}

/** For tests, whose computer is as busy as they say and whose waits are short. */
export interface Surroundings extends Machine {
  waits?: Waits;
}

export async function startRun(
  config: FullConfig,
  { waits, ...machine }: Surroundings = {},
): Promise<() => Promise<void>> {
  keepHeapSmall();
  let refused: number | undefined;
  let stop: () => Parameters<typeof exitCode>[1] = () => undefined;
  process.once('exit', (code) => (process.exitCode = exitCode(code, stop(), refused)));
  try {
    if (asksForLastFailed(process.argv)) await endWithoutFailures(loadPlan());
    // First, so that the log has every line from the start.
    const record = new RunRecord({ htmlReport: () => htmlReportPath(config) });
    const plan = await completePlan(loadPlan(), config);
    const opened = await openSession(plan, {
      interrupt: interruptRun,
      workers: config.workers,
      machine,
      ...(waits && { waits }),
    });
    const { session } = opened;
    setCurrentSession(session);
    stop = () => session.stopReason;
    process.env[ENV.socket] = opened.address;
    process.env[ENV.token] = opened.token;
    const forget = onEndSignals(() => session.stop({ code: 'interrupted', message: 'Stopped by the user.' }));
    return async () => {
      try {
        await session.end();
      } finally {
        // Whatever the session's end fails of: profiles, leases and the staging folder must not outlive it, the log and
        // the page of the run must be whole.
        await opened.close();
        record.close();
        forget();
        pruneRuns(path.join(plan.rootDir, 'batch-report'), plan.settings.keepRuns, plan.run);
        if (commandKind(process.argv) === 'server') renewPlan(plan);
      }
    };
  } catch (error) {
    if (error instanceof BatchError) {
      refused = error.exitCode;
      error.stack = error.message;
    }
    throw error;
  }
}

/** What is known only now: the sample portal's port, its profile, and what the portal makes of SESSION_FILE. */
async function completePlan(plan: RunPlan, config: FullConfig): Promise<RunPlan> {
  noteShard(plan, config);
  if (plan.profile?.kind === 'session') await takeSession(plan);
  if (!plan.sample) return plan;
  plan.settings.baseUrl = samplePortalUrl();
  if (plan.profile) await makeProfileOnce(plan.profile.userDataDir, plan);
  writePlan(plan);
  return plan;
}

/** Here and not with the plan: a shard may stand in the config as well as in the command. */
function noteShard(plan: RunPlan, { shard }: FullConfig): void {
  if (!shard) return;
  const split = splitOfRun(shard.total);
  if (!split) return;
  plan.shard = { current: shard.current, total: shard.total, split: split.hash };
  writePlan(plan);
}

/**
 * Ctrl+C stops taking POs before Playwright interrupts its tests. SIGTERM and SIGHUP end like Ctrl+C: by themselves
 * they would end the runner with nothing written back and nothing removed.
 */
function onEndSignals(stop: () => void): () => void {
  const end = () => {
    stop();
    interruptRun();
  };
  process.prependListener('SIGINT', stop);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', end);
    process.off('SIGHUP', end);
  };
}
