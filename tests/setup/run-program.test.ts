import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from '@playwright/test';

const module = path.resolve(__dirname, '../../setup/run-program.cjs');

/** A parent that runs `child` (JavaScript) in the foreground and ends with its exit code, as the npm scripts do. */
function parentOf(child: string) {
  const script = `require(${JSON.stringify(module)}).runInForeground([process.execPath, ['-e', ${JSON.stringify(child)}]]).then((code) => { console.log('child ended with ' + code); process.exitCode = code; });`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output: string[] = [];
  parent.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const saidReady = new Promise<void>((resolve) =>
    parent.stdout.on('data', () => output.join('').includes('ready') && resolve()),
  );
  return { parent, output, saidReady, exit: once(parent, 'close') as Promise<[number | null, string | null]> };
}

/** Says `ready`, and on the signal takes its time, says what it got and ends with `code`. */
const slowOn = (signal: string, code: number) =>
  `process.on('${signal}', () => setTimeout(() => { console.log('closing lines after ${signal}'); process.exit(${code}); }, 200)); console.log('ready'); setInterval(() => {}, 1000);`;

test("the child's exit code is the parent's", async () => {
  const { exit } = parentOf('process.exit(5)');
  expect((await exit)[0]).toBe(5);
});

test('a child that a signal killed gives the code that shells give', async () => {
  test.skip(process.platform === 'win32', 'Windows has no signals.');
  const { output, exit } = parentOf("process.kill(process.pid, 'SIGKILL')");
  await exit;
  expect(output.join('')).toContain('child ended with 137');
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} to the parent alone reaches the child, and the parent waits for its closing lines`, async () => {
    test.skip(process.platform === 'win32', 'Windows has no signals.');
    const { parent, output, saidReady, exit } = parentOf(slowOn(signal, code));
    await saidReady;
    parent.kill(signal);
    expect((await exit)[0]).toBe(code);
    expect(output.join('')).toMatch(new RegExp(`closing lines after ${signal}\\s+child ended with ${code}`));
  });
}
