import { spawn } from 'node:child_process';

/** Shows the file in whatever the system opens web pages with; that there is nothing is no error. */
export function openFile(file: string): void {
  const [command, ...rest] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '', file]
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', file];
  const child = spawn(command!, rest, { detached: true, stdio: 'ignore', windowsHide: true });
  child.on('error', () => undefined);
  child.unref();
}
