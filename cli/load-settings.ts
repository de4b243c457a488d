import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { resolveSettings, type Settings } from '../batch/settings';

const REAL_BATCH = ['BASE_URL', 'INPUT_CSV', 'EXCEL_FILE_PATH', 'EDGE_PROFILE_DIR', 'DOWNLOAD_FOLDER'];

export function loadSettings(rootDir: string, options: Record<string, unknown> = {}): { settings: Settings; envFile?: string; sample: boolean } {
  const file = path.join(rootDir, '.env');
  const envFile = existsSync(file) ? { path: file, values: parseEnv(readFileSync(file, 'utf8')) as Record<string, string> } : undefined;
  const settings = resolveSettings({ environment: process.env, ...(envFile && { envFile }), options });
  const sample = !REAL_BATCH.some((name) => process.env[name] || envFile?.values[name]) && !existsSync(path.join(rootDir, 'data', 'input.csv'));
  return { settings, ...(envFile && { envFile: file }), sample };
}
