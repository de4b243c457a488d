'use strict';
const { SetupError } = require('./setup-error.cjs');
const { setupLog } = require('./run-program.cjs');
const { dependenciesMatch, installDependencies } = require('./dependencies.cjs');
const { explainFailure } = require('./explain-failure.cjs');

/**
 * Everything that must be there before a command can run: the locked dependencies, .env.example, a browser. With
 * nothing to do it prints nothing and takes a fraction of a second. Throws SetupError with one line.
 */
async function ensureReady({ browser = true } = {}) {
  await ensureDependencies();
  // These need the dependencies, so they are loaded only now.
  require('./env-example.cjs').writeEnvExample();
  if (browser) await require('./browser.cjs').ensureBrowser();
}

async function ensureDependencies({
  match = dependenciesMatch,
  install = installDependencies,
  say = console.log,
} = {}) {
  if (match()) return;
  const started = Date.now();
  say('📦 Installing the locked dependencies (npm ci) …');
  const { code, output } = await install();
  if (code === 0 && match()) return say(`   done in ${Math.round((Date.now() - started) / 1000)} s.`);
  throw new SetupError(
    `The dependencies could not be installed. ${explainFailure(output).line} (Full output: ${setupLog})`,
  );
}

module.exports = { ensureReady, ensureDependencies };
