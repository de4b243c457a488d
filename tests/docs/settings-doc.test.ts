import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { allowedFor, settingName, settingsSchema, type SettingKey } from '../../batch/settings/settings';

const FILE = path.join(__dirname, '..', '..', 'docs', 'settings.md');
const TABLE = /^\| setting \|[\s\S]*?(?=\n\n|\n$)/m;

/** The table as it must stand in docs/settings.md, from the schema's own descriptions. */
function table(): string {
  const defaults = settingsSchema.parse({});
  const rows = (Object.keys(settingsSchema.shape) as SettingKey[]).map((key) => {
    const value = defaults[key];
    const fallback = value === undefined || (Array.isArray(value) && value.length === 0) ? '' : `\`${String(value)}\``;
    return [`\`${settingName(key)}\``, fallback, allowedFor(key), settingsSchema.shape[key].description ?? ''];
  });
  return [['setting', 'default', 'takes', 'what it does'], Array<string>(4).fill('---'), ...rows]
    .map((cells) => `| ${cells.map((text) => text.replace(/\|/g, '\\|')).join(' | ')} |`)
    .join('\n');
}

test('docs/settings.md has the table that follows from the schema (UPDATE_DOCS=1 writes it)', () => {
  const page = readFileSync(FILE, 'utf8');
  const updated = page.replace(TABLE, () => table());
  if (process.env['UPDATE_DOCS'] && updated !== page) writeFileSync(FILE, updated);
  expect(TABLE.test(page)).toBe(true);
  expect(process.env['UPDATE_DOCS'] ? updated : page).toBe(updated);
});
