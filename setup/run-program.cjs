'use strict';
const { spawn } = require('node:child_process');
const { appendFileSync, mkdirSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** The project's folder. */
const root = path.join(__dirname, '..');
const setupLog = path.join(root, 'batch-report', 'setup.log');

/** How to start one of Node's programs with this same Node; no shell and no .cmd, which policies at work may block. */
const node = (script, ...args) => [process.execPath, [path.join(root, script), ...args]];
const playwright = (...args) => node('node_modules/@playwright/test/cli.js', ...args);

/**
 * Runs a program that installs or checks something: quiet, all its output into batch-report/setup.log and the result,
 * and a line every ten seconds, so that nobody takes a slow line for a standstill. `aside`: it takes what others leave
 * of the processor. Never throws.
 */
function runQuietly([command, args], { env = {}, say = console.log, shell = false, aside = false } = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const output = [];
    const child = spawn(command, args, {
      cwd: root,
      // Scripts of packages need no passphrase.
      env: { ...process.env, SESSION_PASSPHRASE: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell,
    });
    if (aside) leaveOthersTheProcessor(child.pid);
    const ticking = setInterval(() => say(`   … still at it, ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
    const end = (code) => {
      clearInterval(ticking);
      const text = output.join('');
      log(`$ ${[command, ...args].join(' ')}\n${text}\n`);
      resolve({ code, output: text });
    };
    child.stdout.on('data', (data) => output.push(String(data)));
    child.stderr.on('data', (data) => output.push(String(data)));
    child.on('error', (error) => {
      output.push(String(error));
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? (signal ? 128 : 1)));
  });
}

/** A program that has ended already, or a system that does not allow it: then it runs as all others do. */
function leaveOthersTheProcessor(pid) {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_LOW);
  } catch {
    return;
  }
}

/**
 * Runs the program that the person asked for, on this terminal. Resolves with its exit code.
 *
 * Ctrl+C reaches the child by itself, since it belongs to the same terminal; dying here first would cut the batch off
 * from the terminal while it still writes its closing lines. Without a terminal a signal comes to this process alone
 * and is passed on (not on Windows, where passing a signal on ends the child at once).
 */
function runInForeground([command, args], { env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    const alone = process.platform !== 'win32';
    const onSignal = {
      SIGINT: () => alone && !process.stdin.isTTY && child.kill('SIGINT'),
      SIGTERM: () => child.kill('SIGTERM'),
      SIGHUP: () => alone && child.kill('SIGHUP'),
    };
    for (const [signal, act] of Object.entries(onSignal)) process.on(signal, act);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const [name, act] of Object.entries(onSignal)) process.off(name, act);
      resolve(code ?? 128 + (require('node:os').constants.signals[signal] ?? 0));
    });
  });
}

function log(text) {
  try {
    mkdirSync(path.dirname(setupLog), { recursive: true });
    appendFileSync(setupLog, text);
  } catch {
    // A folder that may not be written is what the explanation of the failure will say; the log must not hide it.
  }
}

module.exports = { root, setupLog, node, playwright, runQuietly, runInForeground };
