import { BatchError } from '../../../batch/errors/errors';
import { refuseIfInUse, type ProfileSource } from '../../../batch/profile';
import { fault, ok, warning, type Check, type Finding } from '../model';

/** The profile that runs copy: found, of the right kind, and not in use. */
export interface ProfileFacts {
  sample: boolean;
  useProfile: boolean;
  /** SESSION_FILE is set. */
  fromSessionFile?: boolean;
  /** The error is a run's own: it would end with the same line. */
  profile: ProfileSource | BatchError | undefined;
  /** Known only where ALLOW_RUNNING_EDGE lets a run go on. */
  inUse: boolean;
}

const KINDS: Record<ProfileSource['kind'], string> = {
  own: "the batch's own, made by sign-in",
  everyday: "Microsoft Edge's everyday one",
  given: 'given by EDGE_PROFILE_DIR',
};

function judgeProfile({ sample, useProfile, fromSessionFile, profile, inUse }: ProfileFacts): Finding[] {
  const name = 'Profile';
  if (sample) return [ok(name, 'The sample batch makes its own. For your portal: npx po-batch sign-in')];
  if (fromSessionFile)
    return [ok(name, "None of this computer's: SESSION_FILE brings the sign-in, and the start of a run proves it.")];
  if (!useProfile) return [ok(name, 'None: USE_PROFILE=false, each browser starts with an empty one.')];
  if (!profile) return [];
  if (profile instanceof BatchError) return [fault(name, ...parted(profile.message))];
  const text = `${profile.userDataDir}, ${profile.profileName} (${KINDS[profile.kind]})`;
  if (inUse)
    return [
      warning(
        name,
        `${text}. A browser is using it, and ALLOW_RUNNING_EDGE is set: sign-ins of the last half minute may be missing.`,
        'Close the browser before a run, or run: npx po-batch sign-in',
      ),
    ];
  return [ok(name, text)];
}

/** The profile: there, whole, and not in use. */
export const checkProfile: Check = async ({ machine, batch }) => {
  if (!batch) return [];
  const { sample, settings, profile } = batch;
  return judgeProfile({
    sample,
    useProfile: settings.useProfile,
    fromSessionFile: settings.sessionFile !== undefined,
    profile,
    inUse: profile !== undefined && !(profile instanceof BatchError) && isInUse(profile, machine),
  });
};

function isInUse(
  { userDataDir }: ProfileSource,
  { platform, disk }: { platform: NodeJS.Platform; disk: Parameters<typeof refuseIfInUse>[2] },
): boolean {
  try {
    refuseIfInUse(userDataDir, platform, disk);
    return false;
  } catch {
    return true;
  }
}

/**
 * `<path>: <what is wrong>: <what to do>`, as the profile's errors are written; a path of Windows has a colon of its
 * own.
 */
function parted(message: string): [string, string?] {
  const [, text, advice] = /^(.*: .*?): (.*)$/s.exec(message) ?? [];
  return text && advice ? [`${text}.`, advice.charAt(0).toUpperCase() + advice.slice(1)] : [message];
}
