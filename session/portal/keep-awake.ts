import { spawn } from 'node:child_process';

/**
 * Keeps the computer from going to sleep while a batch runs, by the system's own means; the screen may go dark. Where
 * the means is missing or refused nothing is said: the batch works all the same, and does again what a sleep broke.
 */
export interface KeepAwakeFacts {
  platform: NodeJS.Platform;
  /** KEEP_AWAKE. */
  wanted: boolean;
  /** The run's main process: however it ends, the means ends with it. */
  pid: number;
}

export type Start = (command: string, args: readonly string[]) => { kill(): unknown };

/**
 * Pure: the command that keeps this system awake until the process has ended; undefined where none is wanted or known.
 */
export function keepAwakeCommand({
  platform,
  wanted,
  pid,
}: KeepAwakeFacts): [command: string, args: string[]] | undefined {
  if (!wanted) return undefined;
  switch (platform) {
    case 'darwin':
      return ['caffeinate', ['-i', '-w', String(pid)]];
    case 'linux':
      // systemd-inhibit holds the lock as long as its command runs.
      return [
        'systemd-inhibit',
        [
          '--what=idle:sleep',
          '--who=po-batch',
          '--why=A batch of purchase orders runs',
          '--mode=block',
          'tail',
          `--pid=${pid}`,
          '-f',
          '/dev/null',
        ],
      ];
    case 'win32':
      return [
        'powershell.exe',
        ['-NoProfile', '-NonInteractive', '-WindowStyle', 'Hidden', '-Command', windowsScript(pid)],
      ];
    default:
      return undefined;
  }
}

/** ES_CONTINUOUS | ES_SYSTEM_REQUIRED holds for as long as the thread that asked for it lives. */
const windowsScript = (pid: number) =>
  `$s = Add-Type -PassThru -Namespace PoBatch -Name Power -MemberDefinition '[DllImport("kernel32.dll")] public static extern uint SetThreadExecutionState(uint flags);'; ` +
  `[void]$s::SetThreadExecutionState(2147483649); Wait-Process -Id ${pid} -ErrorAction SilentlyContinue`;

/** Begins to keep the computer awake. Returns what ends it. Never throws. */
export function keepAwake(facts: KeepAwakeFacts, start: Start = startQuietly): () => void {
  const command = keepAwakeCommand(facts);
  if (!command) return () => undefined;
  try {
    const child = start(...command);
    return () => void child.kill();
  } catch {
    return () => undefined;
  }
}

const startQuietly: Start = (command, args) => {
  const child = spawn(command, args, { stdio: 'ignore', windowsHide: true });
  // Not there, or not allowed.
  child.on('error', () => undefined);
  child.unref();
  return child;
};
