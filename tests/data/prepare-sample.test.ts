import { expect, test } from '@playwright/test';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepareSample, resetSample, SAMPLE_INPUT } from '../../data/prepare-sample';

test('the first run gets a copy of the list', ({}, testInfo) => {
  const { folder, inputCsv, downloadFolder, profileDir } = prepareSample(testInfo.outputDir);
  expect(folder).toBe(path.join(testInfo.outputDir, 'data', 'sample'));
  expect([downloadFolder, profileDir]).toEqual([path.join(folder, 'downloads'), path.join(folder, 'profile')]);
  expect(readFileSync(inputCsv).equals(readFileSync(SAMPLE_INPUT))).toBe(true);
  expect(readdirSync(folder)).toEqual(['input.csv']);
});

test('a later run goes on with the list as it is', ({}, testInfo) => {
  const { inputCsv } = prepareSample(testInfo.outputDir);
  writeFileSync(inputCsv, 'PO_NUMBER\nPO15262984\n');
  expect(readFileSync(prepareSample(testInfo.outputDir).inputCsv, 'utf8')).toBe('PO_NUMBER\nPO15262984\n');
});

test('a reset forgets everything but the profile, or the profile too', ({}, testInfo) => {
  const paths = prepareSample(testInfo.outputDir);
  for (const name of ['.po-batch', 'downloads', 'profile', 'backups'])
    mkdirSync(path.join(paths.folder, name, 'x'), { recursive: true });
  writeFileSync(paths.inputCsv, 'changed');
  resetSample(testInfo.outputDir);
  expect(readdirSync(paths.folder).sort()).toEqual(['input.csv', 'profile']);
  expect(readFileSync(paths.inputCsv).equals(readFileSync(SAMPLE_INPUT))).toBe(true);
  resetSample(testInfo.outputDir, { profile: true });
  expect(readdirSync(paths.folder)).toEqual(['input.csv']);
});
