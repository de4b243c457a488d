import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import type { DownloadedFile, Status } from '../../../../batch/outcome/outcome';
import { fingerprintOf } from '../../../../batch/list/fingerprint';
import type { JournalRecord } from '../../../../session/store/model';
import { OtherRuns } from '../../../../session/store/files/other-runs';
import { outcomeRecord } from '../outcome-record';

const outcome = (po: string, status: Status = 'COMPLETED', { final = true, revision = 1 } = {}): JournalRecord => ({
  type: 'outcome',
  run: 'other',
  id: po,
  record: outcomeRecord({ po, status, final }),
  cells: { STATUS: status },
  baselines: [],
  revision,
});
const begin: JournalRecord = { type: 'run', run: 'other', at: 1, list: 'l', user: 'ann', host: 'PC-7', pid: 1 };
const line = (one: JournalRecord) => `${JSON.stringify(one)}\n`;

let folder: string;
let journal: string;
test.beforeEach(async ({}, testInfo) => {
  folder = testInfo.outputDir;
  journal = path.join(folder, 'other.jsonl');
  await fs.outputFile(journal, line(begin));
});
const append = (...texts: string[]) => fs.appendFile(journal, texts.join(''));

test('what another run completes is told once, with whose it is', async () => {
  const others = new OtherRuns(folder, 'own', {});
  await append(
    line(outcome('PO1')),
    line(outcome('PO2', 'FAILED')),
    line(outcome('PO3', 'COMPLETED', { final: false })),
  );
  await others.update();
  expect(others.takeDone('PO1')).toMatchObject({ user: 'ann', host: 'PC-7', entry: { id: 'PO1' } });
  expect([others.takeDone('PO1'), others.takeDone('PO2'), others.takeDone('PO3')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(others.marksOf('PO2')).toEqual([fingerprintOf({ STATUS: 'FAILED' })]);
  expect(others.marksOf('PO3')).toEqual([]);
  expect(others.lastOf('PO2')).toEqual({ user: 'ann', host: 'PC-7' });
});

test('a PO that it could not do afterwards is not done', async () => {
  const others = new OtherRuns(folder, 'own', {});
  await append(line(outcome('PO1')), line(outcome('PO1', 'FAILED')));
  await others.update();
  expect(others.takeDone('PO1')).toBeUndefined();
});

test('of two runs the later outcome counts, in whichever order their journals are read', async () => {
  const others = new OtherRuns(folder, 'own', {});
  await fs.outputFile(path.join(folder, 'a-later.jsonl'), line(outcome('PO1', 'FAILED', { revision: 3 })));
  await append(line(outcome('PO1', 'COMPLETED', { revision: 2 })));
  await others.update();
  expect(others.takeDone('PO1')).toBeUndefined();
});

test("what the plan knew already is no news, and the run's own journal never is", async () => {
  await append(line(outcome('PO1')));
  await fs.outputFile(path.join(folder, 'own.jsonl'), line(outcome('PO2')));
  const others = new OtherRuns(folder, 'own', { other: (await fs.stat(journal)).size });
  await append(line(outcome('PO3')));
  await others.update();
  expect([others.takeDone('PO1'), others.takeDone('PO2')]).toEqual([undefined, undefined]);
  expect(others.takeDone('PO3')).toMatchObject({ user: 'ann' });
});

test('a line that is still being written is read when it is whole, cut inside a character too', async () => {
  const others = new OtherRuns(folder, 'own', {});
  const bytes = Buffer.from(
    line({ ...outcome('PO1'), cells: { STATUS: 'COMPLETED', SUPPLIER: 'Müller' } } as JournalRecord),
  );
  const cut = bytes.indexOf(0xc3) + 1;
  await fs.appendFile(journal, bytes.subarray(0, cut));
  await others.update();
  expect(others.takeDone('PO1')).toBeUndefined();
  await fs.appendFile(journal, bytes.subarray(cut));
  await others.update();
  expect(others.takeDone('PO1')?.entry.cells['SUPPLIER']).toBe('Müller');
});

test('files that it fetched are told, and revisions go on from the highest', async () => {
  const files: [string, DownloadedFile][] = [];
  const others = new OtherRuns(folder, 'own', {}, (po, file) => files.push([po, file]));
  const file = { link: 'l', name: 'a.pdf', size: 3 };
  await append(
    line({ type: 'file', run: 'other', po: 'PO1', file, at: 1 }),
    line(outcome('PO1', 'FAILED', { revision: 4 })),
    line(outcome('PO1', 'FAILED', { revision: 2 })),
  );
  await others.update();
  expect(files).toEqual([['PO1', file]]);
  expect([others.nextRevision('PO1'), others.nextRevision('PO2')]).toEqual([5, 1]);
  others.noteRevisions([outcome('PO1', 'COMPLETED', { revision: 5 })]);
  expect(others.nextRevision('PO1')).toBe(6);
});

test('a journal that is pruned meanwhile is none', async () => {
  const others = new OtherRuns(folder, 'own', {});
  await Promise.all([others.update(), fs.remove(journal)]);
  await others.update();
  expect(others.takeDone('PO1')).toBeUndefined();
});
