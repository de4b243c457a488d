import { parseArgs } from 'node:util';
import {
  refuseIfInUse,
  signedInMarker,
  ownProfileDir,
  forgetPortalSession,
  portalSessionFile,
  readPortalSession,
} from '../../batch/profile';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import type { Settings } from '../../batch/settings/settings';
import { withoutUser } from '../../batch/text/short-text';
import { launchOptions } from '../../fixtures/edge';
import type { SignInEnding } from '../../fixtures/sign-in';
import { badOption, projectSettings, hasDisplay, installedBrowser, thisSystem, type Invocation } from '../common';
import { thisMachineView } from '../doctor/model';
import { readPolicies } from '../doctor/policies/policy-sources';
import { connectToRunningEdge } from './running-edge';
import { signIn } from './sign-in';
import { takeOver, type TakeOver } from './take-over';

/** What both ways to a signed-in profile work with. */
type Way = Pick<TakeOver, 'baseUrl' | 'userDataDir' | 'marker' | 'sessionFile' | 'launch' | 'stop'> &
  Pick<Invocation, 'say'>;

/**
 * `po-batch sign-in`: a visible browser on the batch's own profile, until the person is signed in to the portal. With
 * `--from-edge` that profile gets the session of the Edge that the person has open instead.
 */
export async function signInCommand({ rootDir, config, commands, args, say, stop }: Invocation): Promise<number> {
  const { headless, fromEdge } = options(args);
  const { settings } = await projectSettings(rootDir, config);
  const { baseUrl } = settings;
  if (!baseUrl) {
    throw new BatchError(
      'NO_BASE_URL',
      'BASE_URL is not set: put BASE_URL=https://<company>.coupahost.com in .env, then run sign-in again.',
    );
  }
  const system = thisSystem();
  const hidden = headless || fromEdge;
  if (!hidden && !hasDisplay(system)) {
    throw new BatchError(
      'NO_DISPLAY',
      'There is no display here (DISPLAY is not set), and signing in needs a window: run this on a desktop.',
    );
  }
  const userDataDir = ownProfileDir(system);
  refuseIfInUse(userDataDir, system.platform);
  const browser = installedBrowser(system);
  // As in a run, where the profile is a real one: else a run could not decrypt the cookies of this sign-in.
  const launch = launchOptions({ ...settings, useProfile: true }, browser, hidden, 'Default');
  const way: Way = {
    baseUrl,
    userDataDir,
    marker: signedInMarker(system),
    sessionFile: portalSessionFile(system),
    launch,
    say,
    stop,
  };

  const ending = fromEdge ? await fromRunningEdge(way) : await inAWindow(way, browser.name);
  if (ending === 'stopped') throw new BatchError('STOPPED', 'Stopped before you were signed in.', EXIT.STOPPED);
  if (ending === 'closed') {
    throw new BatchError(
      'SIGN_IN_CLOSED',
      'The window was closed before you were signed in: run sign-in again and leave it open.',
      EXIT.SIGNED_OUT,
    );
  }
  const portal = withoutUser(baseUrl);
  say(fromEdge ? `✅ Signed in to ${portal}, with the session of your Edge.` : `✅ Signed in to ${portal}.`);
  for (const line of unusedBecause(settings)) say(line);
  say(`   Next: ${commands.start}`);
  return EXIT.OK;
}

async function inAWindow({ say, sessionFile, ...way }: Way, browser: string): Promise<SignInEnding> {
  say(
    `🔑 ${browser} opens at ${withoutUser(way.baseUrl)}: sign in there as you always do; the window closes by itself.`,
  );
  say(`   Profile: ${way.userDataDir} (the batch's own; your everyday one is not touched)`);
  const ending = await signIn({ ...way, cookies: readPortalSession(sessionFile, way.baseUrl)?.cookies ?? [] });
  // From now on the profile itself has the newest sign-in.
  if (ending === 'signed-in') forgetPortalSession(sessionFile);
  return ending;
}

async function fromRunningEdge({ say, ...way }: Way): Promise<SignInEnding> {
  const { policies } = await readPolicies(thisMachineView(), { channel: 'msedge' });
  const forbids = policies.find(({ name, value }) => name === 'RemoteDebuggingAllowed' && value === 0);
  if (forbids) {
    throw new BatchError(
      'EDGE_NOT_ALLOWED',
      `Edge may not be asked here: your company forbids it (policy RemoteDebuggingAllowed in ${forbids.where}). \`npx po-batch doctor\` has the sentence to send to IT.`,
    );
  }
  say(
    '🔑 Asking the Edge that you have open: agree there when it asks. It opens a tab with the portal; sign in ' +
      'there if it wants you to.',
  );
  say(`   Profile: ${way.userDataDir} (the batch's own; your Edge stays as it is)`);
  const edge = await connectToRunningEdge(way.stop);
  try {
    return await takeOver({ ...way, edge });
  } finally {
    await edge.leave();
  }
}

/** What keeps runs from using the batch's own profile, in lines for the operator. */
export function unusedBecause({ edgeProfileDir, useProfile, sessionFile }: Settings): string[] {
  const set = [
    sessionFile && 'SESSION_FILE is',
    edgeProfileDir && 'EDGE_PROFILE_DIR is',
    !useProfile && 'USE_PROFILE=false is',
  ].filter(Boolean);
  return set.map((name) => `⚠️ ${name} set, so runs do not use this profile: take it away to use this one.`);
}

function options(args: string[]): { headless: boolean; fromEdge: boolean } {
  try {
    // --headless is for tests: nobody can sign in where there is no window.
    const { values } = parseArgs({
      args,
      options: { headless: { type: 'boolean', default: false }, 'from-edge': { type: 'boolean', default: false } },
    });
    return { headless: values.headless, fromEdge: values['from-edge'] };
  } catch (error) {
    throw badOption('sign-in', error);
  }
}
