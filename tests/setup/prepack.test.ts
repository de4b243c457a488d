import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';

const { compilerOf } = require('../../setup/prepack.cjs') as { compilerOf: (folder: string) => string };

test('npm pack where nothing is installed is told what to do first, in one line', async ({}, { outputDir }) => {
  expect(() => compilerOf(outputDir)).toThrow(/^Nothing is installed in .*: run npm ci, then npm pack again\.$/);
  const tsc = path.join(outputDir, 'node_modules', 'typescript', 'lib', 'tsc.js');
  await fs.outputFile(tsc, '');
  expect(compilerOf(outputDir)).toBe(tsc);
});
