import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** Shows the file in whatever the system opens web pages with; that there is nothing is no error. */
export function openFile(file: string): void {
  const { command, args } = openCommand(file, process.platform);
  // Not `windowsHide`: what is hidden opens its page hidden, too.
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}

/** Pure. Through no shell: `start` of Windows' own takes what follows an `&` in a path for another command. */
export function openCommand(file: string, platform: NodeJS.Platform): { command: string; args: string[] } {
  if (platform === 'darwin') return { command: 'open', args: [file] };
  if (platform !== 'win32') return { command: 'xdg-open', args: [file] };
  return {
    command: 'rundll32.exe',
    args: ['url.dll,FileProtocolHandler', pathToFileURL(file, { windows: true }).href],
  };
}
