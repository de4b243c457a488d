import { pathsOf, type ProfileSource } from '../../../batch/profile';
import { cookieFiles } from '../../../session/profiles/copying';
import { fault, ok, warning, type Check, type Finding, type MachineView } from '../model';

/**
 * How the profile's cookies are protected, and whether a copy can read them. Known by the first three bytes of
 * each encrypted value, which name the kind of key; no key is asked for and nothing is decrypted.
 */
export interface CookieFacts {
  platform: NodeJS.Platform;
  kind: ProfileSource['kind'];
  /** How many values begin like this; an error code when the file cannot be read. */
  found: { v10: number; v11: number; v20: number } | string;
  /** Linux: a desktop session is there, which opens the keyring. */
  desktop: boolean;
}

const SIGN_IN = 'Run: npx po-batch sign-in';
const NAME = 'Cookies';

export function judgeCookies({ platform, kind, found, desktop }: CookieFacts): Finding[] {
  if (found === 'ENOENT') return [fault(NAME, 'The profile has none: nobody ever signed in with it.', SIGN_IN)];
  if (typeof found === 'string')
    return [
      fault(
        NAME,
        `They cannot be read (${found}): a browser keeps them locked, or the folder is not yours.`,
        `Close the browser that uses the profile, or do not use it. ${SIGN_IN}`,
      ),
    ];
  const { v10, v11, v20 } = found;
  if (v20 > v10 + v11) {
    const advice = kind === 'own' ? `Sign in again. ${SIGN_IN}` : `Use a profile of the batch's own. ${SIGN_IN}`;
    return [
      fault(
        NAME,
        "Bound to Edge's own program and folder (app-bound encryption): a copy cannot read them and is signed out.",
        advice,
      ),
    ];
  }
  if (v20 > 0)
    return [
      warning(
        NAME,
        `Some (about ${v20} of ${v10 + v11 + v20}) are bound to Edge's own program and folder (app-bound encryption): a copy cannot read those.`,
        `If a run says that it is signed out, ${SIGN_IN.replace('Run', 'run')}`,
      ),
    ];
  if (v10 + v11 === 0)
    return [warning(NAME, 'No encrypted cookie was found in the profile: it may never have been signed in.', SIGN_IN)];
  if (platform === 'win32')
    return [
      ok(NAME, 'Protected by your Windows account (DPAPI): a copy can read them, for you and on this computer only.'),
    ];
  if (platform === 'darwin')
    return [
      ok(
        NAME,
        'Protected by an entry in your keychain: a copy can read them. macOS may ask once whether the browser ' +
          'may use the entry.',
      ),
    ];
  if (v11 === 0)
    return [ok(NAME, 'Protected by the rights of the folder alone (no keyring here): a copy can read them.')];
  if (desktop) return [ok(NAME, "Protected by your desktop's keyring: a copy can read them while you are logged in.")];
  return [
    warning(
      NAME,
      "Protected by your desktop's keyring, and there is no desktop session here: a copy may not be able to read them.",
      'Run batches in your desktop session, not from a service, cron or SSH.',
    ),
  ];
}

/** How the profile's cookies are protected, and so whether a copy can read them. */
export const checkCookies: Check = async ({ machine, batch }) => {
  if (!batch?.profile || !('kind' in batch.profile)) return [];
  const content = cookieBytes(machine, batch.profile);
  const found = typeof content === 'string' ? content : countKinds(content);
  return judgeCookies({
    platform: machine.platform,
    kind: batch.profile.kind,
    found,
    desktop: Boolean(machine.env['DBUS_SESSION_BUS_ADDRESS']),
  });
};

/** The cookie database, or the error code of the path where it should be. */
export function cookieBytes(
  { platform, bytes }: Pick<MachineView, 'platform' | 'bytes'>,
  { userDataDir, profileName }: ProfileSource,
): Buffer | string {
  const [first, ...others] = cookieFiles(profileName).map((file) => bytes(pathsOf(platform).join(userDataDir, file)));
  return others.reduce<Buffer | string>((best, other) => (best === 'ENOENT' ? other : best), first!);
}

/** Random bytes equal a mark once in millions: the kind of most values counts, and none does for a stray one. */
function countKinds(content: Buffer) {
  const text = content.toString('latin1');
  const count = (mark: string) => text.split(mark).length - 1;
  const counts = { v10: count('v10'), v11: count('v11'), v20: count('v20') };
  const stray = Math.floor((counts.v10 + counts.v11 + counts.v20) / 50);
  const settled = (number: number) => (number <= stray ? 0 : number);
  return { v10: settled(counts.v10), v11: settled(counts.v11), v20: settled(counts.v20) };
}
