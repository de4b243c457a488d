import path from 'node:path';
import fs from 'fs-extra';
import { stateFolder } from '../../session/store/local/file-lock';
import { readList, tree } from '../support/run-batch';
import { signalIfThere } from '../support/signal';
import { browsersOf, expect, leftBehind, order, processed, requests, test, workersOf, type Batch } from './batch-test';

// Whatever is killed, whenever: results that were reported stay, nothing is done twice, and nothing is left behind.
test.describe.configure({ timeout: 180_000 });

test('the next run goes on after Ctrl+C, after Ctrl+C twice, after its runner was killed, and a run itself after a worker or a browser was', async ({
  portal,
  batch,
}) => {
  // Answered when the test says so: a PO under way stays under way, however late a busy computer sends a signal.
  const held = (number: string) => ({ ...order(number), latency: { page: 0, file: 600_000 } });
  const stalls = {
    ...order('15262991'),
    // Longer than the half minute that a PO has after Ctrl+C, the first two times.
    attachments: [{ name: 'stalls.pdf', size: 100_000, trouble: { kind: 'stalls', times: 2 } as const }],
  };
  const its = await portal([
    held('15262984'),
    stalls,
    order('15262992'),
    order('15262993'),
    held('15262994'),
    held('15262995'),
  ]);
  const project = await batch({
    pos: ['PO15262991', 'PO15262984', 'PO15262992', 'PO15262993', 'PO15262994', 'PO15262995'],
    portal: its,
    env: { DOWNLOAD_WAIT_TIMEOUT: '3600' },
  });
  const asked = (number: string, files: Record<string, number>) =>
    expect.poll(() => requests(its, number), { timeout: 90_000 }).toEqual(files);

  await test.step('Ctrl+C lets the PO in flight finish', async () => {
    const running = project.start(['test', '--workers=2'], {}, { group: true });
    await asked('15262984', { 'document.pdf': 1 });
    await asked('15262991', { 'stalls.pdf': 1 });
    // As the terminal sends it: to every process of the command at once.
    process.kill(-running.child.pid!, 'SIGINT');
    await running.shows(/🛑 Stopping: no further PO is taken/);
    its.release();
    const { exitCode, output } = await running.ended;
    expect(exitCode, output).toBe(130);
    expect(output).toContain('🛑 Stopped before the end: Stopped by the user.');
    expect(output).toContain('⏸️ Not processed: 5');
    expect(await statuses(project)).toEqual({ ...NOTHING_DONE, PO15262984: 'COMPLETED' });
    expect(its.stats.orders['15262992']).toBeUndefined();
    await expect.poll(() => leftBehind(project), { timeout: 10_000 }).toEqual([]);
    expect(
      (await fs.readdir(stateFolder(project.list))).filter((name) => !name.endsWith('.jsonl')),
      'no claim, no lease, no lock',
    ).toEqual(['last-run.json']);
    expect(await fs.readdir(project.downloads)).toEqual(['Test_Supplier']);
  });

  await test.step('--last-failed takes the interrupted one first; Ctrl+C twice ends it at once, and nothing is corrupt', async () => {
    const running = project.start(['test', '--last-failed', '--workers=1'], {}, { group: true });
    await asked('15262991', { 'stalls.pdf': 2 });
    const began = Date.now();
    process.kill(-running.child.pid!, 'SIGINT');
    await running.shows(/🛑 Stopping: no further PO is taken/);
    // As somebody who loses patience does it: Playwright takes a second one within a second for the first.
    const impatient = setInterval(() => running.child.exitCode === null && running.child.kill('SIGINT'), 400);
    const { exitCode, output } = await running.ended.finally(() => clearInterval(impatient));
    expect(exitCode, output).toBe(130);
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(output, 'what was not done, and what was never started').toContain(
      '🚀 Starting parallel processing with 5 POs...',
    );
    expect(await statuses(project)).toEqual({ ...NOTHING_DONE, PO15262984: 'COMPLETED' });
  });

  const outside = await fs.mkdtemp(path.join(project.temp, 'po-batch-'));

  await test.step('a plain run goes on where it was, and its runner is killed', async () => {
    const running = project.start(['test', '--workers=1']);
    await asked('15262994', { 'document.pdf': 1 });
    running.child.kill('SIGKILL');
    const { output } = await running.ended;
    expect(processed(output)).toEqual(['PO15262991', 'PO15262992', 'PO15262993']);
  });

  await test.step('the next takes what was under way or not begun; a worker process and a browser that are killed in the middle of a PO cost it nothing', async () => {
    // Found in /proc.
    const kills = process.platform === 'linux';
    if (!kills) for (const number of ['15262994', '15262995']) its.setLatency({ file: 0 }, number);
    const running = project.start(['test', '--last-failed', '--workers=1']);
    if (kills) {
      await asked('15262994', { 'document.pdf': 2 });
      its.setLatency({ file: 0 }, '15262994');
      for (const pid of workersOf(running)) signalIfThere(pid, 'SIGKILL');
      await asked('15262995', { 'document.pdf': 1 });
      its.setLatency({ file: 0 }, '15262995');
      // The killed worker's own may still be dying, and is not the one that is at work.
      await expect.poll(() => browsersOf(project).length, { timeout: 10_000 }).toBe(1);
      process.kill(browsersOf(project)[0]!, 'SIGKILL');
    }
    const { exitCode, output } = await running.ended;
    expect(exitCode, output).toBe(0);
    expect(output).not.toMatch(/Error|\.ts:/);
    expect(processed(output)).toEqual(['PO15262994', 'PO15262995']);
    expect(await statuses(project)).toEqual(
      Object.fromEntries(Object.keys(NOTHING_DONE).map((po) => [po, 'COMPLETED'])),
    );
    for (const row of await readList(project.list))
      expect(row.cell('DOWNLOAD_FOLDER')).toContain(`${row.po}_COMPLETED`);
    // What the killed runner left is swept by its owner, not by its name: this one is nobody's.
    await expect.poll(() => leftBehind(project), { timeout: 10_000 }).toEqual([outside]);
    await fs.remove(outside);
  });

  const once = ['15262984', '15262992', '15262993'].map((number) => its.stats.orders[number]?.opened);
  expect(once, 'what was done is not done again').toEqual([1, 1, 1]);
  expect(await tree(project.downloads)).toEqual(
    Object.keys(NOTHING_DONE).map(
      (po) => `Test_Supplier/${po}_COMPLETED/${po === 'PO15262991' ? 'stalls' : 'document'}.pdf`,
    ),
  );
});

const NOTHING_DONE = Object.fromEntries(
  ['15262984', '15262991', '15262992', '15262993', '15262994', '15262995'].map((number) => [`PO${number}`, '']),
);

async function statuses({ list }: Batch): Promise<Record<string, string>> {
  return Object.fromEntries((await readList(list)).map((row) => [row.po, row.cell('STATUS')]));
}
