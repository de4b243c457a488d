import path from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import fs from 'fs-extra';
import type { Status } from '../../../../batch/outcome/outcome';
import {
  forgetJournals,
  Journal,
  knownFiles,
  parseJournal,
  readJournals,
  unwrittenOutcomes,
} from '../../../../session/store/local/journal';
import type { JournalRecord, OutcomeEntry } from '../../../../session/store/model';
import { outcomeRecord } from '../outcome-record';

function outcome(
  run: string,
  po: string,
  id: string,
  { status = 'COMPLETED' as Status, final = true } = {},
): OutcomeEntry {
  const record = outcomeRecord({ po, status, final });
  return { type: 'outcome', run, id, record, cells: { STATUS: status }, baselines: [] };
}
const checkpoint = (run: string, ...ids: string[]): JournalRecord => ({ type: 'checkpoint', run, ids, at: 3 });
const file = (po: string, link: string, name: string, size = 1): JournalRecord => ({
  type: 'file',
  run: 'r',
  po,
  file: { link, name, size },
  at: 1,
});
const ids = (records: JournalRecord[]) => unwrittenOutcomes(records).map(({ id }) => id);

const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({
    type: fc.constant('run' as const),
    run: fc.string(),
    at: fc.nat(),
    list: fc.string(),
    user: fc.string(),
    host: fc.string(),
    pid: fc.nat(),
  }),
  fc
    .tuple(fc.string(), fc.string(), fc.string({ unit: 'binary' }), fc.nat())
    .map(([po, link, name, size]) => file(po, link, name, size)),
  fc
    .tuple(fc.constantFrom('r1', 'r2'), fc.constantFrom('PO1', 'PO2'), fc.string())
    .map(([run, po, id]) => outcome(run, po, id)),
  fc.array(fc.string()).map((given) => checkpoint('r1', ...given)),
);
const lines = (records: JournalRecord[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

test('what was appended is read back, also after the file was opened again', async ({}, testInfo) => {
  const records = [file('PO1', 'l', 'a\nb.pdf'), outcome('r', 'PO1', '1'), checkpoint('r', '1')];
  for (const part of [records.slice(0, 1), records.slice(1)]) {
    const journal = await Journal.open(testInfo.outputPath('.po-batch'), 'r');
    for (const record of part) await journal.append(record);
    await journal.close();
  }
  expect(readJournals(testInfo.outputPath('.po-batch'))).toEqual([
    { run: 'r', path: testInfo.outputPath('.po-batch', 'r.jsonl'), size: Buffer.byteLength(lines(records)), records },
  ]);
});

test('records that are appended at the same time do not run into each other', async ({}, testInfo) => {
  const journal = await Journal.open(testInfo.outputDir, 'r');
  const records = Array.from({ length: 40 }, (_, index) => file('PO1', `l${index}`, 'x'.repeat(index * 500)));
  await Promise.all(records.map((record) => journal.append(record)));
  await journal.close();
  const read = parseJournal(await fs.readFile(path.join(testInfo.outputDir, 'r.jsonl'), 'utf8'));
  expect(read).toHaveLength(40);
});

test('a journal that was cut off anywhere gives the records before the cut and throws nothing', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 6 }), fc.nat(), (records, cut) => {
      const bytes = Buffer.from(lines(records));
      // Bytes, not characters: a kill cuts in the middle of a character too.
      const read = parseJournal(bytes.subarray(0, cut % (bytes.length + 1)).toString('utf8'));
      expect(JSON.parse(JSON.stringify(records)).slice(0, read.length)).toEqual(read);
    }),
  );
});

test('a journal that goes on after a cut line loses that line only', () => {
  const whole = lines([outcome('r', 'PO1', '1')]);
  expect(parseJournal(`${whole}${whole.slice(0, 30)}\n${whole}`)).toHaveLength(2);
  expect(parseJournal(`null\n17\n"text"\n[]\n{}\n${whole}`)).toHaveLength(1);
});

test("what input.csv does not hold yet is each PO's last final outcome", () => {
  expect(ids([outcome('r', 'PO1', '1'), outcome('r', 'PO2', '2'), outcome('r', 'PO1', '3')])).toEqual(['2', '3']);
  expect(ids([outcome('r', 'PO1', '1'), outcome('r', 'PO1', '2', { final: false })])).toEqual(['1']);
});

test('a checkpoint settles an outcome, also one of an earlier run', () => {
  expect(ids([outcome('r1', 'PO1', '1'), outcome('r1', 'PO2', '2'), checkpoint('r2', '1')])).toEqual(['2']);
});

test('an earlier outcome does not come back once a later one of its PO is in the list', () => {
  expect(ids([outcome('r1', 'PO1', '1'), outcome('r2', 'PO1', '2'), checkpoint('r2', '2')])).toEqual([]);
});

