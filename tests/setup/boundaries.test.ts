import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ESLint } from 'eslint';

/** The lint rule of a file in `folder`: which import sources it refuses. */
async function refusals(folder: string): Promise<(source: string) => boolean> {
  const eslint = new ESLint({ cwd: path.resolve(__dirname, '../..') });
  const { rules } = (await eslint.calculateConfigForFile(`${folder}/any.ts`)) as {
    rules: Record<string, [number, { paths: { name: string }[]; patterns: { regex?: string }[] }]>;
  };
  const [severity, { paths, patterns }] = rules['no-restricted-imports'] ?? [0, { paths: [], patterns: [] }];
  return (source) =>
    severity === 2 &&
    (paths.some(({ name }) => name === source) ||
      patterns.some(({ regex }) => regex !== undefined && new RegExp(regex).test(source)));
}

const FOLDERS = [
  'batch',
  'bench',
  'cli',
  'data',
  'fixtures',
  'plugin',
  'reporters',
  'session',
  'setup',
  'specs',
  'tests',
];
const MAY_IMPORT: Record<string, string[]> = {
  specs: ['fixtures'],
  fixtures: ['batch'],
  batch: [],
  session: ['batch'],
  reporters: ['batch'],
  data: [],
};

for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
  test(`${folder}/ may import from ${allowed.join(', ') || 'no other folder'} and from itself only`, async () => {
    const refuses = await refusals(folder);
    const accepted = FOLDERS.filter((other) => other !== folder && !refuses(`../${other}/any`));
    expect(accepted).toEqual(allowed);
    for (const own of ['./any', './deep/any', '../any', `../../${folder}/any`]) expect(refuses(own)).toBe(false);
    expect(refuses('../index')).toBe(true);
    expect(refuses('../../session/any')).toBe(folder !== 'session');
  });
}

test('batch/ is free of Playwright', async () => {
  const refuses = await refusals('batch');
  expect(refuses('@playwright/test')).toBe(true);
  expect((await refusals('session'))('@playwright/test')).toBe(false);
});

test('what ships does not import what only developers run', async () => {
  for (const folder of ['cli', 'plugin']) {
    const refuses = await refusals(folder);
    expect(['bench', 'setup', 'specs', 'tests'].every((other) => refuses(`../${other}/any`))).toBe(true);
    expect(refuses('../batch/any')).toBe(false);
  }
});
