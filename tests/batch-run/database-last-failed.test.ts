import { mergeTests } from '@playwright/test';
import { test as withServer } from '../support/postgres-server';
import { expect, order, processed, selected, test as withBatch } from './batch-test';

const test = mergeTests(withBatch, withServer);
test.describe.configure({ timeout: 240_000 });

test('with STORE_URL, --last-failed takes on one machine what ended badly on another, until it has ended well', async ({
  portal,
  batch,
  server,
}) => {
  const [good, bad] = ['15262984', '15262985'];
  const its = await portal([order(good)]);
  const env = { STORE_URL: await server.database(), STORE_BATCH: 'night' };
  const pos = [good, bad].map((number) => `PO${number}`);
  const [first, second] = [await batch({ pos, portal: its, env }), await batch({ pos, portal: its, env })];
  const once = await first.run(['test', '--workers=1', '--retries=0']);
  expect(once.exitCode, once.output).toBe(1);
  expect(await selected(second, '--last-failed')).toEqual([`PO${bad}`]);

  // The order is there by now; the machine's own list knows nothing of either.
  const later = await portal([order(good), order(bad)]);
  const again = await second.run(['test', '--last-failed', '--workers=1'], { BASE_URL: later.url });
  expect(again.exitCode, again.output).toBe(0);
  expect(processed(again.output)).toEqual([`PO${bad}`]);
  expect(later.stats.orders[good]).toBeUndefined();

  const none = await first.run(['test', '--last-failed']);
  expect(none.exitCode, none.output).toBe(0);
  expect(none.output).toContain('✅ Nothing to do: no PO of the last run failed or was left unfinished.');
});
