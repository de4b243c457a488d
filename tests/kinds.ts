import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Which test files start a browser, a command or a program, and so take seconds: `system`. The others are `unit`. Told
 * by what a file imports and calls, so that a new one need not be listed.
 */
export function testKinds(root = __dirname): { unit: string[]; system: string[] } {
  const kinds = { unit: [] as string[], system: [] as string[] };
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.test.ts')) continue;
    const file = path.join(root, name);
    kinds[isSystem(name, readFileSync(file, 'utf8')) ? 'system' : 'unit'].push(file);
  }
  return kinds;
}

/** Test fixtures and helpers that start one. */
const STARTERS =
  /from '[^']*\/(browser|edge-test|mail-test|batch-test|project-test|running-edge|run-batch|signed-in-profile|limited-group|packed-package)'/;
const STARTS = /\b(chromium\.launch\w*|spawn|spawnSync|execFile|execFileSync|fork)\(/;

function isSystem(name: string, source: string): boolean {
  return /^(batch-run|trials)[\\/]/.test(name) || STARTS.test(source) || STARTERS.test(withoutReaders(source));
}

/** Of run-batch.ts these only read what a batch has left. */
const withoutReaders = (source: string) =>
  source.replace(/import \{[\sa-zA-Z,]*\} from '[^']*\/run-batch';/g, (line) =>
    /\b(startBatch|runBatch|makeProject|makeSampleProject)\b/.test(line) ? line : '',
  );
