import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { locateProfile } from '../../batch/profile';
import { sessionProfile, sessionSource } from '../../batch/session-file/session-source';
import type { Settings } from '../../batch/settings/settings';
import { currentOwner, writeOwnerSync } from '../../batch/system/owner';
import { EdgeWorker, readyForStart, type Edge } from '../../fixtures/edge';
import { makeSessionProfile } from '../../fixtures/sign-in';
import { ProfileManager } from '../../session/profiles';
import { installedBrowser, thisSystem } from './machine';

interface Wanted {
  rootDir: string;
  settings: Settings;
  headed?: boolean;
  /** The command, for the name of its private folder's owner. */
  what: string;
}

/**
 * A browser as a worker of a run has it, on a copy of the profile, in a folder that is gone afterwards. Throws what a
 * run would end with when there is no such profile.
 */
export async function withProfileBrowser<T>(
  { rootDir, settings, headed = false, what }: Wanted,
  work: (edge: Edge) => Promise<T>,
): Promise<T> {
  const system = thisSystem();
  const source = sessionSource(rootDir, settings, system);
  const given = locateProfile({ rootDir, settings, ...system });
  const browser = installedBrowser(system);
  const runDir = await fs.mkdtemp(path.join(os.tmpdir(), 'po-batch-'));
  try {
    const run = `${what}-${randomBytes(4).toString('hex')}`;
    writeOwnerSync(runDir, currentOwner(run));
    const profile = source ? sessionProfile(runDir) : given;
    if (source) await makeSessionProfile({ runDir, source, settings, browser, stop: new AbortController().signal });
    const plan = { run, rootDir, runDir, settings, browser, ...(profile && { profile }) };
    return await onACopy(plan, headed, work);
  } finally {
    await fs.remove(runDir);
  }
}

async function onACopy<T>(
  plan: ConstructorParameters<typeof EdgeWorker>[0]['plan'] & Parameters<typeof ProfileManager.open>[0]['plan'],
  headed: boolean,
  work: (edge: Edge) => Promise<T>,
): Promise<T> {
  const profiles = await ProfileManager.open({ plan, workers: 1, notice: () => undefined });
  const holder = {};
  const worker = new EdgeWorker({
    plan,
    headless: !headed,
    profile: {
      async take() {
        const copy = await profiles.take(holder, 0);
        await readyForStart(copy.userDataDir, plan.profile?.profileName ?? 'Default');
        return copy;
      },
      giveBack: (healthy, cookies) => Promise.resolve(profiles.giveBack(holder, healthy, cookies)),
    },
    stagingDir: path.join(plan.runDir, 'staging'),
    onReady: () => undefined,
  });
  try {
    return await work(await worker.edge());
  } finally {
    await worker.end();
    await profiles.close();
  }
}
