import type { Finding } from '../model';

/**
 * Company policies of Edge (and of browsers built from the same source) that a batch meets: which value breaks what,
 * and what to ask IT for. https://learn.microsoft.com/deployedge/microsoft-edge-policies
 */
export interface PolicyRule {
  name: string;
  /** The values that stand in the way. */
  when(value: PolicyValue): boolean;
  /** By the value, and whether browsers run without windows. */
  state:
    | Exclude<Finding['state'], 'ok'>
    | ((value: PolicyValue, facts: { headless: boolean }) => Exclude<Finding['state'], 'ok'>);
  breaks: string;
  /** What can be done without IT. */
  instead?: string;
  /** The rest of "Please …": the sentence for IT. */
  ask: string;
}

/** As the registry, a JSON file or a property list has it; 0 and 1 for false and true. */
export type PolicyValue = number | string;

const is =
  (...values: PolicyValue[]) =>
  (value: PolicyValue) =>
    values.includes(value);

const HEADLESS: Omit<PolicyRule, 'name' | 'when'> = {
  state: (_value, { headless }) => (headless ? 'fault' : 'warning'),
  breaks: 'Browsers do not start without a window.',
  instead: 'set HEADLESS=false',
  ask:
    'allow headless mode, or leave the policy unset: a batch runs several browsers in the background, where ' +
    'windows would be in the way.',
};

export const POLICY_RULES: readonly PolicyRule[] = [
  {
    name: 'RemoteDebuggingAllowed',
    when: is(0),
    state: 'fault',
    breaks:
      'The browser ends as soon as it starts: it is driven through a pipe that only its parent process has, and ' +
      'the policy forbids that too.',
    ask:
      'enable it, or leave it unset, for this user: the tool drives the browser through --remote-debugging-pipe. ' +
      'No network port is opened.',
  },
  {
    name: 'UserDataDir',
    when: (value) => value !== '',
    state: 'fault',
    breaks:
      'Every browser takes this folder instead of its own copy of the profile: only one can run, and it works in ' +
      'the profile itself.',
    ask:
      'leave it unset for this user, or on this computer: each browser of the tool needs a user-data folder of its ' +
      'own (--user-data-dir).',
  },
  { name: 'HeadlessModeEnabled', when: is(0), ...HEADLESS },
  { name: 'HeadlessMode', when: is(2), ...HEADLESS },
  {
    name: 'AlwaysOpenPdfExternally',
    when: is(0),
    state: 'warning',
    breaks: 'PDFs may be shown in the browser instead of being saved; most are saved all the same.',
    instead: 'if PDFs are missing after a run, ask',
    ask: 'enable it, or leave it unset, for this user: PDFs have to be downloaded, not shown.',
  },
  {
    name: 'DownloadRestrictions',
    when: is(3),
    state: 'fault',
    breaks: 'All downloads are blocked.',
    ask:
      'allow downloads (0, or 1 or 4 to block dangerous files only) for this user: attachments of purchase orders ' +
      'are to be saved.',
  },
  {
    name: 'DownloadRestrictions',
    when: is(1, 2, 4),
    state: 'warning',
    breaks: 'Attachments that the browser takes for dangerous are not saved; their POs become PARTIAL or FAILED.',
    instead: 'if files are missing after a run, ask',
    ask:
      'set it to 0 for this user, or exempt the portal (ExemptDomainFileTypePairsFromFileTypeDownloadWarnings), if ' +
      'attachments are blocked.',
  },
  {
    name: 'DownloadDirectory',
    when: (value) => value !== '',
    state: 'warning',
    breaks: 'The browser may save files there instead of where the batch collects them; those then count as missing.',
    instead: 'if files are missing after a run, look there and ask',
    ask: 'leave it unset, or make it a recommended policy, for this user: the tool tells its browsers where to save.',
  },
  {
    name: 'PromptForDownloadLocation',
    when: is(1),
    state: 'warning',
    breaks: 'The browser may ask where to save each file, and nobody is there to answer.',
    instead: 'if downloads time out, ask',
    ask: 'disable it, or leave it unset, for this user: files are saved without anybody at the screen.',
  },
  {
    name: 'BrowserSignin',
    when: is(0),
    state: 'warning',
    breaks:
      'Nobody can be signed in to the browser itself, so a company sign-in that relies on it asks for the password.',
    instead: 'sign in to the portal with npx po-batch sign-in',
    ask: 'allow sign-in to the browser (1) for this user, if the portal is reached by single sign-on.',
  },
  {
    name: 'BrowserSignin',
    when: is(2),
    state: 'warning',
    breaks: 'A profile without an account may show a sign-in window before any page.',
    instead: 'sign in to the browser too when npx po-batch sign-in opens its window',
    ask: 'set it to 1 for this user, if browsers stop at a sign-in window: the tool uses a profile of its own.',
  },
];

export const POLICY_NAMES = [...new Set(POLICY_RULES.map(({ name }) => name))];
