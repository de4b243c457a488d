import { createHash } from 'node:crypto';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { filesWritten } from '../../../bench/measuring';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const files = new Map([
  ['offer.pdf', sha256('an offer')],
  ['drawing.pdf', sha256('a drawing')],
]);
const EXPECTED = new Map([
  ['PO1', files],
  ['PO2', files],
]);

for (const [what, written, counted] of [
  ['in a folder that does not exist', {}, { files: 0, pos: 0, others: 0 }],
  [
    'with every byte, in a folder with a status below one of the supplier',
    { 'Measured Ltd/PO1_COMPLETED/offer.pdf': 'an offer', 'Measured Ltd/PO1_COMPLETED/drawing.pdf': 'a drawing' },
    { files: 2, pos: 1, others: 0 },
  ],
  [
    'cut short, under another name, and in the folder of another PO',
    { 'PO1/offer.pdf': 'an off', 'PO1/drawing (1).pdf': 'a drawing', 'PO3/offer.pdf': 'an offer' },
    { files: 0, pos: 0, others: 3 },
  ],
] as const)
  test(`files ${what} are counted as what they are`, async ({}, testInfo) => {
    const root = testInfo.outputPath('downloads');
    for (const [name, content] of Object.entries(written)) await fs.outputFile(path.join(root, name), content);
    expect(await filesWritten(root, EXPECTED)).toEqual(counted);
  });
