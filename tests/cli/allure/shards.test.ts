import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { gatherResults } from '../../../cli/allure/gather-results';
import { leaveOut, lineWithout } from '../../../plugin/shards/leave-out';

test("results of shards become one folder, without the POs that another shard's results have", async ({}, testInfo) => {
  const at = (...names: string[]) => testInfo.outputPath(...names);
  const results = (shard: string) => at(shard, 'batch-report', 'run', 'allure-results');
  const write = async (shard: string, file: string, name: string) =>
    fs.outputJson(path.join(results(shard), `${file}-result.json`), { name });
  await write('one', 'a', 'PO1');
  await write('one', 'b', 'PO2');
  await write('two', 'c', 'PO2');
  await fs.outputFile(path.join(results('two'), 'd-attachment.txt'), 'as it is');
  await leaveOut({ blob: at('none.zip'), allureResults: results('one'), tests: new Map([['PO2', 'id']]) });
  const into = at('into');
  await fs.ensureDir(into);
  expect(await gatherResults([at('one'), results('two')], into)).toBe(2);
  expect((await fs.readdir(into)).sort()).toEqual(['a-result.json', 'c-result.json', 'd-attachment.txt']);
  await expect(gatherResults([at('nowhere')], into)).rejects.toThrow(/nowhere cannot be read \(ENOENT\)/);
});

test('a line of a blob report without some tests: those about them go, the suite loses them, others stay as they are', () => {
  const gone = new Set(['t2', 't3']);
  const line = (value: unknown) => JSON.stringify(value);
  const other = line({ method: 'onTestEnd', params: { test: { testId: 't1' } } });
  expect(lineWithout(other, gone)).toBe(other);
  expect(lineWithout(line({ method: 'onStepBegin', params: { testId: 't2' } }), gone)).toBeUndefined();
  expect(lineWithout(line({ method: 'onTestEnd', params: { test: { testId: 't3' } } }), gone)).toBeUndefined();
  const suite = (entries: object[]) => ({ title: 's', entries });
  const project = (suites: object[]) => line({ method: 'onProject', params: { project: { name: 'p', suites } } });
  const [t1, t2, t3] = ['t1', 't2', 't3'].map((testId) => ({ testId, title: testId }));
  expect(lineWithout(project([suite([t1!, suite([t2!]), t3!]), suite([t3!])]), gone)).toBe(project([suite([t1!])]));
});
