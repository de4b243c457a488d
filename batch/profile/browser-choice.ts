import { statSync } from 'node:fs';
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
 * when there is none. This function alone decides: set-up, run and command line all ask here.
 */
export function chooseBrowser({ platform, env, isFile, playwrightChromium }: BrowserSearch): BrowserChoice | undefined {
  const programs = browserPrograms({ platform, env });

  const edge = programs.edge.find(isFile);
  if (edge)
    return { name: 'Microsoft Edge', channel: 'msedge', line: `🌐 Browser: Microsoft Edge (channel msedge, ${edge})` };

  const chrome = programs.chrome.find(isFile);
  if (chrome) {
    const line = `🌐 Browser: Google Chrome (channel chrome, ${chrome}), since Microsoft Edge is not installed`;
    return { name: 'Google Chrome', channel: 'chrome', line };
  }

  // By path, although Playwright finds its own: without one it takes the headless shell, which has no extensions.
  if (playwrightChromium && isFile(playwrightChromium)) {
    const line = `🌐 Browser: Playwright's Chromium (${playwrightChromium}), since neither Microsoft Edge nor Google Chrome is installed`;
    return { name: "Playwright's Chromium", executablePath: playwrightChromium, line };
  }

  const chromium = programs.chromium.find(isFile);
  if (!chromium) return undefined;
  const line = `🌐 Browser: Chromium (${chromium}), since neither Microsoft Edge nor Google Chrome nor Playwright's Chromium is installed`;
  return { name: 'Chromium', executablePath: chromium, line };
}

/** The `isFile` of the real disk: follows links; a path that may not be read is none. */
export function isFileOnDisk(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
