import fs from 'node:fs';
import { expect, test } from '@playwright/test';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { FAILURE_KEEPS_WORKER } from '../../batch/protocol/env';
import {
  addReporter,
  asksForLastFailed,
  callFailureUnexpected,
  choosesTests,
  commandKind,
  configArgument,
  interruptRun,
  isWorkerProcess,
  setLastRunFile,
  withoutPageTextOnFailure,
} from '../../plugin/playwright-internals';

const argv = (line: string) => ['/usr/bin/node', '/x/playwright/cli.js', ...line.split(' ').filter(Boolean)];

for (const [line, kind] of [
  ['test', 'test'],
  ['test --workers=4 -g PO15262984', 'test'],
  ['test --last-failed', 'test'],
  ['test --list', 'list'],
  ['test --reporter=line --list', 'list'],
  ['test --ui', 'server'],
  ['test --ui-port=0', 'server'],
  ['test --ui-host 0.0.0.0', 'server'],
  ['test-server -c playwright.config.ts', 'server'],
  ['show-report', 'other'],
  ['show-report batch-report/x', 'other'],
  ['merge-reports blobs', 'other'],
  ['install chromium', 'other'],
  ['', 'other'],
] as const) {
  test(`\`playwright ${line}\` is of the kind ${kind}`, () => expect(commandKind(argv(line))).toBe(kind));
}

for (const [line, config] of [
  ['test', undefined],
  ['test -c sub', 'sub'],
  ['test --config sub/playwright.config.ts', 'sub/playwright.config.ts'],
  ['test --config=sub', 'sub'],
  ['test --config=a=b', 'a=b'],
  ['test -c', undefined],
  ['test -g --configuration', undefined],
] as const) {
  test(`\`playwright ${line}\` names ${config ?? 'no config'}`, () => expect(configArgument(argv(line))).toBe(config));
}

for (const [line, chooses] of [
  ['test --workers=4', false],
  ['test --shard=1/2', false],
  ['test -g PO15262984', true],
  ['test --grep=@Preferred', true],
  ['test --grep-invert PO1', true],
  ['test --last-failed', true],
] as const)
  test(`\`playwright ${line}\` chooses ${chooses ? 'some tests' : 'none'}`, () =>
    expect(choosesTests(argv(line))).toBe(chooses));

test('--last-failed is asked for by its name only', () => {
  expect(asksForLastFailed(argv('test --last-failed'))).toBe(true);
  expect(asksForLastFailed(argv('test --last-failed-file=x'))).toBe(false);
});

test('what is told through the environment', () => {
  const env: NodeJS.ProcessEnv = {};
  addReporter('/r.js', env);
  withoutPageTextOnFailure(env);
  expect(env).toEqual({ PW_TEST_REPORTER: '/r.js', PLAYWRIGHT_NO_COPY_PROMPT: '1' });
});

test('this is a worker process', () => {
  expect([isWorkerProcess(), isWorkerProcess({})]).toEqual([true, false]);
});

test('interrupting emits SIGINT within this process and sends none', () => {
  const others = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT');
  let heard = 0;
  process.once('SIGINT', () => heard++);
  interruptRun();
  for (const other of others) process.on('SIGINT', other);
  expect(heard).toBe(1);
});

test('Playwright has a copy of its own of what --last-failed takes; a file that a person set is the one that is kept', ({}, testInfo) => {
  const [kept, copy] = [testInfo.outputPath('kept.json'), testInfo.outputPath('copy.json')];
  const env: NodeJS.ProcessEnv = {};
  expect(setLastRunFile(kept, copy, env)).toBe(kept);
  expect(env).toEqual({ PLAYWRIGHT_LAST_RUN_OUTPUT_FILE: copy, PO_BATCH_LAST_FAILED: kept });
  expect(fs.existsSync(copy), 'nothing to copy yet').toBe(false);
  fs.writeFileSync(kept, '{"failedTests":["a"]}');
  expect(setLastRunFile('/elsewhere.json', copy, { PLAYWRIGHT_LAST_RUN_OUTPUT_FILE: kept })).toBe(kept);
  expect(fs.readFileSync(copy, 'utf8')).toBe('{"failedTests":["a"]}');
});

const own = [{ type: 'allure.label.po', description: 'PO15262984' }];
const mark = { type: FAILURE_KEEPS_WORKER };
for (const [what, expectedStatus, annotations, now] of [
  ['a PO that failed', 'failed', [...own, mark], 'passed'],
  ['a PO that passed', 'passed', own, 'passed'],
  ["a test that its author expects to fail, by a PO's name too", 'failed', own, 'failed'],
  ['a skipped test', 'skipped', own, 'skipped'],
] as const) {
  test(`${what} is expected to be ${now}, and reports show nothing of how that came about`, () => {
    const ended = { title: 'PO15262984', expectedStatus, annotations: [...annotations] } as unknown as TestCase;
    const result = { annotations: [...annotations] } as unknown as TestResult;
    callFailureUnexpected(ended, result);
    expect([ended.expectedStatus, ended.annotations, result.annotations]).toEqual([now, own, own]);
  });
}