test('replaying settles everything: a second replay finds nothing', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 12 }), (records) => {
      const pending = unwrittenOutcomes(records);
      expect(new Set(pending.map(({ record }) => record.po)).size).toBe(pending.length);
      expect(unwrittenOutcomes([...records, checkpoint('next', ...pending.map(({ id }) => id))])).toEqual([]);
    }),
  );
});

test("of several runs' outcomes of a PO the last in turn counts, whatever their runs are called", () => {
  const numbered = (entry: OutcomeEntry, revision: number): OutcomeEntry => ({ ...entry, revision });
  const [early, late] = [numbered(outcome('r2', 'PO1', 'early'), 1), numbered(outcome('r1', 'PO1', 'late'), 2)];
  expect(ids([late, early])).toEqual(['late']);
  expect(ids([early, late])).toEqual(['late']);
  expect(ids([late, early, checkpoint('r1', 'late')])).toEqual([]);
});

test('a journal cut at any byte owes the list what came before the cut; replayed, it owes nothing, however often', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 6 }), fc.nat(), (records, cut) => {
      const bytes = Buffer.from(lines(records));
      const rest = bytes.subarray(0, cut % (bytes.length + 1)).toString('utf8');
      const read = parseJournal(rest);
      const owed = unwrittenOutcomes(read);
      expect(owed).toEqual(unwrittenOutcomes(JSON.parse(JSON.stringify(records.slice(0, read.length)))));
      // The next run's journal says what it has written; a line that was cut is not completed by it.
      const replayed = parseJournal(`${rest}\n${lines([checkpoint('next', ...owed.map(({ id }) => id))])}`);
      expect(unwrittenOutcomes(replayed).filter(({ id }) => owed.some((one) => one.id === id))).toEqual([]);
      expect(unwrittenOutcomes(replayed)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('a later record of a link replaces the earlier one', () => {
  const known = knownFiles([file('PO1', 'l', 'a.pdf', 1), file('PO2', 'l', 'b.pdf', 2), file('PO1', 'l', 'a.pdf', 3)]);
  expect([...known.get('PO1')!.values()]).toEqual([{ link: 'l', name: 'a.pdf', size: 3 }]);
  expect(known.get('PO2')!.size).toBe(1);
});

test('a name on disk belongs to the link that was last stored under it', () => {
  const known = knownFiles([file('PO1', 'first', 'a.pdf', 9), file('PO1', 'second', 'a.pdf', 9)]);
  expect([...known.get('PO1')!.keys()]).toEqual(['second']);
});

test('journals are read oldest first, and only journals', async ({}, testInfo) => {
  for (const run of ['2026-11-23T20-31-43-8f3a', '2026-11-22T09-00-00-0001', '2026-11-23T20-31-44-0000'])
    await fs.outputFile(testInfo.outputPath(`${run}.jsonl`), '');
  await fs.outputFile(testInfo.outputPath('last-run.json'), '{}');
  expect(readJournals(testInfo.outputDir).map(({ run }) => run)).toEqual([
    '2026-11-22T09-00-00-0001',
    '2026-11-23T20-31-43-8f3a',
    '2026-11-23T20-31-44-0000',
  ]);
  expect(readJournals(testInfo.outputPath('nowhere'))).toEqual([]);
});

test('a journal that another run adds to is read again, one that nobody wrote is not', async ({}, testInfo) => {
  const file = testInfo.outputPath('r.jsonl');
  await fs.outputFile(file, `${JSON.stringify(outcome('r', 'PO1', 'first'))}\n`);
  await fs.outputFile(testInfo.outputPath('other.jsonl'), '');
  const [other, before] = readJournals(testInfo.outputDir);
  await fs.appendFile(file, `${JSON.stringify(outcome('r', 'PO2', 'second'))}\n`);
  const after = readJournals(testInfo.outputDir);
  expect([after[0]!.records === other!.records, ids(before!.records), ids(after[1]!.records)]).toEqual([
    true,
    ['first'],
    ['first', 'second'],
  ]);
  forgetJournals();
  expect(readJournals(testInfo.outputDir)[0]!.records).not.toBe(other!.records);
});

test('a journal of an earlier version, which has the revision under another name, tells the order too', () => {
  const line = (id: string, turn: number) => JSON.stringify({ ...outcome('r', 'PO1', id), turn });
  expect(ids(parseJournal(`${line('late', 7)}\n${line('early', 2)}\n`))).toEqual(['late']);
});

test('a journal that another run removes while it is read is passed over', async ({}, testInfo) => {
  const folder = testInfo.outputPath('journals');
  await fs.outputFile(path.join(folder, 'b.jsonl'), `${JSON.stringify(outcome('b', 'PO1', 'i'))}\n`);
  // In the listing, and not there.
  await fs.symlink(path.join(folder, 'gone'), path.join(folder, 'a.jsonl'));
  expect(readJournals(folder).map(({ run }) => run)).toEqual(['b']);
});
