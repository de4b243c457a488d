import path from 'node:path';
import fs from 'fs-extra';
import { specialCase, type SpecialCaseName } from '../../data/portal/orders/special-cases';
import { readList, tree, TRIAL_MODE } from '../support/run-batch';
import { expect, order, test } from './batch-test';

// What a portal, a proxy or a disk does wrong is said in the PO's own line, and the other POs go on. A disk without
// room is in tests/trials/disk-full.test.ts, a portal that refuses connections in portal-away.test.ts.
test.describe.configure({ timeout: 180_000 });

test('a page that is not the PO is never a result, a folder that cannot be written costs its PO, and hostile names stay inside', async ({
  portal,
  batch,
}) => {
  const unexpected = (title: string) =>
    new RegExp(`^Unexpected page: ${title} at 127\\.0\\.0\\.1:\\d+(?: \\(HTTP 403\\))?$`);
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
  const orders = troubles.map(([name]) => specialCase(name));
  const blocked = { ...order('15262984'), supplier: 'Blocked' };
  const hostile = specialCase('hostile names');
  const its = await portal([...orders, blocked, hostile]);
  const project = await batch({
    pos: [...orders, blocked, hostile].map(({ number }) => number),
    portal: its,
    env: { PAGE_LOAD_TIMEOUT: '5', ERROR_PAGE_CHECK_TIMEOUT: '0.3', MAX_CONSECUTIVE_SYSTEM_ERRORS: '50' },
  });
  await fs.outputFile(path.join(project.downloads, 'Blocked'), 'a file in the place of the folder');
  const outside = await tree(path.dirname(project.dir));
  const { exitCode, output } = await project.run(['test', '--workers=2', '--retries=0']);
  expect(exitCode, output).toBe(1);
  const rows = await readList(project.list);

  await test.step('each page says what it was', () => {
    for (const [index, [name, status, message]] of troubles.entries()) {
      const row = rows[index]!;
      expect.soft(row.cell('STATUS'), name).toBe(status);
      if (typeof message === 'string') expect.soft(row.cell('ERROR_MESSAGE'), name).toBe(message);
      else expect.soft(row.cell('ERROR_MESSAGE'), name).toMatch(message);
    }
    // The portal sends each browser there once: a page that is fetched first has its answer without going there.
    expect(TRIAL_MODE ? [0, 1] : [1]).toContain(its.stats.bounces);
  });

  await test.step('a supplier folder that cannot be written costs its PO, not the others', async () => {
    const row = rows.find(({ po }) => po === blocked.number)!;
    expect(row.cell('STATUS')).toBe('FAILED');
    expect(row.cell('ERROR_MESSAGE')).toMatch(
      /^\S+\/downloads\/Blocked cannot be written \(E\w+\): move away what stands in its place, or get the right to write there\.$/,
    );
    expect((await tree(project.downloads)).filter((file) => file.includes(blocked.number))).toEqual([]);
    expect(await tree(project.downloads)).toContain('Blocked');
  });

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
    const row = rows.find(({ po }) => po === hostile.number)!;
    expect(row.cell('AttachmentName').split(';\n').sort()).toEqual(files.map((file) => file.split('/')[2]).sort());
    const beside = (await tree(path.dirname(project.dir))).filter(
      (file) => !outside.includes(file) && /climbing|absolute|letter|backwards|hostile/.test(file),
    );
    expect(beside.filter((file) => !file.startsWith('batch/downloads/'))).toEqual([]);
  });
});
