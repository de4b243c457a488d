'use strict';
const path = require('node:path');
const { createRequire } = require('node:module');
const { root } = require('./run-program.cjs');
const { SetupError } = require('./setup-error.cjs');
const { explainFailure } = require('./explain-failure.cjs');

const requireHere = createRequire(path.join(root, 'package.json'));
let ready = false;

/** One of our TypeScript modules, by its path in the project. Only once the dependencies are there. */
function ourModule(file) {
  try {
    if (!ready) requireHere('tsx/cjs/api').register();
    ready = true;
    return requireHere(`./${file}`);
  } catch (error) {
    // esbuild is a program of its own inside node_modules, the first that a policy at work stops.
    const { kind, line } = explainFailure(String(error?.stack ?? error));
    if (kind === 'scripts') throw new SetupError(line);
    throw error;
  }
}

/** Where Playwright keeps its own Chromium, there or not. Loading Playwright takes half a second: ask late. */
const playwrightChromium = () => requireHere('playwright-core').chromium.executablePath();

module.exports = { ourModule, playwrightChromium };
