import { expect, test } from '@playwright/test';
import { openCommand } from '../../../cli/common/open-file';

const HANDLER = 'url.dll,FileProtocolHandler';
for (const [platform, file, ...command] of [
  ['linux', '/home/ana/R&D/index.html', 'xdg-open', '/home/ana/R&D/index.html'],
  ['darwin', '/Users/ana/R&D/index.html', 'open', '/Users/ana/R&D/index.html'],
  ['win32', 'C:\\R&D calc\\index.html', 'rundll32.exe', HANDLER, 'file:///C:/R&D%20calc/index.html'],
  ['win32', '\\\\server\\a, b\\index.html', 'rundll32.exe', HANDLER, 'file://server/a,%20b/index.html'],
] as const) {
  test(`${file} is opened on ${platform}`, () => {
    const { command: program, args } = openCommand(file, platform);
    expect([program, ...args]).toEqual(command);
  });
}
