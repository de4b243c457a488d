import fs from 'node:fs';
import path from 'node:path';
import type { RunPlan } from '../batch/protocol';
import { makeSampleProfile } from '../data/sample-profile';
import { browserTemp } from '../batch/profile';
import { launchOptions } from '../fixtures/edge';

/** The sample's profile, signed in to the sample portal: made by driving the browser once, then kept. */
export async function makeProfileOnce(dir: string, plan: RunPlan): Promise<void> {
  if (fs.existsSync(path.join(dir, 'Local State'))) return;
  await makeSampleProfile({
    dir,
    portalUrl: plan.settings.baseUrl!,
    launch: { ...launchOptions(plan.settings, plan.browser, true, 'Default'), ...(await browserTemp(plan.runDir)) },
  });
}
