import type { JSONReport } from '@playwright/test/reporter';
import { specsOf } from '../support/json-report';
import { readList } from '../support/run-batch';
import { expect, order, processed, selected, test, type Batch } from './batch-test';

test.describe.configure({ timeout: 180_000 });

const pos = Array.from({ length: 1_010 }, (_, index) => `PO${15_262_001 + index}`);

async function listed(project: Batch, ...args: string[]): Promise<{ id: string; title: string }[]> {
  const { output } = await project.run(['test', '--list', '--reporter=json', ...args]);
  const report = JSON.parse(output.slice(output.indexOf('{'))) as JSONReport;
  // The JSON reporter names a file's own tests before those of its groups.
  return specsOf(report)
    .map(({ id, title }) => ({ id, title }))
    .toSorted((a, b) => (a.title < b.title ? -1 : 1));
}

test('tests of a long list have the ids and titles that they have when they are chosen one by one', async ({
  portal,
  batch,
}) => {
  const project = await batch({ pos, portal: await portal([]) });
  const whole = await listed(project);
  expect(whole.map(({ title }) => title)).toEqual(pos);
  expect(await listed(project, '-g', 'PO')).toEqual(whole);
});

test('a PO that fails keeps none of its job from being done, and --last-failed takes it again', async ({
  portal,
  batch,
}) => {
  const its = await portal(pos.slice(1, 100).map((po) => order(po.slice(2))));
  const project = await batch({ pos, portal: its });
  // Jobs of two POs each, of which the first PO of the first fails.
  const running = project.start(['test', '--workers=2'], {}, { group: true });
  await running.shows(/✅ PO15262002: /u);
  await running.shows(/✅ PO15262004: /u);
  process.kill(-running.child.pid!, 'SIGINT');
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(130);
  const done = processed(output);
  const rows = await readList(project.list);
  expect(rows.slice(0, 4).map((row) => row.cell('STATUS'))).toEqual([
    'PO_NOT_FOUND',
    ...Array<string>(3).fill('COMPLETED'),
  ]);
  const again = await selected(project, '--last-failed');
  expect(again).toContain(pos[0]);
  expect(again).toHaveLength(pos.length - done.length + 1);
});
