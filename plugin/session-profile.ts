import os from 'node:os';
import { sessionEvents, type RunPlan } from '../batch/protocol';
import { sessionSource } from '../batch/session-file/session-source';
import { makeSessionProfile } from '../fixtures/sign-in';

/** Makes the run's profile from SESSION_FILE. Throws a BatchError with one line when it is of no use, and on Ctrl+C. */
export async function takeSession({ rootDir, runDir, settings, browser }: RunPlan): Promise<void> {
  const source = sessionSource(rootDir, settings, { platform: process.platform, homedir: os.homedir() })!;
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    sessionEvents().emit(
      'notice',
      await makeSessionProfile({ runDir, source, settings, browser, stop: stopping.signal }),
    );
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
