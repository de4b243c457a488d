import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { settingGroups } from './setting-groups';
import { allowedFor, settingName, settingsSchema, type SettingKey } from '../../batch/settings/settings';

const FILE = path.join(__dirname, '..', '..', 'docs', 'settings.md');
const TABLES = /(?<=<!-- made by tests\/docs: settings -->\n)[\s\S]*?(?=<!-- end -->)/;

/** The tables as they must stand in docs/settings.md, from the schema's own descriptions. */
const tables = () =>
  settingGroups()
    .map(([title, keys]) => `\n### ${title}\n\n${table(keys)}\n`)
    .join('') + '\n';

function table(keys: SettingKey[]): string {
  const defaults = settingsSchema.parse({});
  const rows = keys.map((key) => {
    const value = defaults[key];
    const fallback = value === undefined || (Array.isArray(value) && value.length === 0) ? '' : `\`${String(value)}\``;
    return [`\`${settingName(key)}\``, fallback, allowedFor(key), settingsSchema.shape[key].description ?? ''];
  });
  return [['setting', 'default', 'takes', 'what it does'], Array<string>(4).fill('---'), ...rows]
    .map((cells) => `| ${cells.map((text) => text.replace(/\|/g, '\\|')).join(' | ')} |`)
    .join('\n');
}

test('docs/settings.md has the tables that follow from the schema (UPDATE_DOCS=1 writes it)', () => {
  const page = readFileSync(FILE, 'utf8');
  const updated = page.replace(TABLES, () => tables());
  if (process.env['UPDATE_DOCS'] && updated !== page) writeFileSync(FILE, updated);
  expect(TABLES.test(page)).toBe(true);
  expect(process.env['UPDATE_DOCS'] ? updated : page).toBe(updated);
});

test('every setting stands in one group', () => {
  const grouped = settingGroups().flatMap(([, keys]) => keys);
  expect([...grouped].sort()).toEqual(Object.keys(settingsSchema.shape).sort());
});
