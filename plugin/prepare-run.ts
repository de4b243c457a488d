import fs from 'node:fs';
import path from 'node:path';
import { EXIT } from '../batch/errors/exit-codes';
import { currentOwner, writeOwnerSync } from '../batch/system/owner';
import type { RunPlan } from '../batch/protocol';
import type { SettingsOptions } from '../batch/settings/settings';
import { keepsDue, stateFolder } from '../session/store';
import { freezePlan } from './freeze-plan';
import { completedLine } from './grep-of-completed';
import { endWell, nothingDue } from './last-failed';
import {
  addReporter,
  asksForLastFailed,
  choosesTests,
  grepArgument,
  setLastRunFile,
  withoutPageTextOnFailure,
  type CommandKind,
} from './playwright-internals';

/** Freezes the plan of a run in the main process and tells Playwright what only its environment can tell it. */
export function prepareRun(rootDir: string, settings: SettingsOptions, kind: CommandKind): RunPlan {
  const lastFailed = asksForLastFailed(process.argv);
  const plan = freezePlan({
    rootDir,
    options: settings,
    lastFailed,
    runs: kind !== 'list',
    chosen: kind === 'server' || choosesTests(process.argv),
  });
  // Whatever ends this process, its private folder must not stay behind.
  process.once('exit', () => {
    try {
      fs.rmSync(plan.runDir, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // A browser that has not ended yet still writes into it: its worker removes it, or the next run by this file.
      writeOwnerSync(plan.runDir, currentOwner(plan.run));
    }
  });
  const lastRunFile = setLastRunFile(
    path.join(stateFolder(plan.input.path), 'last-run.json'),
    path.join(plan.runDir, 'last-run.json'),
  );
  // Machines that share more than a list leave the choice to what they share: see `last-failed.ts`.
  if (lastFailed && keepsDue(plan)) fs.rmSync(path.join(plan.runDir, 'last-run.json'), { force: true });
  // Without the file Playwright would run everything.
  const nothing = kind === 'test' && lastFailed && !keepsDue(plan) && nothingDue(lastRunFile, plan);
  if (nothing) endWell(nothing);
  const pattern = kind === 'test' && !lastFailed ? grepArgument(process.argv) : undefined;
  const completed = pattern && completedLine(pattern, plan);
  if (completed) {
    console.log(completed);
    process.exit(EXIT.OK);
  }
  if (kind !== 'server') addReporter(path.join(__dirname, 'observer') + path.extname(__filename));
  withoutPageTextOnFailure();
  return plan;
}
