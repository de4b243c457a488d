import { browserPrograms, pathsOf, type BrowserChoice, type ProfileSource } from '../../../batch/profile';
import { hasDisplay } from '../../common';
import { fault, ok, warning, type Check, type Finding, type MachineView } from '../model';

/** The browser that runs take, and whether it fits the profile and the way it would be shown. */
export interface BrowserFacts {
  browser: BrowserChoice | undefined;
  version: string | undefined;
  profile: ProfileSource['kind'] | undefined;
  headless: boolean;
  display: boolean;
  /** Linux without the sandbox: Chromium refuses it to root. */
  root: boolean;
}

export function judgeBrowser({ browser, version, profile, headless, display, root }: BrowserFacts): Finding[] {
  if (!browser)
    return [fault('Browser', 'There is none.', 'Install Microsoft Edge, or run: npx playwright install chromium')];
  const named = `${browser.name} ${version ?? '(its version is not known)'}`;
  const isEdge = browser.channel === 'msedge';
  return [
    isEdge || profile !== 'everyday'
      ? ok('Browser', isEdge ? named : `${named}, since Microsoft Edge is not installed`)
      : warning(
          'Browser',
          `${named}, but the profile is Microsoft Edge's: another browser cannot read its cookies.`,
          'Install Microsoft Edge, or run: npx po-batch sign-in',
        ),
    ...(headless || display
      ? []
      : [
          fault(
            'Windows',
            'HEADLESS=false shows windows, and there is no display here.',
            'Take HEADLESS=false away, or run this on a desktop.',
          ),
        ]),
    ...(root
      ? [
          warning(
            'User',
            'This runs as root: the browser starts without its sandbox.',
            'Run batches as an ordinary user.',
          ),
        ]
      : []),
  ];
}

/** The browser that a run would use, and whether it can run as the settings ask. */
export const checkBrowser: Check = async ({ machine, browser, batch }) => {
  const profile = batch?.profile && 'kind' in batch.profile ? batch.profile.kind : undefined;
  const root = machine.root && machine.platform === 'linux';
  return judgeBrowser({
    browser,
    version: browser && (await versionOf(machine, browser)),
    profile,
    headless: batch?.settings.headless ?? true,
    display: hasDisplay(machine),
    root,
  });
};

const VERSION = /\d+\.\d+\.\d+\.\d+/;

/** Without starting the browser where that would open a window, as `--version` does on Windows. */
async function versionOf(machine: MachineView, browser: BrowserChoice): Promise<string | undefined> {
  const program = programOf(machine, browser);
  if (!program) return undefined;
  const paths = pathsOf(machine.platform);
  if (machine.platform === 'win32') {
    // Beside the program lies a folder for each version; after an update the older one stays until the next start.
    const versions = machine.disk.entries(paths.dirname(program)).filter((name) => VERSION.test(name));
    return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).pop();
  }
  if (machine.platform === 'darwin') {
    const plist = paths.join(program, '..', '..', 'Info.plist');
    return (
      (
        await machine.run('/usr/bin/plutil', ['-extract', 'CFBundleShortVersionString', 'raw', '-o', '-', plist])
      )?.trim() || undefined
    );
  }
  return VERSION.exec((await machine.run(program, ['--version'])) ?? '')?.[0];
}

function programOf(machine: MachineView, { channel, executablePath }: BrowserChoice): string | undefined {
  const programs = browserPrograms(machine);
  return executablePath ?? (channel === 'msedge' ? programs.edge : programs.chrome).find(machine.disk.isFile);
}
