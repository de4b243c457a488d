import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { batchConfig, findProject, typed } from '../../../cli/common/project';
import { configOption } from '../../../cli/main';

const theirs = { name: 'playwright.config.js', text: 'export default {}' };
const batch = { name: 'playwright.config.ts', text: "import { purchaseOrderBatch } from 'playwright-po-batch';" };

for (const [what, configs, name] of [
  ['nothing', {}, undefined],
  ['a config that says nothing of the batch', { found: theirs }, 'playwright.config.js'],
  ['the batch as the only config', { found: batch }, 'playwright.config.ts'],
  ['tests of their own, and the batch beside them', { found: theirs, own: 'po-batch.config.ts' }, 'po-batch.config.ts'],
  ['a config beside one that is a batch already', { found: batch, own: 'po-batch.config.ts' }, 'playwright.config.ts'],
] as const) {
  test(`the config of the batch, with ${what}: ${name ?? 'none'}`, () => expect(batchConfig(configs)).toBe(name));
}

test('what follows -c is meant from the folder where the person types', () => {
  expect(typed('/p', '/p')).toBeUndefined();
  expect(typed('/p', '/p', path.join('/p', 'po-batch.config.ts'))).toBe('po-batch.config.ts');
  expect(typed('/p/lists', '/p')).toBe('..');
  expect(typed('/p/lists', '/p', path.join('/p', 'po-batch.config.ts'))).toBe(path.join('..', 'po-batch.config.ts'));
});

for (const [args, config, rest] of [
  [['--list', 'a.csv'], undefined, ['--list', 'a.csv']],
  [['-c', 'e2e/x.ts', '--list', 'a.csv'], 'e2e/x.ts', ['--list', 'a.csv']],
  [['PO15262984', '--config=x=1.ts'], 'x=1.ts', ['PO15262984']],
] as const) {
  test(`po-batch check ${args.join(' ')}: the config is ${config ?? 'found'}`, () => {
    expect(configOption([...args])).toEqual({ ...(config && { config }), args: rest });
  });
}

test('-c without a config is one line', () => {
  expect(() => configOption(['-c'])).toThrow('-c must be followed by a Playwright config');
});

test('a project with tests of its own has the batch beside them, and hints say so', async ({}, { outputDir }) => {
  await fs.outputFile(path.join(outputDir, theirs.name), theirs.text);
  await fs.outputFile(path.join(outputDir, 'po-batch.config.ts'), batch.text);
  await fs.outputFile(path.join(outputDir, 'e2e', 'night.config.ts'), batch.text);
  const start = (from: string, given?: string) => findProject(path.join(outputDir, from), given).commands.start;
  expect(findProject(outputDir).config).toBe(path.join(outputDir, 'po-batch.config.ts'));
  expect(start('')).toBe('npx playwright test -c po-batch.config.ts');
  expect(start('', 'e2e/night.config.ts')).toBe('npx playwright test -c e2e/night.config.ts');
  expect(findProject(outputDir, 'e2e/night.config.ts').rootDir).toBe(path.join(outputDir, 'e2e'));
  expect(() => findProject(outputDir, 'gone.ts')).toThrow('gone.ts does not exist');
  expect(() => findProject(outputDir, 'e2e')).toThrow(/-c e2e: there is no Playwright config in/);
});

test('the repository has scripts, from each of its folders', async ({}, { outputDir }) => {
  await fs.outputFile(path.join(outputDir, 'playwright.config.ts'), batch.text);
  await fs.outputFile(path.join(outputDir, 'setup', 'start.cjs'), '');
  await fs.ensureDir(path.join(outputDir, 'data'));
  expect(findProject(path.join(outputDir, 'data')).commands.start).toBe('npm start');
});
