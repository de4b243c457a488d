import { expect, test } from '@playwright/test';
import { keepAwake, keepAwakeCommand } from '../../../session/portal/keep-awake';

const on = (platform: NodeJS.Platform, wanted = true) => ({ platform, wanted, pid: 4711 });

test('each system has its own means, which ends when the run has ended', () => {
  expect(keepAwakeCommand(on('darwin'))).toEqual(['caffeinate', ['-i', '-w', '4711']]);
  expect(keepAwakeCommand(on('linux'))).toEqual([
    'systemd-inhibit',
    expect.arrayContaining(['--what=idle:sleep', 'tail', '--pid=4711']),
  ]);
  const [command, args] = keepAwakeCommand(on('win32'))!;
  expect(command).toBe('powershell.exe');
  expect(args.at(-1)).toMatch(/SetThreadExecutionState\(2147483649\); Wait-Process -Id 4711/);
});

test('KEEP_AWAKE=false, and a system without a means, start nothing', () => {
  expect(keepAwakeCommand(on('linux', false))).toBeUndefined();
  expect(keepAwakeCommand(on('aix'))).toBeUndefined();
  keepAwake(on('win32', false), () => {
    throw new Error('started');
  })();
});

test('what was started is ended with the run; a start that is refused is no error', () => {
  let killed = 0;
  const end = keepAwake(on('darwin'), () => ({ kill: () => killed++ }));
  expect(killed).toBe(0);
  end();
  expect(killed).toBe(1);
  keepAwake(on('linux'), () => {
    throw new Error('EPERM');
  })();
});
