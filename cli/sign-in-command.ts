import { parseArgs } from 'node:util';
import { refuseIfInUse, signedInMarker } from '../batch/profile-source';
import { ownProfileDir } from '../batch/edge-places';
import { BatchError } from '../batch/errors';
import { forgetPortalSession, portalSessionFile, readPortalSession } from '../batch/portal-session';
import { EXIT } from '../batch/exit-codes';
import { launchOptions } from '../fixtures/edge-launch';
import { projectSettings } from './config-options';
import { hasDisplay, installedBrowser, startCommand, thisSystem } from './machine';
import type { Invocation } from './main';
import { signIn } from './sign-in';

/** `po-batch sign-in`: a visible browser on the batch's own profile, until the person is signed in to the portal. */
export async function signInCommand({ rootDir, args, say, stop }: Invocation): Promise<number> {
  const { headless } = options(args);
  const { settings } = await projectSettings(rootDir);
  const { baseUrl } = settings;
  if (!baseUrl) {
    throw new BatchError('NO_BASE_URL', 'BASE_URL is not set: put BASE_URL=https://<company>.coupahost.com in .env, then run sign-in again.');
  }
  const system = thisSystem();
  if (!headless && !hasDisplay(system)) {
    throw new BatchError('NO_DISPLAY', 'There is no display here (DISPLAY is not set), and signing in needs a window: run this on a desktop.');
  }
  const userDataDir = ownProfileDir(system);
  refuseIfInUse(userDataDir, system.platform);
  const browser = installedBrowser(system);

  say(`🔑 ${browser.name} opens at ${baseUrl}: sign in there as you always do; the window closes by itself.`);
  say(`   Profile: ${userDataDir} (the batch's own; your everyday one is not touched)`);
  const kept = portalSessionFile(system);
  const ending = await signIn({
    userDataDir,
    baseUrl,
    marker: signedInMarker(system),
    // As in a run, where the profile is a real one: else a run could not decrypt the cookies of this sign-in.
    launch: launchOptions({ ...settings, useProfile: true }, browser, headless, 'Default'),
    stop,
    cookies: readPortalSession(kept, baseUrl)?.cookies ?? [],
  });
  if (ending === 'stopped') throw new BatchError('STOPPED', 'Stopped before you were signed in.', EXIT.STOPPED);
  if (ending === 'closed') {
    throw new BatchError('SIGN_IN_CLOSED', 'The window was closed before you were signed in: run sign-in again and leave it open.', EXIT.SIGNED_OUT);
  }
  // From now on the profile itself has the newest sign-in.
  forgetPortalSession(kept);
  say(`✅ Signed in to ${baseUrl}.`);
  for (const [unused, name] of [[settings.edgeProfileDir, 'EDGE_PROFILE_DIR is'], [!settings.useProfile, 'USE_PROFILE=false is']] as const) {
    if (unused) say(`⚠️ ${name} set, so runs do not use this profile: take it away to use this one.`);
  }
  say(`   Next: ${startCommand(rootDir)}`);
  return EXIT.OK;
}

function options(args: string[]): { headless: boolean } {
  try {
    // --headless is for tests: nobody can sign in where there is no window.
    const { values } = parseArgs({ args, options: { headless: { type: 'boolean', default: false } } });
    return { headless: values.headless };
  } catch (error) {
    throw new BatchError('BAD_OPTION', `po-batch sign-in: ${(error as Error).message.split('\n')[0]}`);
  }
}
