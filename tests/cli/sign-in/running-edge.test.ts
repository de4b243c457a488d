import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { whyNot } from '../../../cli/sign-in/running-edge';
import { cleanEnvironment, REPOSITORY } from '../../support/run-batch';
import { everydayEdgeOf } from '../../support/running-edge';

// Playwright's and Node's own wordings, and what a person is told.
for (const [what, message, code, says] of [
  [
    'Edge has never been allowed, or does not run',
    'browserType.connectOverCDP: Could not connect to msedge: DevToolsActivePort file not found at ' +
      '/home/ana/.config/microsoft-edge/DevToolsActivePort.\nMake sure msedge is running',
    'NO_RUNNING_EDGE',
    /^Edge is not running, or may not be asked: .*edge:\/\/inspect/,
  ],
  [
    'Edge has ended and left its file',
    'browserType.connectOverCDP: WebSocket error: connect ECONNREFUSED 127.0.0.1:9222\nCall log:\n  - <ws ' +
      'preparing> reading /home/ana/.config/microsoft-edge/DevToolsActivePort',
    'NO_RUNNING_EDGE',
    /^Edge is not running any more/,
  ],
  [
    'nobody agreed',
    'browserType.connectOverCDP: Timeout 120000ms exceeded.',
    'EDGE_NOT_ALLOWED',
    /^Edge did not agree within 120 s: it asks in its own window/,
  ],
  [
    'somebody refused',
    'browserType.connectOverCDP: WebSocket error: ws://localhost:9222/devtools/browser 403 Forbidden',
    'EDGE_NOT_ALLOWED',
    /^Edge did not agree: it asks/,
  ],
  [
    'whatever else',
    'browserType.connectOverCDP: Connecting to msedge by channel name is not supported on aix.',
    'EDGE_NOT_ALLOWED',
    /^Edge could not be asked \(Connecting to msedge by channel name is not supported on aix\): in Edge open/,
  ],
] as const) {
  test(`${what}: one line that says what to do, and the other way`, () => {
    const error = whyNot(new Error(message), 120_000);
    expect(error).toMatchObject({ code, exitCode: 2, message: expect.stringMatching(says) });
    expect(error.message).not.toContain('\n');
    expect(error.message).toMatch(/or run `npx po-batch sign-in`, which needs no other Edge\.$/);
  });
}

// Where Edge keeps its profile Playwright settles once in a process, by the home folder: one with a home of the test's
// own, in which Edge leaves the file that names its port.
const ASKS_TWICE = `
const { chromium } = require('@playwright/test');
const fs = require('node:fs');
const ask = () => chromium.connectOverCDP('msedge', { noDefaults: true }).then(() => '', (error) => error.message);
void (async () => {
  const before = await ask();
  fs.mkdirSync(process.argv[1], { recursive: true });
  fs.writeFileSync(process.argv[1] + '/DevToolsActivePort', '9\\n/devtools/browser/gone\\n');
  process.stdout.write(JSON.stringify([before, await ask()]));
})();
`;

test("without an Edge, and after it has ended: Playwright's words of today", async ({}, testInfo) => {
  test.skip(process.platform !== 'linux', "looks for Edge below a home of the test's own");
  const home = testInfo.outputPath('home');
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', ASKS_TWICE, everydayEdgeOf(home)], {
    cwd: REPOSITORY,
    env: cleanEnvironment({ HOME: home, XDG_CONFIG_HOME: '' }),
  });
  const [never, ended] = (JSON.parse(stdout) as [string, string]).map(
    (message) => whyNot(new Error(message), 1).message,
  );
  expect(never).toMatch(/^Edge is not running, or may not be asked/);
  expect(ended).toMatch(/^Edge is not running any more/);
});
