import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { heldPassphrase, hidePassphrase, PASSPHRASE } from '../../../batch/session-file/passphrase';
import { sealSession } from '../../../batch/session-file/session-file';
import { sessionSource } from '../../../batch/session-file/session-source';
import { forgetPassphrase } from '../../support/no-passphrase';

test.beforeEach(forgetPassphrase);
test.afterEach(forgetPassphrase);

test('a passphrase leaves what it was found in; the environment wins over .env; an empty one is none', async ({}, testInfo) => {
  const file = testInfo.outputPath('s.age');
  const system = { platform: 'linux' as const, homedir: testInfo.outputPath() };
  const source = () => sessionSource(testInfo.outputPath('project'), { sessionFile: '~/s.age' }, system);
  expect(sessionSource('/', {}, system)).toBeUndefined();
  expect(source).toThrow(`${file} cannot be read (ENOENT)`);
  await fs.writeFile(file, 'PO_NUMBER\n');
  expect(source).toThrow(`${file} (SESSION_FILE) is no session file`);
  const session = { portal: 'https://acme.coupahost.com', savedAt: 0, cookies: [], origins: [] };
  await fs.writeFile(file, await sealSession(session, 'x', 4));

  hidePassphrase({ [PASSPHRASE]: '' }, 'environment');
  expect(source).toThrow('SESSION_PASSPHRASE is not set');
  const fromFile: Record<string, string> = { [PASSPHRASE]: 'of .env', BASE_URL: 'https://acme.coupahost.com' };
  hidePassphrase(fromFile, 'file');
  expect(fromFile).toEqual({ BASE_URL: 'https://acme.coupahost.com' });
  expect(heldPassphrase()).toBe('of .env');
  const environment: Record<string, string> = { [PASSPHRASE]: ' of the environment ' };
  hidePassphrase(environment, 'environment');
  expect(environment).toEqual({});
  // A second look at an environment that no longer has it: in --ui the config is loaded again and again.
  hidePassphrase(environment, 'environment');
  expect(source()).toEqual({ file, passphrase: ' of the environment ' });
});
