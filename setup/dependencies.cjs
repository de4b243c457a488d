'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { root, runQuietly } = require('./run-program.cjs');

/**
 * Whether node_modules is what package-lock.json says. npm writes node_modules/.package-lock.json as the last act of
 * an installation, so a broken one has none; every package is also checked on disk, since people delete folders.
 */
function dependenciesMatch(folder = root) {
  const wanted = packagesOf(path.join(folder, 'package-lock.json'));
  const installed = packagesOf(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([location, { version, integrity, optional }]) => {
    const here = installed[location];
    // Optional packages of other systems are never installed here; npm leaves them out.
    if (!here) return optional === true;
    return (
      here.version === version &&
      here.integrity === integrity &&
      fs.existsSync(path.join(folder, location, 'package.json'))
    );
  });
}

/** Installs the locked dependencies. Resolves with npm's `{ code, output }`. */
function installDependencies({ run = runQuietly, env = process.env, say = console.log } = {}) {
  const { program, shell } = npmProgram(env);
  // npm's own limits (two retries of five minutes each) would leave a person behind a deaf proxy waiting for a quarter
  // of an hour.
  const patience = [
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=2000',
    '--fetch-retry-maxtimeout=10000',
    '--fetch-timeout=120000',
  ];
  return run([program[0], [...program.slice(1), 'ci', '--no-audit', '--no-fund', ...patience]], { say, shell });
}

/** The npm that was started, else the one that belongs to this Node, else whatever `npm` is. */
function npmProgram(env) {
  const bin = path.dirname(process.execPath);
  const candidates = [
    env.npm_execpath,
    path.join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = candidates.find((file) => file && path.basename(file) === 'npm-cli.js' && fs.existsSync(file));
  if (script) return { program: [process.execPath, script], shell: false };
  return { program: ['npm'], shell: process.platform === 'win32' };
}

function packagesOf(file) {
  try {
    const { packages } = JSON.parse(fs.readFileSync(file, 'utf8'));
    return Object.fromEntries(Object.entries(packages).filter(([location]) => location !== ''));
  } catch {
    return undefined;
  }
}

module.exports = { dependenciesMatch, installDependencies, npmProgram };
