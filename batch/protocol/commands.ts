import { existsSync } from 'node:fs';
import path from 'node:path';

/** What a person types in this project: the repository has scripts, a project of one's own need not have them. */
export interface Commands {
  start: string;
  retry: string;
  report: string;
  /** The batch for whoever knows Playwright; takes `-g` and other options of it. */
  test: string;
}

/** By the project's folder, and by the config that was given with `-c`. */
export function commandsOf(rootDir: string, config?: string): Commands {
  const test = config === undefined ? 'npx playwright test' : `npx playwright test -c ${quoted(config)}`;
  return existsSync(path.join(rootDir, 'setup', 'start.cjs'))
    ? { start: 'npm start', retry: 'npm run retry-failed', report: 'npm run report', test }
    : { start: test, retry: `${test} --last-failed`, report: 'npx po-batch report', test };
}

const quoted = (word: string) => (/\s/.test(word) ? `"${word}"` : word);
