import { expect, test } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const MAIN = path.join(__dirname, '..', '..', 'data', 'portal', 'main.ts');
const READY = /^Sample portal listening on (http:\/\/127\.0\.0\.1:\d+)$/m;
const command = (...args: string[]) => ['-r', require.resolve('tsx/cjs'), MAIN, ...args];

async function started(child: ChildProcess): Promise<{ url: string; output: () => string }> {
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
  await expect.poll(() => output, { timeout: 20_000 }).toMatch(READY);
  return { url: READY.exec(output)![1]!, output: () => output };
}

test('prints one line when it listens, and ends when its stdin closes', async () => {
  const child = spawn(process.execPath, command('--port', '0', '--latency', 'page=1,file=2'), {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { url, output } = await started(child);
  expect((await fetch(`${url}/__sample/stats`)).status).toBe(200);
  child.stdin!.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(output().trim().split('\n')).toHaveLength(1);
});

test('ends on a polite signal', async () => {
  test.skip(process.platform === 'win32', 'Windows has no signals');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const child = spawn(process.execPath, command('--port', '0'), { stdio: ['pipe', 'pipe', 'inherit'] });
    await started(child);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  }
});

test('ends when the process that started it was killed, even without a pipe between them', async () => {
  test.skip(process.platform === 'win32', 'Windows keeps the pipe, which the first test covers');
  const script = `const child = require('node:child_process').spawn(process.execPath, ${JSON.stringify(command('--port', '0'))},
    { stdio: ['ignore', 'inherit', 'inherit'] }); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { url } = await started(parent);
  parent.kill('SIGKILL');
  await expect
    .poll(
      () =>
        fetch(url).then(
          () => 'listening',
          () => 'gone',
        ),
      { timeout: 20_000 },
    )
    .toBe('gone');
});

test('a wrong argument is one line', async () => {
  const child = spawn(process.execPath, command('--latency', 'page=soon'), { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(said).toBe('--latency page=soon: milliseconds, such as page=1500,file=400\n');
});
