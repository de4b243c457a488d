import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { isWorkerDeath } from '../../plugin/playwright-internals';
import { readLastFailed } from '../../session/store/local/last-failed';
import { REPOSITORY, runBatch } from '../support/run-batch';

/** What plugin/playwright-internals.ts and plugin/observer.ts stand on, asked of the installed Playwright itself. */

interface Observed {
  begun: string[];
  ended: { title: string; retry: number; status: string }[];
  message?: string;
}

/**
 * A Playwright project whose only reporter is one added through PW_TEST_REPORTER; `onTestEnd` is the body of its
 * method. Returns what the reporter was told.
 */
async function project(
  dir: string,
  { spec, onTestEnd = '', hook = '' }: { spec: string; onTestEnd?: string; hook?: string },
) {
  const told = path.join(dir, 'told.json');
  await fs.ensureSymlink(path.join(REPOSITORY, 'node_modules'), path.join(dir, 'node_modules'), 'junction');
  await fs.outputFile(path.join(dir, 'a.spec.js'), `const { test } = require('@playwright/test');\n${spec}`);
  await fs.outputFile(path.join(dir, 'setup.js'), `module.exports = () => { ${hook} };`);
  await fs.outputFile(
    path.join(dir, 'reporter.js'),
    `const fs = require('node:fs');
     const told = { begun: [], ended: [] };
     const save = () => fs.writeFileSync(${JSON.stringify(told)}, JSON.stringify(told));
     module.exports = class {
       printsToStdio() { return false; }
       onBegin(config, suite) { told.begun = suite.allTests().map((test) => test.title); save(); }
       onTestEnd(test, result) { told.ended.push({ title: test.title, retry: result.retry, status: result.status }); save(); ${onTestEnd} }
     };`,
  );
  await fs.outputFile(
    path.join(dir, 'playwright.config.js'),
    `process.env.PW_TEST_REPORTER = require.resolve('./reporter.js');
     process.env.PLAYWRIGHT_LAST_RUN_OUTPUT_FILE = require('node:path').join(__dirname, 'state', 'last-run.json');
     module.exports = { workers: 1, retries: 2, fullyParallel: true, reporter: 'null', globalSetup: './setup.js' };`,
  );
  return {
    told: () => fs.readJsonSync(told) as Observed,
    lastFailed: () => readLastFailed(path.join(dir, 'state', 'last-run.json')),
  };
}

test('an added reporter survives --reporter; a retry that it takes away is not made; the exit hook has the last word', async ({}, testInfo) => {
  const { told, lastFailed } = await project(testInfo.outputDir, {
    spec: `for (const title of ['final', 'again']) test(title, () => { throw new Error('no'); });`,
    onTestEnd: `if (test.title === 'final') test.retries = result.retry;`,
    hook: `process.once('exit', () => (process.exitCode = 4));`,
  });
  const { exitCode, output } = await runBatch(testInfo.outputDir, ['test', '--reporter=line']);
  expect(told().begun, output).toEqual(['final', 'again']);
  const attempts = (title: string) =>
    told()
      .ended.filter((end) => end.title === title)
      .map(({ retry }) => retry);
  expect([attempts('final'), attempts('again')]).toEqual([[0], [0, 1, 2]]);
  expect(lastFailed(), 'the last-run file is where the environment says').toHaveLength(2);
  expect(output).toContain('2 failed');
  expect(exitCode).toBe(4);
});

test("process.emit('SIGINT') in the main process ends the run as Ctrl+C does", async ({}, testInfo) => {
  const { told, lastFailed } = await project(testInfo.outputDir, {
    spec: `for (const title of ['first', 'second', 'third']) test(title, () => {});`,
    onTestEnd: `process.emit('SIGINT');`,
  });
  const { exitCode, output } = await runBatch(testInfo.outputDir, ['test', '--reporter=line']);
  expect(
    told()
      .ended.filter(({ status }) => status === 'passed')
      .map(({ title }) => title),
    output,
  ).toEqual(['first']);
  expect(exitCode).toBe(130);
  expect(lastFailed().length, 'tests that were not run are in the last-run file').toBeGreaterThanOrEqual(1);
});

test('an added reporter is told of the tests on --list too, and nothing is set up for it', async ({}, testInfo) => {
  const { told } = await project(testInfo.outputDir, {
    spec: `test('one', () => {});`,
    hook: `throw new Error('set up');`,
  });
  const { exitCode, output } = await runBatch(testInfo.outputDir, ['test', '--list']);
  expect([exitCode, told().begun], output).toEqual([0, ['one']]);
});

test('a retry that is added is made; a worker process that went away is told in these words', async ({}, testInfo) => {
  const { told } = await project(testInfo.outputDir, {
    spec: `test('killed', () => { process.kill(process.pid, 'SIGKILL'); });`,
    onTestEnd: `if (result.retry === 0) test.retries++; told.message = result.error.message; save();`,
  });
  const { output } = await runBatch(testInfo.outputDir, ['test', '--reporter=line']);
  expect(
    told().ended.map(({ retry }) => retry),
    output,
  ).toEqual([0, 1, 2, 3]);
  expect(isWorkerDeath(told().message)).toBe(true);
});
