import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { projectSettings } from '../../../cli/common/config-options';
import { makeProject } from '../../support/run-batch';

const csv = 'PO_NUMBER\nPO15262984\n';

test('options of playwright.config.ts count, and those of .env win', async ({}, { outputDir }) => {
  await makeProject(outputDir, {
    csv,
    env: { MAX_WORKERS: '3' },
    options: "{ baseUrl: 'https://acme.coupahost.com', maxWorkers: 7, processMaxPos: 5 }",
  });
  const { settings, rootDir } = await projectSettings(outputDir);
  expect(settings).toMatchObject({ baseUrl: 'https://acme.coupahost.com', maxWorkers: 3, processMaxPos: 5 });
  expect(rootDir).toBe(outputDir);
});

test('the folder that the configuration names is the one that .env is read from', async ({}, { outputDir }) => {
  const inner = path.join(outputDir, 'inner');
  await makeProject(outputDir, { csv, env: {}, options: `{ rootDir: ${JSON.stringify(inner)} }` });
  await fs.outputFile(path.join(inner, '.env'), 'BASE_URL=https://inner.coupahost.com\n');
  expect(await projectSettings(outputDir)).toMatchObject({
    rootDir: inner,
    settings: { baseUrl: 'https://inner.coupahost.com' },
  });
});

test('the config that is given is loaded, and not the one beside it', async ({}, { outputDir }) => {
  await makeProject(outputDir, { csv, env: {}, options: '{ maxWorkers: 2 }' });
  const own = path.join(outputDir, 'po-batch.config.ts');
  await fs.move(path.join(outputDir, 'playwright.config.ts'), own);
  await fs.outputFile(path.join(outputDir, 'playwright.config.ts'), 'export default {};');
  expect((await projectSettings(outputDir, own)).settings.maxWorkers).toBe(2);
});

test('a configuration without this plugin, or none at all, has no options', async ({}, { outputDir }) => {
  await fs.outputFile(path.join(outputDir, '.env'), 'MAX_WORKERS=2\n');
  expect((await projectSettings(outputDir)).settings.maxWorkers).toBe(2);
  await fs.outputFile(path.join(outputDir, 'playwright.config.js'), 'module.exports = {};');
  expect((await projectSettings(outputDir)).settings.maxWorkers).toBe(2);
});

test('a configuration that does not load is one line', async ({}, { outputDir }) => {
  await makeProject(outputDir, { csv, env: {}, options: 'undefinedThing' });
  await expect(projectSettings(outputDir)).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    exitCode: 2,
    message: expect.stringMatching(/could not be loaded: ReferenceError: undefinedThing is not defined$/),
  });
});

test('the folder of a run is not made by asking', async ({}, { outputDir }) => {
  await makeProject(outputDir, { csv, env: { BASE_URL: 'https://acme.coupahost.com' } });
  const before = await fs.readdir(outputDir);
  await projectSettings(outputDir);
  expect(await fs.readdir(outputDir)).toEqual(before);
});
