'use strict';
require('./node-version.cjs').requireNode();
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { asCommand } = require('./setup-error.cjs');
const { ensureReady } = require('./ensure-ready.cjs');
const { node, playwright, runInForeground, runQuietly } = require('./run-program.cjs');

// npm test: set-up, type check, format, unused code, lint, every test. The last line is the sum; the first four count
// as one each.
// npm run test:unit: the tests that start neither a browser nor a program, and nothing else.
asCommand(async () => {
  const [unit, ...args] = process.argv[2] === 'unit' ? process.argv.slice(2) : [undefined, ...process.argv.slice(2)];
  await ensureReady({ browser: unit === undefined });
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const checks = [
    ['Type check', node('node_modules/typescript/bin/tsc', '--noEmit', '-p', '.')],
    ['Format', node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.')],
    ['Unused code', node('node_modules/knip/bin/knip.js', '--no-progress')],
    ['Lint', node('node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.')],
  ];
  // Side by side, since each of them uses one core; what they say comes in this order, each in one piece.
  const began = Date.now();
  const running = (unit ? [] : checks).map(([title, command]) => [title, runQuietly(command, { say: () => {} })]);
  for (const [title, ended] of running) {
    const { code, output } = await step(title, () => ended, began);
    if (output.trim()) console.log(output.trimEnd());
    if (code === 130) return code;
    sum[code === 0 ? 'passed' : 'failed']++;
  }

  const summary = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'po-batch-tests-')), 'summary.json');
  const tests = playwright('test', '-c', 'tests', ...(unit ? ['--project=unit'] : []), ...args);
  const { code } = await step('Tests', async () => ({
    code: await runInForeground(tests, { env: { TEST_SUMMARY_FILE: summary } }),
  }));
  const counted = readOnce(summary);
  for (const key of Object.keys(sum)) sum[key] += counted[key] ?? 0;
  if (!unit) for (const [file, seconds] of counted.slowest ?? []) console.log(`   ${seconds.toFixed(1)} s  ${file}`);
  // A run that ends badly with no failed test (an error in a config, a teardown, no tests at all) must not seem green.
  if (code !== 0 && !counted.failed) sum.failed++;

  console.log(`\n${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}`);
  return code === 130 ? code : sum.failed ? 1 : 0;
});

async function step(title, run, began = Date.now()) {
  console.log(`\n── ${title}`);
  const result = await run();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`── ${title}: ${result.code === 0 ? 'passed' : 'failed'} in ${seconds} s`);
  return result;
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
