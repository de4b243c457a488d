import { leanSwitches } from '../../batch/profile';
import { installed } from '../support/installed-browser';

const found = installed();

/** The browser that a run would take, for `test.use({ launchOptions })`. As root, Linux has no sandbox to offer. */
export const launchOptions = {
  ...(found.channel && { channel: found.channel }),
  ...(found.executablePath && { executablePath: found.executablePath }),
  chromiumSandbox: process.getuid?.() !== 0,
  // Without it each start loads some 300 files for an address bar that nobody sees: half of its processor time.
  args: leanSwitches(true),
};
