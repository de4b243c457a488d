import path from 'node:path';
import fs from 'fs-extra';
import { specialCase, type SpecialCaseName } from '../../data/portal/orders/special-cases';
import { readList, tree } from '../support/run-batch';
import { expect, order, test } from './batch-test';

// What a portal, a proxy or a disk does wrong is said in the PO's own line, and the other POs go on.
test.describe.configure({ timeout: 180_000 });

test('one list of troubles: what each page was is said, hostile names stay in their folder, a blocked folder costs its PO', async ({
  portal,
  batch,
}) => {
  const unexpected = (title: string) => new RegExp(`^Unexpected page: ${title} at 127\\.0\\.0\\.1:\\d+$`);
  const troubles: [SpecialCaseName, status: string, message: string | RegExp][] = [
    ['page 500', 'FAILED', 'The portal answered 500 Internal Server Error.'],
    ['page 429', 'FAILED', 'The portal answered 429 Too Many Requests.'],
    ['page 503 without a body', 'FAILED', 'The portal answered 503 Service Unavailable.'],
    ['page 404 without a body', 'FAILED', 'The portal answered 404 Not Found.'],
    ['page reset', 'FAILED', /^127\.0\.0\.1:\d+ could not be opened: .+ \(ERR_\w+\)\.$/],
    ['page silent', 'TIMEOUT', 'Timed out waiting for the page to finish loading.'],
    ['block page 200', 'FAILED', unexpected('.+')],
    ['maintenance 200', 'FAILED', unexpected('.+')],
    ['terms', 'FAILED', unexpected('.+')],
    ['home', 'FAILED', unexpected('.+')],
    ['other order', 'FAILED', unexpected('.*Purchase Order.*')],
    ['blank', 'FAILED', unexpected('without a title')],
    ['requisition unexpected', 'FAILED', unexpected('.+')],
    ['identity provider', 'COMPLETED', ''],
    ['attachment: anchor', 'COMPLETED', ''],
  ];
  const hostile = specialCase('hostile names');
  const blocked = { ...order('15262984'), supplier: 'Blocked' };
  const orders = [...troubles.map(([name]) => specialCase(name)), hostile, blocked];
  const its = await portal(orders);
  const project = await batch({
    pos: orders.map(({ number }) => number),
    portal: its,
    env: { PAGE_LOAD_TIMEOUT: '5', ERROR_PAGE_CHECK_TIMEOUT: '0.3', MAX_CONSECUTIVE_SYSTEM_ERRORS: '50' },
  });
  await fs.outputFile(path.join(project.downloads, 'Blocked'), 'a file in the place of the folder');
  const outside = await tree(path.dirname(project.dir));
  const { exitCode, output } = await project.run(['test', '--workers=2', '--retries=0']);
  expect(exitCode, output).toBe(1);
  const rows = await readList(project.list);
  for (const [index, [name, status, message]] of troubles.entries()) {
    const row = rows[index]!;
    expect.soft(row.cell('STATUS'), name).toBe(status);
    if (typeof message === 'string') expect.soft(row.cell('ERROR_MESSAGE'), name).toBe(message);
    else expect.soft(row.cell('ERROR_MESSAGE'), name).toMatch(message);
  }
  expect(its.stats.bounces).toBe(1);

  await test.step('files with hostile names stay in the folder of their PO, with their extension', async () => {
    const files = (await tree(project.downloads)).filter((file) => file.includes(hostile.number));
    expect(files).toHaveLength(hostile.attachments!.length);
    for (const file of files) {
      const [, folder, name, ...deeper] = file.split('/');
      expect(folder).toBe(`PO_${hostile.number}_COMPLETED`);
      expect(deeper).toEqual([]);
      expect(name).toMatch(/^(?!(con|nul|\.+)(\.|$)).+/i);
      expect(name).not.toMatch(/[<>:"/\\|?*\u0000-\u001f\u202e]|[. ]$/);
      expect(Buffer.byteLength(name!)).toBeLessThanOrEqual(255);
    }
    expect(files.filter((file) => /\.(pdf|txt)$/.test(file)).length).toBeGreaterThanOrEqual(13);
    const row = rows.at(-2);
    expect(row!.cell('AttachmentName').split(';\n').sort()).toEqual(files.map((file) => file.split('/')[2]).sort());
    const beside = (await tree(path.dirname(project.dir))).filter(
      (file) => !outside.includes(file) && /climbing|absolute|letter|backwards|hostile/.test(file),
    );
    expect(beside.filter((file) => !file.startsWith('batch/downloads/'))).toEqual([]);
  });

  await test.step('a supplier folder that cannot be written costs its PO, not the others', async () => {
    const row = rows.at(-1)!;
    expect(row.cell('STATUS')).toBe('FAILED');
    expect(row.cell('ERROR_MESSAGE')).toMatch(
      /^\S+\/downloads\/Blocked cannot be written \(E\w+\): move away what stands in its place, or get the right to write there\.$/,
    );
    expect(await fs.readFile(path.join(project.downloads, 'Blocked'), 'utf8')).toContain('in the place of the folder');
  });
});

test('a portal that refuses connections ends a run that does not wait for it, and no PO is marked', async ({
  portal,
  batch,
}) => {
  const its = await portal([order('15262984'), order('15262991')]);
  await its.refuse();
  const project = await batch({ pos: ['PO15262984', 'PO15262991'], portal: its });
  const { exitCode, output } = await project.run(['test', '--retries=0']);
  expect(exitCode, output).toBe(4);
  const line = `127.0.0.1:${its.port} is not reachable: it refuses connections (ERR_CONNECTION_REFUSED) (OFFLINE_WAIT=0: not waited for). Check VPN, network and proxy, then start again; POs that were not done are as before.`;
  expect(output.match(/^❌ .+ is not reachable.+$/gm)).toEqual([`❌ ${line}`]);
  expect(output).toContain(`🛑 Stopped before the end: ${line}`);
  expect((await readList(project.list)).map((row) => row.cell('STATUS'))).toEqual(['', '']);
});

// A disk that is full: tests/trials/disk-full.test.ts.
test.describe('a disk with little room', () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'mounts a small disk');

  /**
   * In a mount namespace of its own, which ends with the run: no other process sees the disk, and none stays mounted.
   */
  const withDisk = (size: string, downloads: string, seen: string) => ({
    by: [
      'unshare',
      '--mount',
      'sh',
      '-c',
      `mount -t tmpfs -o size=${size} tmpfs "${downloads}" && "$0" "$@"; code=$?; cp -R "${downloads}" "${seen}"; exit $code`,
    ],
  });

  test('a file that has no room costs its PO one line, and finished files stay', async ({ portal, batch }) => {
    const its = await portal([
      { ...order('15262984'), attachments: [{ name: 'small.pdf' }, { name: 'big.pdf', size: 30_000_000 }] },
      order('15262992'),
    ]);
    const project = await batch({ pos: ['PO15262984', 'PO15262992'], portal: its });
    await fs.ensureDir(project.downloads);
    const seen = path.join(project.dir, 'seen');
    const { exitCode, output } = await project.start(
      ['test', '--retries=0', '--workers=1'],
      {},
      withDisk('40m', project.downloads, seen),
    ).ended;
    expect(exitCode, output).toBe(1);
    const [first, second] = await readList(project.list);
    expect(first!.cell('STATUS')).toBe('PARTIAL');
    expect(first!.cell('ERROR_MESSAGE')).toMatch(
      /^Partial download from PO page: 1 of 2 attachment\(s\)\. Issues: big\.pdf: No room for a file of 28\.6 MB in .+, \d+\.\d MB free: free some room; finished files are kept\.$/,
    );
    expect(second!.cell('STATUS')).toBe('COMPLETED');
    expect(await tree(seen)).toEqual([
      'Test_Supplier/PO15262984_PARTIAL/small.pdf',
      'Test_Supplier/PO15262992_COMPLETED/document.pdf',
    ]);
  });
});
