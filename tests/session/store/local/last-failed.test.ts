import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { LastFailed, readLastFailed, readLastFailedPos } from '../../../../session/store/local/last-failed';

let file: string;
test.beforeEach(({}, testInfo) => {
  file = testInfo.outputPath('.po-batch', 'last-run.json');
});

const tests = (...pos: string[]) => pos.map((po) => ({ id: `id-${po}`, po }));
const begun = (pos: string[], whole: boolean) => {
  const lastFailed = new LastFailed(file);
  lastFailed.begin(tests(...pos), whole);
  return lastFailed;
};

test('while a run has not ended, all its POs are unfinished', () => {
  begun(['A', 'B'], true);
  expect(readLastFailed(file)).toEqual(['id-A', 'id-B']);
});

test('in the end those are left that failed or were not finished', () => {
  begun(['A', 'B', 'C'], true).write(['C']);
  expect(readLastFailed(file)).toEqual(['id-C']);
});

test('a whole run forgets what failed before it', () => {
  begun(['A', 'B'], true).write(['A', 'B']);
  begun(['C'], true).write([]);
  expect(readLastFailed(file)).toEqual([]);
  expect(fs.readJsonSync(file)).toEqual({ status: 'passed', failedTests: [], orders: {} });
});

test('a run of a few keeps the failures of the others', () => {
  begun(['A', 'B', 'C'], true).write(['A', 'B']);
  const few = begun(['B', 'C'], false);
  expect(readLastFailed(file)).toEqual(['id-A', 'id-B', 'id-C']);
  few.write(['C']);
  expect(readLastFailed(file)).toEqual(['id-A', 'id-C']);
  expect(fs.readJsonSync(file).status).toBe('failed');
});

test('what Playwright wrote in between is written over', () => {
  const lastFailed = begun(['A', 'B'], true);
  fs.writeFileSync(file, JSON.stringify({ status: 'interrupted', failedTests: [] }));
  lastFailed.write(['A']);
  expect(readLastFailed(file)).toEqual(['id-A']);
});

test('the file is replaced as a whole and nothing is left beside it', () => {
  begun(['A'], true).write(['A']);
  expect(fs.readdirSync(path.dirname(file))).toEqual(['last-run.json']);
});

test('a PO that no test of this run stands for is not made up', () => {
  begun(['A'], true).write(['A', 'Z']);
  expect(readLastFailed(file)).toEqual(['id-A']);
});

for (const [what, text] of [
  ['missing', undefined],
  ['broken', '{"failedT'],
  ['of another form', '{"failedTests": 3}'],
  ['with odd entries', '{"failedTests": ["a", 3, null]}'],
] as const) {
  test(`a file that is ${what} ends nothing`, async () => {
    if (text !== undefined) await fs.outputFile(file, text);
    expect(readLastFailed(file)).toEqual(what === 'with odd entries' ? ['a'] : []);
  });
}

test('runs that keep it at the same time change their own POs only', () => {
  fs.outputJsonSync(file, { status: 'failed', failedTests: ['id-A', 'id-B', 'id-C', 'id-Z'] });
  const [first, second] = [begun(['A', 'B'], false), begun(['B', 'C'], false)];
  expect(readLastFailed(file).sort()).toEqual(['id-A', 'id-B', 'id-C', 'id-Z']);
  first.write([]);
  second.write(['C']);
  expect(readLastFailed(file), 'the first has done A and B').toEqual(['id-Z', 'id-C']);
  first.write([]);
  expect(readLastFailed(file)).toEqual(['id-Z', 'id-C']);
  expect(fs.readdirSync(path.dirname(file))).toEqual(['last-run.json']);
});

test('a lock that somebody keeps does not keep a run from its end', () => {
  fs.ensureDirSync(`${file}.lock`);
  begun(['A'], true).write(['A']);
  expect(readLastFailed(file)).toEqual(['id-A']);
  fs.removeSync(`${file}.lock`);
});

test('it says which POs they are, also those of earlier runs; not where one is not known', () => {
  begun(['A', 'B', 'C'], true).write(['A', 'B']);
  begun(['C'], false).write(['C']);
  expect(readLastFailedPos(file)).toEqual(['A', 'B', 'C']);
  fs.outputJsonSync(file, { failedTests: ['id-A', 'id-Z'] });
  expect(readLastFailedPos(file)).toBeUndefined();
  begun(['A'], false).write(['A']);
  expect(readLastFailedPos(file)).toBeUndefined();
  fs.outputJsonSync(file, { failedTests: ['id-A'], orders: { 'id-A': 3 } });
  expect(readLastFailedPos(file)).toBeUndefined();
});
