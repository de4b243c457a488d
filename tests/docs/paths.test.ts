import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = path.resolve(__dirname, '../..');
const TOPS = ['batch', 'bench', 'cli', 'fixtures', 'plugin', 'reporters', 'session', 'setup', 'specs', 'tests'];
const PATH = new RegExp(`\`((?:${TOPS.join('|')}|data/portal)/[\\w./-]*)\``, 'g');
/** Written by programs; not in the repository. */
const MADE = ['bench/results/batch.json'];

/** A document that names a file which was moved sends its readers nowhere. */
for (const folder of ['', 'docs', 'docs/decisions']) {
  for (const name of readdirSync(path.join(ROOT, folder)).filter((file) => file.endsWith('.md'))) {
    test(`${path.posix.join(folder, name)} names files that are there`, () => {
      const text = readFileSync(path.join(ROOT, folder, name), 'utf8');
      const named = [...text.matchAll(PATH)].map(([, file]) => file!).filter((file) => !MADE.includes(file));
      expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    });
  }
}
