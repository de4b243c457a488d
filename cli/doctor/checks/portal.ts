import { withoutUser } from '../../../batch/text/short-text';
import { fault, ok, warning, type Check, type Finding } from '../model';

/** Whether the portal answers a plain request, without cookies and without a browser. */
export interface PortalFacts {
  sample: boolean;
  portal: string | undefined;
  /** HTTP status, or the code of what went wrong. */
  answer: number | string | undefined;
  /**
   * A request of Node goes no way that Edge would not go too: no proxy in the environment, and none that only the
   * system knows.
   */
  direct: boolean;
}

const NAME = 'Portal';
const CERTIFICATE = /CERT|SIGNATURE|ISSUER/;

export function judgePortal({ sample, portal, answer, direct }: PortalFacts): Finding[] {
  if (sample)
    return [
      ok(NAME, 'The sample portal, on this computer. For your own: BASE_URL=https://<company>.coupahost.com in .env'),
    ];
  if (!portal) return [fault(NAME, 'BASE_URL is not set.', 'Put BASE_URL=https://<company>.coupahost.com into .env')];
  if (answer === undefined) return [];
  if (typeof answer === 'number') {
    if (answer === 404)
      return [
        warning(
          NAME,
          `${portal} answers 404: there is no such page.`,
          'Compare BASE_URL with the address that you see in Edge.',
        ),
      ];
    if (answer >= 500)
      return [
        warning(
          NAME,
          `${portal} answers ${answer}: maintenance, or too much to do.`,
          'Open it in Edge. A run waits for it up to OFFLINE_WAIT minutes.',
        ),
      ];
    return [ok(NAME, `${portal} answers (${answer})`)];
  }
  if (CERTIFICATE.test(answer))
    return [
      warning(
        NAME,
        `${portal} answers with a certificate that Node does not know (${answer}). Edge, which does the work, may know it.`,
        'Open it in Edge: when no warning shows there, all is well.',
      ),
    ];
  const text = `${portal} is not reached from here (${answer})`;
  if (direct) return [fault(NAME, `${text}.`, 'Check BASE_URL, the VPN and the network.')];
  return [
    warning(
      NAME,
      `${text} without Edge, which may use a proxy that only it knows.`,
      'Open it in Edge: when it opens there, all is well; else check BASE_URL, the VPN and the proxy.',
    ),
  ];
}

/** Whether the portal answers this computer. */
export const checkPortal: Check = async ({ machine, batch }) => {
  if (!batch) return [];
  const { sample, settings } = batch;
  const proxied = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].some(
    (name) => machine.env[name] || machine.env[name.toLowerCase()],
  );
  // Node's fetch refuses an address with a password, and findings are sent to others.
  const portal = settings.baseUrl && withoutUser(settings.baseUrl);
  const answer = sample || !portal ? undefined : await machine.ask(portal);
  // Windows and macOS have a proxy of their own settings, often by a script, which Edge follows and Node does not.
  return judgePortal({ sample, portal, answer, direct: machine.platform === 'linux' && !proxied });
};
