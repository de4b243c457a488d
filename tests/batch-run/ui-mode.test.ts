import { readList, tree } from '../support/run-batch';
import { connectToTestServer } from '../support/test-server';
import { expect, order, test } from './batch-test';

test.describe.configure({ timeout: 180_000 });

const PASSED_AND_NOT_FOUND = ['passed', expect.stringMatching(/^failed: PO_NOT_FOUND/)];

test('a PO that is run from --ui or an editor is processed and recorded like any other, also after the window was loaded again', async ({
  portal,
  batch,
}) => {
  const its = await portal([order('15262984'), order('15262991'), order('15262992')]);
  const project = await batch({ pos: ['PO15262984', 'PO15262991', 'PO15262992', 'PO15269999'], portal: its });
  // One after the other, in the order of the list.
  const running = project.start(['test-server', '--host=127.0.0.1'], { MAX_WORKERS: '1' });
  const server = await connectToTestServer(running);
  const statuses = async () => (await readList(project.list)).map((row) => row.cell('STATUS'));

  const tests = await server.tests();
  expect(Object.keys(tests)).toEqual(['PO15262984', 'PO15262991', 'PO15262992', 'PO15269999']);
  expect(await server.run(tests['PO15262984']!)).toEqual([expect.stringContaining('This PO has no running batch')]);

  expect((await server.call('runGlobalSetup')).status).toBe('passed');
  expect(await server.run(tests['PO15262984']!, tests['PO15269999']!)).toEqual(PASSED_AND_NOT_FOUND);
  await expect.poll(statuses, { timeout: 60_000 }).toEqual(['COMPLETED', '', '', 'PO_NOT_FOUND']);
  // A PO that is run again is a new attempt, never refused as done.
  expect(await server.run(tests['PO15262984']!)).toEqual(['passed']);

  await test.step('the window is loaded again: a second set-up in the same process', async () => {
    expect((await server.call('runGlobalSetup')).status).toBe('passed');
    expect(await server.tests()).toEqual(tests);
    expect(await server.run(tests['PO15262991']!, tests['PO15269999']!)).toEqual(PASSED_AND_NOT_FOUND);
    its.setLatency({ page: 0 });
    await expect.poll(statuses, { timeout: 60_000 }).toEqual(['COMPLETED', 'COMPLETED', '', 'PO_NOT_FOUND']);
    expect((await server.call('runGlobalTeardown')).status).toBe('passed');
  });
  server.close();
  running.child.kill('SIGINT');
  const { output } = await running.ended;
  expect(await tree(project.downloads), output).toEqual([
    'Test_Supplier/PO15262984_COMPLETED/document.pdf',
    'Test_Supplier/PO15262991_COMPLETED/document.pdf',
    'Unknown_Supplier/PO15269999_PO_NOT_FOUND/',
  ]);
  expect(output).not.toMatch(/was changed by somebody/);
});
