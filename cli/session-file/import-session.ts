import { lastsText, ownProfileDir, portalSessionFile, refuseIfInUse, signedInMarker } from '../../batch/profile';
import { readSessionFile, unsealSession } from '../../batch/session-file/session-file';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import { withoutUser } from '../../batch/text/short-text';
import { launchOptions } from '../../fixtures/edge';
import { proveSession, type PortalState } from '../../fixtures/sign-in';
import { installedBrowser, thisSystem, type Invocation } from '../common';
import { layOver, unusedBecause } from '../sign-in';
import { fileArgument, settingsWithPortal } from './arguments';
import { knownPassphrase } from './passphrase';

/**
 * `po-batch import-session <file>`: asks the portal in a browser that is thrown away whether it takes the session, and
 * only then lays it over the batch's own profile. Exit codes: 0, 2 bad input, 3 the portal does not take it, 4 the
 * portal does not answer, 130 stopped.
 */
export async function importSession({ args, say, stop, ...project }: Invocation): Promise<number> {
  const file = fileArgument('import-session', args);
  const { settings, baseUrl } = await settingsWithPortal('import-session', project);
  const bytes = readSessionFile(file);
  const system = thisSystem();
  const userDataDir = ownProfileDir(system);
  refuseIfInUse(userDataDir, system.platform);
  const browser = installedBrowser(system);
  const passphrase = await knownPassphrase();
  const { cookies, origins } = await unsealSession(bytes, { passphrase, where: file, portal: baseUrl });
  // As in a run, where the profile is a real one: else a run could not decrypt the cookies.
  const launch = launchOptions({ ...settings, useProfile: true }, browser, true, 'Default');
  say(`🔑 Asking ${withoutUser(baseUrl)} whether it takes the session in ${file}.`);
  const proof = await proveSession({ userDataDir: '', state: { cookies, origins }, launch, baseUrl, stop });
  const state = accepted(proof, file, baseUrl);
  const own = { baseUrl, userDataDir, marker: signedInMarker(system), sessionFile: portalSessionFile(system), launch };
  await layOver(state, own, 'a session file');
  say(`✅ Signed in to ${withoutUser(baseUrl)}. ${lastsText(state.cookies)}`);
  say(`   Profile: ${userDataDir} (the batch's own)`);
  for (const line of unusedBecause(settings)) say(line);
  say(`   Next: ${project.commands.start}`);
  return EXIT.OK;
}

function accepted(proof: Awaited<ReturnType<typeof proveSession>>, file: string, baseUrl: string): PortalState {
  if (proof.is === 'signed-in') return proof.state;
  if (proof.is === 'stopped') throw new BatchError('STOPPED', 'Stopped: the profile is as it was.', EXIT.STOPPED);
  if (proof.is === 'signed-out') {
    throw new BatchError(
      'SESSION_NOT_ACCEPTED',
      `${baseUrl} does not take the session in ${file} any more (${proof.at} asks for a sign-in): export it again where somebody is signed in. The profile here is as it was.`,
      EXIT.SIGNED_OUT,
    );
  }
  throw new BatchError(
    'PORTAL_UNCLEAR',
    `${baseUrl} shows "${proof.title}", which tells nothing about the session: try again later. The profile here is as it was.`,
    EXIT.PORTAL,
  );
}
