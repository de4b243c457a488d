/** What a person types in this project: the repository has scripts, a project of one's own need not have them. */
export interface Commands {
  start: string;
  retry: string;
  report: string;
  /** The batch for whoever knows Playwright; takes `-g` and other options of it. */
  test: string;
}

/** `config` is what must follow `-c` where the person types; none where Playwright finds the config by itself. */
export function commandsOf({ scripts, config }: { scripts: boolean; config?: string | undefined }): Commands {
  const test = config === undefined ? 'npx playwright test' : `npx playwright test -c ${quoted(config)}`;
  return scripts && config === undefined
    ? { start: 'npm start', retry: 'npm run retry-failed', report: 'npm run report', test }
    : { start: test, retry: `${test} --last-failed`, report: 'npx po-batch report', test };
}

const quoted = (word: string) => (/\s/.test(word) ? `"${word}"` : word);
