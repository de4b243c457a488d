import { statSync } from 'node:fs';
import { BatchError } from '../errors/errors';
import { browserPrograms } from './edge-paths';

/** Which browser a run drives: by `channel` (Edge, Chrome) or by `executablePath` (either Chromium). */
export interface BrowserChoice {
  name: 'Microsoft Edge' | 'Google Chrome' | "Playwright's Chromium" | 'Chromium';
  channel?: 'msedge' | 'chrome';
  executablePath?: string;
  /** One line for the operator: what was taken and why. */
  line: string;
}

export interface BrowserSearch {
  platform: NodeJS.Platform;
  env: Record<string, string | undefined>;
  isFile: (path: string) => boolean;
  /** What Playwright's `chromium.executablePath()` says; it names the path even when nothing is installed there. */
  playwrightChromium?: string;
}

/**
 * Edge where it is installed, else Chrome, else Playwright's own Chromium, else the system's Chromium; undefined
 * when there is none. This function alone decides: set-up, run and command line all ask here. `PO_BATCH_BROWSER` forces
 * one of them, for a computer that has several; undefined when that one is not there. Throws BatchError for another
 * value.
 */
export function chooseBrowser({ platform, env, isFile, playwrightChromium }: BrowserSearch): BrowserChoice | undefined {
  const forced = forcedBrowser(env);
  const all = browserPrograms({ platform, env });
  const only = (name: ForcedBrowser, files: string[]) => (forced === undefined || forced === name ? files : []);
  const programs = {
    edge: only('msedge', all.edge),
    chrome: only('chrome', all.chrome),
    chromium: only('chromium', all.chromium),
  };

  const because = (missing: string) =>
    forced === undefined ? `since ${missing} is installed` : `as PO_BATCH_BROWSER=${forced} says`;

  const edge = programs.edge.find(isFile);
  if (edge)
    return { name: 'Microsoft Edge', channel: 'msedge', line: `🌐 Browser: Microsoft Edge (channel msedge, ${edge})` };

  const chrome = programs.chrome.find(isFile);
  if (chrome) {
    const line = `🌐 Browser: Google Chrome (channel chrome, ${chrome}), ${because('no Microsoft Edge')}`;
    return { name: 'Google Chrome', channel: 'chrome', line };
  }

  // By path, although Playwright finds its own: without one it takes the headless shell, which has no extensions.
  if (playwrightChromium && only('chromium', [playwrightChromium]).some(isFile)) {
    const line = `🌐 Browser: Playwright's Chromium (${playwrightChromium}), ${because('neither Microsoft Edge nor Google Chrome')}`;
    return { name: "Playwright's Chromium", executablePath: playwrightChromium, line };
  }

  const chromium = programs.chromium.find(isFile);
  if (!chromium) return undefined;
  const line = `🌐 Browser: Chromium (${chromium}), ${because("neither Microsoft Edge nor Google Chrome nor Playwright's Chromium")}`;
  return { name: 'Chromium', executablePath: chromium, line };
}

/** What PO_BATCH_BROWSER takes: Playwright's own names. */
const FORCED = ['msedge', 'chrome', 'chromium'] as const;
type ForcedBrowser = (typeof FORCED)[number];

/** The browser that the environment demands; undefined where it demands none. */
export function forcedBrowser(env: BrowserSearch['env']): ForcedBrowser | undefined {
  const wanted = env['PO_BATCH_BROWSER']?.trim();
  if (!wanted) return undefined;
  const known = FORCED.find((name) => name === wanted.toLowerCase());
  if (known) return known;
  const line = `PO_BATCH_BROWSER=${wanted} (environment) is not allowed: it takes ${FORCED.join(', ')}.`;
  throw new BatchError('BAD_SETTING', line);
}

/** The `isFile` of the real disk: follows links; a path that may not be read is none. */
export function isFileOnDisk(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
