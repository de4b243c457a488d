import { spawnSync } from 'node:child_process';
import { expect, order, processes, requests, test } from './batch-test';

// Where Edge is installed, it is taken, by Playwright's own way to it. A link to Chromium at Edge's place is Edge
// enough for that; in a mount namespace of its own, so that no other test finds an Edge.
test.describe.configure({ timeout: 180_000 });

const EDGE = '/opt/microsoft/msedge/msedge';
const namespace = ['unshare', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];

test('an installed Microsoft Edge is what the batch works with', async ({ portal, batch }) => {
  test.skip(
    process.platform !== 'linux' || spawnSync(namespace[0]!, [...namespace.slice(1), 'true']).status !== 0,
    'needs a mount namespace',
  );
  const its = await portal([{ ...order('15262984'), latency: { file: 1_500 } }]);
  const project = await batch({ pos: ['15262984'], portal: its });
  const link = `mount -t tmpfs tmpfs /opt && mkdir -p ${EDGE.replace(/\/[^/]*$/, '')} && ln -s /usr/bin/chromium ${EDGE} && exec "$0" "$@"`;
  const running = project.start(['test'], {}, { by: [...namespace, 'sh', '-c', link] });
  await expect.poll(() => requests(its, '15262984'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
  const browser = processes().find(
    ({ command }) => command.includes(`--user-data-dir=${project.temp}`) && !command.includes('--type='),
  );
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(output).toContain(`🌐 Browser: Microsoft Edge (channel msedge, ${EDGE})`);
  expect(browser?.command).toContain('--user-data-dir');
});
