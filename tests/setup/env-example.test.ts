import { parseEnv } from 'node:util';
import { expect, test } from '@playwright/test';
import * as settings from '../../batch/settings/settings';

const { envExample } = require('../../setup/env-example.cjs') as { envExample: (schema: typeof settings) => string };

const text = envExample(settings);

test('every setting stands in .env.example with its description and default', () => {
  for (const key of Object.keys(settings.settingsSchema.shape))
    expect(text).toMatch(new RegExp(`^#${settings.settingName(key)}=`, 'm'));
  expect(text).toContain(
    '# Your Coupa portal. Needed for every list but the sample.\n# It takes a web address such as ' +
      'https://<company>.coupahost.com.\n#BASE_URL=\n',
  );
  expect(text).toContain('#MAX_WORKERS=4\n');
  expect(text).not.toContain('undefined');
});

test('a copy of it sets nothing', () => {
  expect(parseEnv(text)).toEqual({});
});

test('with every # in front of a name taken away it is a .env that the settings accept', () => {
  const values = parseEnv(text.replace(/^#(?=[A-Z_]+=)/gm, ''));
  const envFile = { path: '.env', values: values as Record<string, string> };
  expect(settings.resolveSettings({ environment: {}, envFile })).toEqual(settings.settingsSchema.parse({}));
});
