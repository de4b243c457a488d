import { expect, order, test } from './batch-test';
test('one PO', async ({ portal, batch }) => {
  const it = await batch({ pos: ['PO15262984'], portal: await portal([order('15262984')]) });
  console.time('run');
  const run = await it.run();
  console.timeEnd('run');
  console.log(run.output, run.exitCode);
  expect(run.exitCode).toBe(0);
});
