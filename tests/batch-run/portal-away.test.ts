import fs from 'fs-extra';
import path from 'node:path';
import { readList } from '../support/run-batch';
import { SHORT_WAITS, shortWaits } from '../support/short-waits';
import { signalIfThere } from '../support/signal';
import { browserOf, expect, order, processed, processes, processTree, requests, test, type Batch } from './batch-test';

// What lies with the portal, the way to it or the browser is no PO's failure: it is waited for, or the run ends and
// says why.
test.describe.configure({ timeout: 180_000 });

const statuses = async ({ list }: Batch) => (await readList(list)).map((row) => row.cell('STATUS'));

test('a portal that is away is waited for as long as OFFLINE_WAIT says, in the middle of a run too, and no PO fails by it', async ({
  portal,
  batch,
}) => {
  const numbers = ['15262984', '15262991', '15262992', '15262993'];
  const its = await portal(numbers.map((number) => ({ ...order(number), latency: { file: 700 } })));
  await its.refuse();
  const project = await batch({ pos: numbers, portal: its, config: SHORT_WAITS });
  await shortWaits(project.dir);
  const { told, PATH } = await meansToKeepAwake(project);

  await test.step('OFFLINE_WAIT over: exit code 4, one line, and no PO is marked', async () => {
    const { exitCode, output } = await project.run(['test', '--workers=1'], {
      OFFLINE_WAIT: '0.05',
      KEEP_AWAKE: 'false',
      PATH,
    });
    expect(exitCode, output).toBe(4);
    const line =
      /127\.0\.0\.1:\d+ is not reachable: it refuses connections \(ERR_CONNECTION_REFUSED\) \(waited for \d+ s\)\. Check VPN, network and proxy, then start again; POs that were not done are as before\./;
    expect(output).toMatch(new RegExp(`🛑 Stopped before the end: ${line.source}`));
    expect(output.match(/^❌ .+ is not reachable.+$/gm), output).toEqual([expect.stringMatching(line)]);
    expect(await statuses(project)).toEqual(['', '', '', '']);
    expect(await fs.pathExists(told), 'KEEP_AWAKE=false').toBe(false);
  });

  await test.step('--last-failed takes them all; a portal that goes away meanwhile is waited for', async () => {
    await its.accept();
    const running = project.start(['test', '--last-failed', '--workers=2', '--retries=0'], { OFFLINE_WAIT: '5', PATH });
    await expect.poll(() => requests(its, '15262991'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
    await its.refuse();
    await running.shows(
      /⏸️ Portal not reachable \(VPN\?\), waiting since \d\d:\d\d: it refuses connections \(ERR_CONNECTION_REFUSED\)/,
    );
    await its.accept();
    const { exitCode, output } = await running.ended;
    expect(exitCode, output).toBe(0);
    expect(output).toMatch(/^▶️ Portal answers again after .+: going on$/m);
    expect(processed(output)).toEqual(numbers);
    expect(await statuses(project)).toEqual(numbers.map(() => 'COMPLETED'));
    if (process.platform === 'linux')
      expect(await fs.readFile(told, 'utf8'), 'the computer is kept awake as long as the batch runs').toMatch(
        /^--what=idle:sleep .+ tail --pid=\d+ -f \/dev\/null\n$/,
      );
  });
});

test('MAX_CONSECUTIVE_SYSTEM_ERRORS: after so many in a row with a portal that answers, the run ends with the reason', async ({
  portal,
  batch,
}) => {
  const numbers = Array.from({ length: 7 }, (_, index) => String(15_262_984 + index));
  const its = await portal(numbers.map((number) => ({ ...order(number), trouble: { kind: 'terms' as const } })));
  const project = await batch({
    pos: numbers,
    portal: its,
    env: { MAX_CONSECUTIVE_SYSTEM_ERRORS: '2', ERROR_PAGE_CHECK_TIMEOUT: '0.3' },
  });
  const { exitCode, output } = await project.run(['test', '--workers=1', '--retries=0']);
  expect(exitCode, output).toBe(4);
  expect(output).toMatch(
    /🛑 Stopped before the end: 5 attempts in a row failed for reasons that no PO has \(MAX_CONSECUTIVE_SYSTEM_ERRORS\), although the portal answers\. The last one: Unexpected page: .+ at 127\.0\.0\.1:\d+\./,
  );
  expect(await statuses(project)).toEqual([...Array<string>(5).fill('FAILED'), '', '']);
});

test('a browser that cannot be started ends the run soon, with one line, and no PO is marked', async ({
  portal,
  batch,
}) => {
  test.skip(
    process.platform !== 'linux' || process.getuid?.() !== 0,
    'puts a browser that ends at once in the place of the real one',
  );
  const numbers = Array.from({ length: 8 }, (_, index) => String(15_262_984 + index));
  const its = await portal(numbers.map((number) => order(number)));
  const project = await batch({ pos: numbers, portal: its });
  const edge = '/opt/microsoft/msedge/msedge';
  const broken = `mount -t tmpfs tmpfs /opt && mkdir -p ${path.dirname(edge)} && printf '#!/bin/sh\\nexit 1\\n' > ${edge} && chmod +x ${edge} && exec "$0" "$@"`;
  const { exitCode, output } = await project.start(
    ['test', '--workers=2'],
    {},
    { by: ['unshare', '--mount', 'sh', '-c', broken] },
  ).ended;
  expect(exitCode, output).toBe(4);
  expect(output.match(/^❌ .+/gm)?.filter((line) => !line.startsWith('❌ Failed'))).toEqual([
    '❌ The browser could not be started 3 times in a row. The last time: Microsoft Edge could not be started: it ' +
      'ended at once.',
  ]);
  expect(await statuses(project)).toEqual(numbers.map(() => ''));
  expect(its.stats.orders).toEqual({});
});

test('tabs that crash cost their files a second request, a browser that hangs is started again, and no result is lost', async ({
  portal,
  batch,
}) => {
  test.skip(process.platform !== 'linux', 'finds the processes in /proc');
  const its = await portal([
    { ...order('15262984'), latency: { file: 2_500 } },
    { ...order('15262991'), latency: { file: 2_500 } },
  ]);
  const project = await batch({ pos: ['15262984', '15262991'], portal: its });
  const running = project.start(['test', '--workers=1', '--retries=0']);
  const atWork = async (number: string) => {
    await expect.poll(() => requests(its, number), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
    its.setLatency({ file: 0 }, number);
  };
  await atWork('15262984');
  const family = processTree(browserOf(project)!);
  const renderers = processes().filter(
    ({ pid, command }) => family.includes(pid) && command.includes('--type=renderer'),
  );
  expect(renderers).not.toEqual([]);
  for (const { pid } of renderers) signalIfThere(pid, 'SIGKILL');
  await atWork('15262991');
  process.kill(browserOf(project)!, 'SIGSTOP');
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect(await statuses(project)).toEqual(['COMPLETED', 'COMPLETED']);
  expect([its.stats.orders['15262984']!.opened, requests(its, '15262984')]).toEqual([1, { 'document.pdf': 2 }]);
  expect(output).toMatch(
    /🔁 Worker 1: its browser is started again – the browser went away while it worked on 15262991/,
  );
  expect(output).toMatch(/^🔁 Started again: 1 × browser, 0 × worker process$/m);
  const [run] = await fs.readdir(path.join(project.dir, 'batch-report'));
  const { restarts } = (await fs.readJson(path.join(project.dir, 'batch-report', run!, 'summary.json'))) as {
    restarts: object[];
  };
  expect(restarts).toEqual([{ slot: 0, browser: 1, process: 0 }]);
});

/** A stand-in for what keeps a Linux computer awake, first on the PATH; what it was asked for is in `told`. */
async function meansToKeepAwake({ dir }: Batch): Promise<{ told: string; PATH: string }> {
  const told = path.join(dir, 'told');
  await fs.outputFile(path.join(dir, 'bin', 'systemd-inhibit'), `#!/bin/sh\necho "$@" >> ${told}\nexec sleep 600\n`, {
    mode: 0o755,
  });
  return { told, PATH: [path.join(dir, 'bin'), process.env['PATH']].join(path.delimiter) };
}
