import path from 'node:path';
import fs from 'fs-extra';
import type { OrderDefinition } from '../../data/portal/orders/order-definition';
import type { Portal } from '../../data/portal/portal';
import { stateFolder } from '../../session/store/local/file-lock';
import { readJournals } from '../../session/store/local/journal';
import { expect, order, test as base, type Batch } from '../batch-run/batch-test';
import { readList, tree } from '../support/run-batch';
import { atFullLength, chance } from '../support/trial';

// The runner is killed with -9 at moments that nobody chose, and started again each time. At full length alone: one
// such kill, at a moment that is known, is in tests/batch-run/interruption.test.ts; what a kill may leave of a journal
// is in tests/session/store/local/journal.test.ts.
const POS = 60;
const KILLS = 10;
const test = atFullLength(base);
base.describe.configure({ timeout: 540_000 });

/** One file, several, one that fails at first, none, and a PO that Coupa does not have. */
function orders(): OrderDefinition[] {
  return Array.from({ length: POS }, (_, index): OrderDefinition | undefined => {
    const number = String(15_400_000 + index);
    if (index % 12 === 5) return undefined;
    if (index % 12 === 7) return { ...order(number), attachments: [] };
    if (index % 12 === 3)
      return {
        ...order(number),
        attachments: [{ name: 'late.pdf', trouble: { kind: 'status', code: 503, times: 1 } }, { name: 'b.pdf' }],
      };
    return {
      ...order(number, ...(index % 3 === 0 ? ['a.pdf', 'b.pdf', 'c.pdf'] : ['a.pdf'])),
      latency: { page: 20, file: 150 },
    };
  }).filter((one) => one !== undefined);
}

const pos = Array.from({ length: POS }, (_, index) => `PO${15_400_000 + index}`);
const env = { PR_FALLBACK_ENABLED: 'false' };

/** Everything that a run leaves behind for people, without when and where. */
async function result({ list, downloads, dir }: Batch): Promise<unknown> {
  const rows = (await readList(list)).map((row) =>
    [
      row.po,
      ...(
        [
          'STATUS',
          'SUPPLIER',
          'ATTACHMENTS_FOUND',
          'ATTACHMENTS_DOWNLOADED',
          'AttachmentName',
          'ERROR_MESSAGE',
        ] as const
      ).map(row.cell),
      path.relative(dir, row.cell('DOWNLOAD_FOLDER')),
    ].join(' | '),
  );
  return { rows, files: await tree(downloads) };
}

/**
 * POs that a journal says are COMPLETED (every other status is looked at again by the next run), each with what the
 * portal was asked of it until now.
 */
function done(project: Batch, portal: Portal): Map<string, string> {
  const records = readJournals(stateFolder(project.list)).flatMap((journal) => journal.records);
  const completed = records.flatMap((record) =>
    record.type === 'outcome' && record.record.status === 'COMPLETED' ? [record.record.po] : [],
  );
  return new Map(completed.map((po) => [po, asked(portal, po)]));
}

/** Not from a journal: those of the first runs are removed once there are newer ones enough. */
const asked = (portal: Portal, po: string) => JSON.stringify(portal.stats.orders[po.slice(2)]);

test('a batch whose runner is killed at random moments ends as one that nobody touched, and downloads nothing completed again', async ({
  portal,
  batch,
}) => {
  const { seed, next, whole } = chance();
  console.log(`  trial killed runner: TRIAL_SEED=${seed}`);
  const [its, other] = [await portal(orders()), await portal(orders())];
  const undisturbed = await batch({ pos, portal: other, env });
  const calm = await undisturbed.run(['test', '--workers=2']);
  expect(calm.exitCode, calm.output).toBe(1);

  const project = await batch({ pos, portal: its, env });
  const began = Date.now();
  const moments: string[] = [];
  const settled = new Map<string, string>();
  for (let kill = 0; kill < KILLS; kill++) {
    const running = project.start(['test', '--workers=2']);
    const opened = () => pos.reduce((sum, po) => sum + (its.stats.orders[po.slice(2)]?.opened ?? 0), 0);
    // After so many more pages and a moment, or, one time in four, while it is still starting.
    const [pages, pause] =
      next() < 0.25 ? [0, whole(2_500)] : [1 + whole(Math.max(1, Math.floor((POS / KILLS) * 1.6))), whole(400)];
    const before = opened();
    const ended = running.ended.then(() => true);
    while (
      opened() - before < pages &&
      !(await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve(false), 10))]))
    );
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, pause))]);
    running.child.kill('SIGKILL');
    await running.ended;
    const completed = done(project, its);
    for (const [po, seen] of settled) expect(asked(its, po), `${po} was left alone`).toBe(seen);
    for (const [po, seen] of completed) settled.set(po, seen);
    moments.push(`${opened() - before} pages + ${pause} ms: ${completed.size} done`);
  }
  const last = await project.run(['test', '--workers=2']);
  expect(last.exitCode, last.output).toBe(1);
  for (const [po, seen] of settled) expect(asked(its, po), `${po} was left alone`).toBe(seen);
  expect(await result(project)).toEqual(await result(undisturbed));
  const left = await fs.readdir(stateFolder(project.list));
  expect(left.filter((name) => !name.endsWith('.jsonl') && name !== 'last-run.json')).toEqual([]);
  console.log(
    `  trial killed runner: ${POS} POs, killed ${KILLS} times (${moments.join('; ')}), ${settled.size} completed before the last start and not touched again, ${Math.round((Date.now() - began) / 1_000)} s`,
  );
});
