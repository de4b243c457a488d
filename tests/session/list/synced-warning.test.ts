import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { syncedFolderWarnings } from '../../../session/list/synced-warning';

const warnings = (homedir: string, list: string, downloadRoot: string) =>
  syncedFolderWarnings(
    { input: { path: list, delimiter: ';', encoding: '' }, downloadRoot },
    { platform: 'linux', env: {}, homedir },
  );

test('the list and the download folder are each warned of where they are synced', () => {
  expect(warnings('/home/ann', '/home/ann/Dropbox/input.csv', '/srv/coupa')).toEqual([
    'The list lies in Dropbox (/home/ann/Dropbox): what one computer locks there the other learns of too late. ' +
      'Let one computer at a time work on it, or move it to a folder that is not synced.',
  ]);
  expect(warnings('/home/ann', '/srv/input.csv', '/home/ann/OneDrive/coupa')).toEqual([
    expect.stringMatching(/^The download folder lies in OneDrive \(\/home\/ann\/OneDrive\/coupa\): /),
  ]);
  expect(warnings('/home/ann', '/srv/input.csv', '/srv/coupa')).toEqual([]);
});

test('a folder that a link leads into a synced one is synced', async ({}, testInfo) => {
  const home = await fs
    .realpath(testInfo.outputDir)
    .catch(async () => (await fs.ensureDir(testInfo.outputDir), testInfo.outputDir));
  await fs.ensureDir(path.join(home, 'Dropbox', 'lists'));
  await fs.ensureSymlink(path.join(home, 'Dropbox', 'lists'), path.join(home, 'data'), 'junction');
  expect(warnings(home, path.join(home, 'data', 'input.csv'), '/srv')).toHaveLength(1);
});
