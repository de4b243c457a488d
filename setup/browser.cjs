'use strict';
const fs = require('node:fs');
const { playwright, runQuietly, setupLog } = require('./run-program.cjs');
const { SetupError } = require('./setup-error.cjs');
const { explainFailure } = require('./explain-failure.cjs');
const { ourModule, playwrightChromium } = require('./our-modules.cjs');

/** What this machine offers; tests give another. */
const thisMachine = {
  platform: process.platform,
  env: process.env,
  isFile: (file) => ourModule('batch/profile/browser-choice.ts').isFileOnDisk(file),
  playwrightChromium,
  osRelease: () => (fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : ''),
  isRoot: process.getuid?.() === 0,
  run: runQuietly,
  say: console.log,
};

/** The browser that runs will take, or undefined. Asks Playwright last, since asking costs half a second. */
function findBrowser(machine = thisMachine) {
  const { chooseBrowser } = ourModule('batch/profile/browser-choice.ts');
  const { platform, env, isFile } = machine;
  return (
    chooseBrowser({ platform, env, isFile }) ??
    chooseBrowser({ platform, env, isFile, playwrightChromium: machine.playwrightChromium() })
  );
}

/**
 * Makes sure that there is a browser: takes one that is installed, else the first installation that works. Where Edge
 * is, nothing is ever downloaded.
 */
async function ensureBrowser(machine = thisMachine) {
  if (findBrowser(machine)) return;
  const { forcedBrowser } = ourModule('batch/profile/browser-choice.ts');
  const forced = forcedBrowser(machine.env);
  // Another browser than the one that is to be tried would prove nothing.
  if (forced && forced !== 'chromium')
    throw new SetupError(
      `PO_BATCH_BROWSER=${forced}: this browser is not installed. Install it, or take the variable away.`,
    );
  machine.say('🌐 No browser found (Microsoft Edge, Google Chrome, Chromium): installing Chromium …');
  const causes = [];
  for (const { name, steps } of waysToInstall(machine)) {
    machine.say(`   ${name} …`);
    const output = (await runAll(steps, machine)) ?? (await whyItDoesNotStart(machine));
    if (output === undefined) return machine.say('   done.');
    causes.push(explainFailure(output));
    machine.say(`   did not work (${causes.at(-1).kind}).`);
  }
  const { line } = causes.find(({ kind }) => kind !== 'unknown') ?? causes[0];
  throw new SetupError(
    `No browser could be installed. ${line} Or install Microsoft Edge yourself. (Full output: ${setupLog})`,
  );
}

function waysToInstall({ isRoot, osRelease, env }) {
  // Playwright waits 30 s in each of five tries; a blocked host should not cost a newcomer minutes.
  const patience = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: env.PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT ?? '10000' };
  const ways = [
    { name: 'npx playwright install chromium', steps: [{ command: playwright('install', 'chromium'), env: patience }] },
  ];
  if (isRoot && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(osRelease())) {
    const apt = (...args) => ({
      command: ['apt-get', ['-y', '-q', ...args]],
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
    // One broken source of packages makes the update fail while Debian's own are fine: the installation is the test.
    const steps = [{ ...apt('update'), mayFail: true }, apt('install', 'chromium')];
    ways.push({ name: 'apt-get install -y chromium', steps });
  }
  return ways;
}

/** Undefined when all went well, else what was printed. */
async function runAll(steps, { run, say }) {
  const printed = [];
  for (const { command, env, mayFail } of steps) {
    const { code, output } = await run(command, { env, say });
    printed.push(output);
    if (code !== 0 && !mayFail) return printed.join('\n');
  }
  return undefined;
}

/** Undefined when the browser starts. A bare Linux may lack the libraries that a downloaded Chromium needs. */
async function whyItDoesNotStart(machine) {
  const browser = findBrowser(machine);
  if (!browser) return 'The installation ended without an error, and there is still no browser.';
  // Only Linux: on Windows `--version` opens a window.
  if (machine.platform !== 'linux' || !browser.executablePath) return undefined;
  const { code, output } = await machine.run([browser.executablePath, ['--version']], { say: machine.say });
  return code === 0 ? undefined : output;
}

module.exports = { ensureBrowser, findBrowser };
