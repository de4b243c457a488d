import path from 'node:path';
import fs from 'fs-extra';
import { expect, order, requests, test, type Batch } from '../batch-run/batch-test';
import { readJournals } from '../../session/store/local/journal';
import { stateFolder } from '../../session/store/local/file-lock';
import { readList, tree } from '../support/run-batch';
import { atFullLength, figure } from '../support/trial';

// A disk that is really full, in a mount namespace of its own that ends with the run: no other process sees it.
test.describe.configure({ timeout: 180_000 });
test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'mounts a small disk');

const NUMBERS = Array.from({ length: 10 }, (_, index) => String(16_800_001 + index));

/**
 * Mounts a small disk over `folder`, runs `fill` in it, the batch, and copies what is there afterwards back to the real
 * disk.
 */
const onSmallDisk = (folder: string, size: string, fill = 'true') => ({
  by: [
    'unshare',
    '--mount',
    'sh',
    '-c',
    `cp -a "${folder}" "${folder}.before" && mount -t tmpfs -o size=${size} tmpfs "${folder}" && cp -a "${folder}.before/." "${folder}" && cd "${folder}" && ${fill}; cd - > /dev/null; "$0" "$@"; code=$?; cp -a "${folder}/." "${folder}.before"; umount "${folder}"; rm -rf "${folder}"; mv "${folder}.before" "${folder}"; exit $code`,
  ],
});

async function outcome(project: Batch, output: string) {
  const rows = await readList(project.list);
  const journals = readJournals(stateFolder(project.list)).flatMap(({ records }) => records);
  return {
    rows,
    done: [...output.matchAll(/^ {3}✅ (\d+): /gm)].map(([, po]) => po!),
    journaled: journals.flatMap((record) =>
      record.type === 'outcome' && record.record.final && record.record.status === 'COMPLETED'
        ? [record.record.po]
        : [],
    ),
    statusOf: (po: string) => rows.find((row) => row.po === po)?.cell('STATUS'),
  };
}

test('a file that has no room costs its PO one line; a disk that fills up ends the run, and what is done stays', async ({
  portal,
  batch,
}) => {
  const [tooBig, ...others] = NUMBERS.map((number) => ({
    ...order(number),
    attachments: [{ name: 'a.pdf', size: 900_000 }],
  }));
  const its = await portal([
    { ...tooBig!, attachments: [{ name: 'a.pdf' }, { name: 'big.pdf', size: 30_000_000 }] },
    ...others,
  ]);
  const project = await batch({ pos: NUMBERS, portal: its });
  await fs.ensureDir(project.downloads);
  // Without retries: one that meets the full disk would make the first PO's result another.
  const { exitCode, output } = await project.start(
    ['test', '--workers=2', '--retries=0'],
    {},
    onSmallDisk(project.downloads, '6m'),
  ).ended;
  const { rows, done, journaled, statusOf } = await outcome(project, output);
  figure(
    'disk full (downloads)',
    `exit code ${exitCode} after ${done.length} of ${NUMBERS.length} POs, ${journaled.length} in the journal`,
  );
  expect(exitCode, output).toBe(5);
  expect(output.match(/^❌ The disk of .+ is full.+$/gm), output).toHaveLength(1);
  expect(output).toMatch(
    /🛑 Stopped before the end: The disk of .+ is full: free some room; finished files are kept\./,
  );
  expect(rows[0]!.cell('STATUS')).toBe('PARTIAL');
  expect(rows[0]!.cell('ERROR_MESSAGE')).toMatch(
    /^Partial download from PO page: 1 of 2 attachment\(s\)\. Issues: big\.pdf: No room for a file of 28\.6 MB in .+, \d+\.\d MB free: free some room; finished files are kept\.$/,
  );
  expect(done.length).toBeGreaterThan(2);
  for (const po of done) expect(statusOf(po)).toBe('COMPLETED');
  expect(new Set(journaled)).toEqual(new Set(done));
  const undone = rows.slice(1).flatMap((row) => (done.includes(row.po) ? [] : [row.cell('STATUS')]));
  expect(undone, 'the list says which PO met the full disk').toContain('FAILED');
  expect(undone, 'those that were not begun stay as they were').toContain('');
  expect(undone.filter((status) => !['FAILED', ''].includes(status))).toEqual([]);

  const next = await project.run(['test', '--workers=2']);
  expect(next.exitCode, next.output).toBe(0);
  expect((await tree(project.downloads)).filter((file) => file.endsWith('/a.pdf'))).toEqual(
    NUMBERS.map((number) => `Test_Supplier/PO_${number}_COMPLETED/a.pdf`),
  );
  expect(requests(its, NUMBERS[0]!)['a.pdf'], 'its finished file is kept').toBe(1);
});

// In short tests/session/list/write-back.test.ts has the list that finds no room, and the test above how such a run
// ends.
atFullLength(test)('the disk fills up while the list is written', async ({ portal, batch }) => {
  const its = await portal(NUMBERS.map((number) => order(number)));
  const padding = 'x'.repeat(20_000);
  const csv = ['PO_NUMBER;STATUS;NOTE', ...NUMBERS.map((number) => `${number};;${padding}`), ''].join('\n');
  const project = await batch({ csv, portal: its });
  const data = path.dirname(project.list);
  // Room for the list and its backup and for the journal, not for a second copy of the list beside it.
  const { exitCode, output } = await project.start(['test', '--workers=2'], {}, onSmallDisk(data, '560k')).ended;
  const { rows, done, journaled } = await outcome(project, output);
  figure(
    'disk full (list)',
    `exit code ${exitCode}, list of ${rows.length} rows whole, ${journaled.length} results in the journal`,
  );
  expect(exitCode, output).toBe(5);
  expect(output).toMatch(
    /🛑 Stopped before the end: The disk of .+ is full: input\.csv could not be written\. Free some room, then start again; what is done is kept\./,
  );
  expect(rows.map(({ po }) => po)).toEqual(NUMBERS);
  expect(await fs.readFile(project.list, 'utf8')).toBe(csv);
  expect(journaled.length).toBeGreaterThan(0);
  expect(journaled).toEqual(expect.arrayContaining(done));

  const next = await project.run(['test', '--workers=2']);
  expect(next.exitCode, next.output).toBe(0);
  expect((await readList(project.list)).map((row) => row.cell('STATUS'))).toEqual(NUMBERS.map(() => 'COMPLETED'));
  for (const number of journaled) expect(its.stats.orders[number]!.opened, 'not done twice').toBe(1);
});
