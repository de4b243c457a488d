import path from 'node:path';
import fs from 'fs-extra';
import { readList, tree } from '../support/run-batch';
import { expect, order, processed, selected, test } from './batch-test';

test.describe.configure({ timeout: 180_000 });

test("two shards on one list at the same time do each PO once, write every row, forget nobody's failure, and warn of a synced folder", async ({
  portal,
  batch,
}) => {
  const numbers = ['15262984', '15262985', '15262986', '15262987', '15262988', '15262989'];
  // Not in Coupa: one of each shard. Of POs that are all alike one goes to the first, one to the second, and so on.
  const missing = ['15262985', '15262988'];
  const its = await portal(
    numbers
      .filter((number) => !missing.includes(number))
      .map((number) => ({ ...order(number), latency: { page: 0, file: 300 } })),
  );
  const project = await batch({ pos: numbers.map((number) => `PO${number}`), portal: its });
  // The home folder of these runs lies beside the project.
  const synced = path.join(
    project.dir,
    '..',
    'home',
    process.platform === 'darwin' ? 'Library/CloudStorage/Dropbox' : 'Dropbox',
  );
  const list = path.join(synced, 'input.csv');
  await fs.move(project.list, list);
  await fs.appendFile(path.join(project.dir, '.env'), `INPUT_CSV=${list}\n`);
  const shards = ['1/2', '2/2'].map((shard) => project.start(['test', `--shard=${shard}`, '--workers=1']));
  const [first, second] = await Promise.all(shards.map(({ ended }) => ended));
  expect([first!.exitCode, second!.exitCode], first!.output + second!.output).toEqual([1, 1]);
  expect([processed(first!.output), processed(second!.output)]).toEqual(
    [0, 1].map((shard) => numbers.filter((_, index) => index % 2 === shard).map((number) => `PO${number}`)),
  );
  for (const { output } of [first!, second!])
    expect(output).toContain(
      `⚠️ The list lies in Dropbox (${synced}): what one computer locks there the other learns of too late.`,
    );
  expect((await readList(list)).map((row) => row.cell('STATUS'))).toEqual(
    numbers.map((number) => (missing.includes(number) ? 'PO_NOT_FOUND' : 'COMPLETED')),
  );
  for (const number of numbers.filter((one) => !missing.includes(one)))
    expect(its.stats.orders[number]!.opened).toBe(1);
  expect((await tree(project.downloads)).filter((file) => file.endsWith('.pdf'))).toHaveLength(4);
  expect(await selected(project, '--last-failed')).toEqual(missing.map((number) => `PO${number}`));
});
