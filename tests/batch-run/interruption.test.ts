import path from 'node:path';
import fs from 'fs-extra';
import type { Portal } from '../../data/portal/portal';
import { stateFolder } from '../../session/store/local/file-lock';
import { readList, tree } from '../support/run-batch';
import {
  browsersOf,
  expect,
  leftBehind,
  order,
  processed,
  requests,
  selected,
  test,
  workersOf,
  type Batch,
} from './batch-test';

// Whatever is killed, whenever: results that were reported stay, nothing is done twice, and nothing is left behind.
test.describe.configure({ timeout: 180_000 });

test('Ctrl+C lets the PO in flight finish, and --last-failed takes what was not done', async ({ portal, batch }) => {
  // Still under way when Ctrl+C comes, however late a busy computer sends it: else its worker has taken the next PO by
  // then.
  const slow = { ...order('15262984'), latency: { page: 0, file: 10_000 } };
  // Longer than the half minute that a PO has after Ctrl+C, the first time.
  const stalls = {
    ...order('15262991'),
    attachments: [{ name: 'stalls.pdf', size: 100_000, trouble: { kind: 'stalls', times: 1 } as const }],
  };
  const its = await portal([slow, stalls, order('15262992'), order('15262993')]);
  const project = await batch({
    pos: ['PO15262991', 'PO15262984', 'PO15262992', 'PO15262993'],
    portal: its,
    env: { DOWNLOAD_WAIT_TIMEOUT: '3600' },
  });
  const running = project.start(['test', '--workers=2'], {}, { group: true });
  await expect
    .poll(() => [requests(its, '15262984'), requests(its, '15262991')], { timeout: 90_000 })
    .toEqual([{ 'document.pdf': 1 }, { 'stalls.pdf': 1 }]);
  // As the terminal sends it: to every process of the command at once.
  process.kill(-running.child.pid!, 'SIGINT');
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(130);
  expect(output).toContain('🛑 Stopped before the end: Stopped by the user.');
  expect(output).toContain('⏸️ Not processed: 3');
  expect(await statuses(project)).toEqual({ PO15262984: 'COMPLETED', PO15262991: '', PO15262992: '', PO15262993: '' });
  expect(its.stats.orders['15262992']).toBeUndefined();
  await expect.poll(() => leftBehind(project), { timeout: 10_000 }).toEqual([]);
  expect(
    (await fs.readdir(stateFolder(project.list))).filter((name) => !name.endsWith('.jsonl')),
    'no claim, no lease, no lock',
  ).toEqual(['last-run.json']);
  expect(await fs.readdir(project.downloads)).toEqual(['Test_Supplier']);

  // Those who take them: after the runner was killed, below.
  expect(await selected(project, '--last-failed')).toEqual(['PO15262991', 'PO15262992', 'PO15262993']);
});

test('Ctrl+C twice ends the run at once, and nothing is corrupt', async ({ portal, batch }) => {
  const stalls = {
    ...order('15262991'),
    attachments: [{ name: 'stalls.pdf', size: 100_000, trouble: { kind: 'stalls', times: 1 } as const }],
  };
  const its = await portal([order('15262984'), stalls, order('15262992')]);
  const project = await batch({
    pos: ['PO15262984', 'PO15262991', 'PO15262992'],
    portal: its,
    env: { DOWNLOAD_WAIT_TIMEOUT: '3600' },
  });
  const running = project.start(['test', '--workers=1'], {}, { group: true });
  await expect.poll(() => requests(its, '15262991'), { timeout: 90_000 }).toEqual({ 'stalls.pdf': 1 });
  const began = Date.now();
  process.kill(-running.child.pid!, 'SIGINT');
  await running.shows(/🛑 Stopping: no further PO is taken/);
  // As somebody who loses patience does it: Playwright takes a second one within a second for the first.
  const impatient = setInterval(() => running.child.exitCode === null && running.child.kill('SIGINT'), 400);
  const { exitCode, output } = await running.ended.finally(() => clearInterval(impatient));
  expect(exitCode, output).toBe(130);
  expect(Date.now() - began).toBeLessThan(20_000);
  expect(await statuses(project)).toEqual({
    PO15262984: expect.stringMatching(/^(COMPLETED)?$/),
    PO15262991: '',
    PO15262992: '',
  });
  // What was done is not done again, whether the list could still be written or not.
  expect(await selected(project)).toEqual(['PO15262991', 'PO15262992']);
  expect(await tree(project.downloads)).toContain('Test_Supplier/PO15262984_COMPLETED/document.pdf');
});

