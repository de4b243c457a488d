import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { leaveWork } from '../../../session/files';
import { tree } from '../../support/run-batch';

test('a folder in work goes with the files that a run noted; what a person put there, or changed, stays', async ({}, testInfo) => {
  const parent = testInfo.outputPath('Acme');
  const file = (name: string, size: number) => ({ link: name, name, size });
  await fs.outputFile(path.join(parent, 'PO1__WORK', 'a.pdf'), 'whole');
  await leaveWork(parent, 'PO1', [file('a.pdf', 5), file('never.pdf', 1)]);
  await fs.outputFile(path.join(parent, 'PO2__WORK', 'a.pdf'), 'changed');
  await fs.outputFile(path.join(parent, 'PO2__WORK', 'mine.txt'), 'mine');
  await fs.outputFile(path.join(parent, 'PO2_COMPLETED', 'a.pdf'), 'whole');
  await leaveWork(parent, 'PO2', [file('a.pdf', 5)]);
  await leaveWork(parent, 'PO3', []);
  expect(await tree(parent)).toEqual(['PO2_COMPLETED/a.pdf', 'PO2__WORK/a.pdf', 'PO2__WORK/mine.txt']);
});
