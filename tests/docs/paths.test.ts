import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = path.resolve(__dirname, '../..');
const TOPS = ['batch', 'bench', 'cli', 'fixtures', 'plugin', 'reporters', 'session', 'setup', 'specs', 'tests'];
const PATH = new RegExp(`\`((?:${TOPS.join('|')}|data/portal)/[\\w./-]*)\``, 'g');
/** Written by programs; not in the repository. */
const MADE = ['bench/results/batch.json'];

/** A document that names a file which was moved sends its readers nowhere. */
test('documents name files that are there', () => {
  const missing = ['', 'docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((file) => file.endsWith('.md'))
      .flatMap((name) => {
        const page = path.posix.join(folder, name);
        const named = [...readFileSync(path.join(ROOT, page), 'utf8').matchAll(PATH)].map(([, file]) => file!);
        return named
          .filter((file) => !MADE.includes(file) && !existsSync(path.join(ROOT, file)))
          .map((file) => `${page}: ${file}`);
      }),
  );
  expect(missing).toEqual([]);
});