test('after the runner was killed the next run goes on where it was, and sweeps what it left', async ({
  portal,
  batch,
}) => {
  const its = await portal([
    order('15262984'),
    order('15262991'),
    { ...order('15262992'), latency: { page: 0, file: 4_000 } },
    order('15262993'),
  ]);
  const project = await batch({ pos: ['PO15262984', 'PO15262991', 'PO15262992', 'PO15262993'], portal: its });
  const running = project.start(['test', '--workers=1']);
  await expect.poll(() => requests(its, '15262992'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
  const outside = await fs.mkdtemp(path.join(project.temp, 'po-batch-'));
  running.child.kill('SIGKILL');
  const killed = await running.ended;
  expect(processed(killed.output)).toEqual(['PO15262984', 'PO15262991']);
  its.setLatency({ file: 0 }, '15262992');
  expect(await selected(project, '--last-failed')).toEqual(['PO15262992', 'PO15262993']);

  const next = await project.run(['test', '--workers=1']);
  expect(next.exitCode, next.output).toBe(0);
  expect(processed(next.output)).toEqual(['PO15262992', 'PO15262993']);
  expect([opened(its, '15262984'), opened(its, '15262991')]).toEqual([1, 1]);
  expect(await statuses(project)).toEqual({
    PO15262984: 'COMPLETED',
    PO15262991: 'COMPLETED',
    PO15262992: 'COMPLETED',
    PO15262993: 'COMPLETED',
  });
  for (const row of await readList(project.list)) expect(row.cell('DOWNLOAD_FOLDER')).toContain(`${row.po}_COMPLETED`);
  expect(await tree(project.downloads)).toEqual(
    ['15262984', '15262991', '15262992', '15262993'].map((po) => `Test_Supplier/PO${po}_COMPLETED/document.pdf`),
  );
  // By its owner, not by its name: this one is nobody's.
  await expect.poll(() => leftBehind(project), { timeout: 10_000 }).toEqual([outside]);
  await fs.remove(outside);
});

test('a worker process and a browser that are killed in the middle of a PO cost no result', async ({
  portal,
  batch,
}) => {
  test.skip(process.platform !== 'linux', 'finds the processes in /proc');
  const its = await portal([
    { ...order('15262984', 'a.pdf', 'b.pdf'), latency: { file: 2_500 } },
    { ...order('15262991', 'c.pdf'), latency: { file: 2_500 } },
  ]);
  const project = await batch({ pos: ['PO15262984', 'PO15262991'], portal: its });
  const running = project.start(['test', '--workers=1']);
  await expect.poll(() => requests(its, '15262984'), { timeout: 90_000 }).toEqual({ 'a.pdf': 1, 'b.pdf': 1 });
  its.setLatency({ file: 0 }, '15262984');
  for (const pid of workersOf(running)) process.kill(pid, 'SIGKILL');
  await expect.poll(() => requests(its, '15262991'), { timeout: 90_000 }).toEqual({ 'c.pdf': 1 });
  its.setLatency({ file: 0 }, '15262991');
  // The killed worker's own may still be dying, and is not the one that is at work.
  await expect.poll(() => browsersOf(project).length, { timeout: 10_000 }).toBe(1);
  process.kill(browsersOf(project)[0]!, 'SIGKILL');
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(await statuses(project)).toEqual({ PO15262984: 'COMPLETED', PO15262991: 'COMPLETED' });
  expect(await tree(project.downloads)).toEqual([
    'Test_Supplier/PO15262984_COMPLETED/a.pdf',
    'Test_Supplier/PO15262984_COMPLETED/b.pdf',
    'Test_Supplier/PO15262991_COMPLETED/c.pdf',
  ]);
  expect(output).not.toMatch(/Error|\.ts:/);
});

const opened = (portal: Portal, number: string) => portal.stats.orders[number]?.opened ?? 0;

async function statuses({ list }: Batch): Promise<Record<string, string>> {
  return Object.fromEntries((await readList(list)).map((row) => [row.po, row.cell('STATUS')]));
}
