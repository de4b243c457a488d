import path from 'node:path';
import fs from 'fs-extra';
import { isSuccess } from '../../batch/outcome/outcome';
import { stateFolder } from '../../session/store/local/file-lock';
import { readJournals } from '../../session/store/local/journal';
import { readLease } from '../../session/store/files/lease';
import { expect, order, test as base, type Batch } from '../batch-run/batch-test';
import { readList, tree, type RunningBatch } from '../support/run-batch';
import { atFullLength } from '../support/trial';

// Two runs on one list at the same time; one is killed, another stands still until it has been given up, and goes on.
// At full length alone: what two runs do with each other's POs is in tests/session/store/files/two-runs.test.ts, with
// their times passed in; that a command that stood still does its POs again is in portal.test.ts.
const POS = 60;
const WORKERS = 2;
const test = atFullLength(base);
base.describe.configure({ timeout: 540_000 });

const numbers = Array.from({ length: POS }, (_, index) => String(15_300_000 + index));

/** Numbers that a run holds, by the files that say so. */
async function heldBy({ list }: Batch, { child }: RunningBatch): Promise<string[]> {
  const folder = stateFolder(list);
  const claims = (await fs.readdir(folder)).filter((name) => name.endsWith('.claim'));
  const held = await Promise.all(
    claims.map(async (name) => {
      const { number, run } = (await fs.readJson(path.join(folder, name)).catch(() => ({}))) as {
        number?: string;
        run?: string;
      };
      const lease = run === undefined ? undefined : await readLease(folder, run);
      return lease?.owner?.pid === child.pid ? [number!] : [];
    }),
  );
  return held.flat();
}

test('two runs on one list, one killed, another stopped past the stale time: every PO is completed by one of them', async ({
  portal,
  batch,
}) => {
  test.skip(process.platform === 'win32', 'stops and continues processes by signals');
  const its = await portal(numbers.map((number) => ({ ...order(number), latency: { page: 50, file: 600 } })));
  const project = await batch({ pos: numbers.map((number) => `PO${number}`), portal: its });
  const asked = (number: string) =>
    Object.values(its.stats.orders[number]?.files ?? {}).reduce((sum, file) => sum + file.requested, 0);
  const start = () => project.start(['test', `--workers=${WORKERS}`], {}, { group: true });
  const began = Date.now();

  const [paused, killed] = [start(), start()];
  await Promise.all([paused, killed].map((run) => run.shows(/ (is being done by|Downloaded 1) /, 90_000)));
  killed.child.kill('SIGKILL');
  await killed.ended;

  // In the middle of a PO: its file was asked for since this run has it, and has not come yet.
  const before = new Map<string, number>();
  const begun = async () => {
    const held = await heldBy(project, paused);
    for (const number of held) if (!before.has(number)) before.set(number, asked(number));
    return held.filter((number) => asked(number) > before.get(number)!);
  };
  await expect.poll(async () => (await begun()).length, { timeout: 60_000, intervals: [20] }).toBeGreaterThan(0);
  process.kill(-paused.child.pid!, 'SIGSTOP');
  const inFlight = await begun();
  expect(inFlight, 'stopped in time').not.toEqual([]);
  const stoppedAt = Date.now();

  const third = await start().ended;
  const stoodStill = Math.round((Date.now() - stoppedAt) / 1_000);
  process.kill(-paused.child.pid!, 'SIGCONT');
  const woken = await paused.ended;
  expect(third.exitCode, third.output).toBe(0);
  expect(woken.exitCode, woken.output).toBe(0);

  await test.step('every PO was completed by one run, and no row was lost', async () => {
    const rows = await readList(project.list);
    expect(rows.map((row) => `${row.po} ${row.cell('STATUS')}`)).toEqual(
      numbers.map((number) => `PO${number} COMPLETED`),
    );
    const done = readJournals(stateFolder(project.list)).flatMap(({ records }) =>
      records.flatMap((record) =>
        record.type === 'outcome' && record.record.final && isSuccess(record.record.status) ? [record.record.po] : [],
      ),
    );
    expect(done.sort()).toEqual(numbers.map((number) => `PO${number}`));
    expect((await tree(project.downloads)).filter((file) => !file.startsWith('.po-batch-'))).toEqual(
      numbers.map((number) => `Test_Supplier/PO${number}_COMPLETED/document.pdf`),
    );
  });

  await test.step('the portal saw no PO twice at once, and files twice only of POs that the killed and the stopped run had begun', () => {
    for (const number of numbers) expect(its.stats.orders[number]!.openAtOnce, number).toBe(1);
    expect(numbers.filter((number) => asked(number) > 1).length).toBeLessThanOrEqual(2 * WORKERS);
  });

  await test.step('the stopped run wrote nothing of what had been taken over, and said so', () => {
    // Whichever it notices first: that it stood still, or that the PO is another's.
    for (const number of inFlight)
      expect(woken.output).toMatch(
        new RegExp(
          `⚠️ PO${number} was taken over by \\S+ on \\S+ while this run stood still|💤 PO${number} is done again: the computer slept, or the batch stood still`,
        ),
      );
    expect(woken.output).toMatch(/Done by \S+ on \S+: Downloaded 1 attachment/);
    expect(woken.output).toContain(`✅ Successful: ${POS}\n`);
  });

  const left = await fs.readdir(stateFolder(project.list));
  expect(left.filter((name) => !name.endsWith('.jsonl') && name !== 'last-run.json')).toEqual([]);
  // What Chromium itself leaves when it is killed.
  for (const name of await fs.readdir(project.temp))
    if (name.startsWith('org.chromium.')) await fs.remove(path.join(project.temp, name));
  console.log(
    `  trial two runs: ${POS} POs, one run killed, one stopped for ${stoodStill} s with ${inFlight.length} PO(s) in flight; each completed once, ${numbers.filter((number) => asked(number) > 1).length} downloaded again, ${Math.round((Date.now() - began) / 1_000)} s`,
  );
});
