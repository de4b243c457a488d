'use strict';
const { FOR_TESTS, requireNode } = require('./node-version.cjs');
requireNode(FOR_TESTS);
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { asCommand } = require('./setup-error.cjs');
const { ensureReady } = require('./ensure-ready.cjs');
const { node, playwright, runInForeground, runQuietly } = require('./run-program.cjs');

// npm test: set-up, every test, and beside them format, types, lint and unused code, which count as one each. The
// last line is the sum.
// npm run test:unit: the tests that start neither a browser nor a program, and nothing else.
asCommand(async () => {
  const [unit, ...args] = process.argv[2] === 'unit' ? process.argv.slice(2) : [undefined, ...process.argv.slice(2)];
  await ensureReady({ browser: unit === undefined });
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const checks = [
    ['Format', node('node_modules/oxfmt/bin/oxfmt', '--check')],
    ['Types and lint', node('node_modules/oxlint/bin/oxlint', '--type-aware', '--type-check', '--deny-warnings')],
    ['Unused code', node('node_modules/knip/bin/knip.js', '--no-progress')],
  ];
  // Beside the tests, in the time that those wait. What they say comes after the tests, each in one piece.
  const began = Date.now();
  const running = (unit ? [] : checks).map(([title, command]) => [title, check(title, command)]);

  const summary = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'po-batch-tests-')), 'summary.json');
  const tests = playwright('test', '-c', 'tests', ...(unit ? ['--project=unit'] : []), ...args);
  console.log('\n── Tests');
  const code = await runInForeground(tests, { env: { TEST_SUMMARY_FILE: summary } });
  sayHowItEnded('Tests', code, began);
  const counted = readOnce(summary);
  for (const key of Object.keys(sum)) sum[key] += counted[key] ?? 0;
  if (!unit) for (const [file, seconds] of counted.slowest ?? []) console.log(`   ${seconds.toFixed(1)} s  ${file}`);
  for (const [title, ended] of running) {
    const result = await ended;
    console.log(`\n── ${title}`);
    if (result.output.trim()) console.log(result.output.trimEnd());
    sayHowItEnded(title, result.code, began, result.at);
    sum[result.code === 0 ? 'passed' : 'failed']++;
  }
  // A run that ends badly with no failed test (an error in a config, a teardown, no tests at all) must not seem green.
  if (code !== 0 && !counted.failed) sum.failed++;

  console.log(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}`);
  return code === 130 ? code : sum.failed ? 1 : 0;
});

/** Its exit code and output, and when it ended. A failure is told at once: who waits for the tests may stop them. */
async function check(title, command) {
  const result = await runQuietly(command, { say: () => {}, aside: true });
  if (result.code !== 0) console.log(`\n── ${title} failed; what it says comes at the end.`);
  return { ...result, at: Date.now() };
}

function sayHowItEnded(title, code, began, at = Date.now()) {
  console.log(`── ${title}: ${code === 0 ? 'passed' : 'failed'} in ${((at - began) / 1000).toFixed(1)} s`);
}

function readOnce(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return {};
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true, force: true });
  }
}
