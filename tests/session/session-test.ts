import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import { readList, tree } from '../support/run-batch';
import { ask, openRun, worker, type OpenRun } from './open-run';

type OpenArguments = Parameters<typeof openRun> extends [string, ...infer Rest] ? Rest : never;

export interface SessionFixtures {
  /** The test's own folder; the list, and `downloads/` beside it. */
  folder: string;
  /** Three POs in four rows: PO100001 twice, and PO100002 with another spelling of its number. */
  list: string;
  /** Opens a run's session on the list. What a test does not end is ended after it. */
  begin(...given: OpenArguments): Promise<OpenRun>;
  end(run: OpenRun): Promise<void>;
  /** `PO STATUS` of every row as it now is. */
  rows(): Promise<string[]>;
  downloads(): Promise<string[]>;
}

export const test = base.extend<SessionFixtures>({
  folder: async ({}, use, testInfo) => use(testInfo.outputDir),
  list: async ({ folder }, use) => {
    const list = path.join(folder, 'input.csv');
    await fs.outputFile(
      list,
      'PO_NUMBER;STATUS;SUPPLIER\nPO100001;;From list\nPO100002;FAILED;Other\nPO100001;;Second row\n100002;;Other\n',
    );
    await use(list);
  },
  begin: async ({ folder, list }, use) => {
    void list;
    const opened: OpenRun[] = [];
    await use(async (...given) => {
      const run = await openRun(folder, ...given);
      const { end } = run;
      opened.push(run);
      run.end = async () => {
        opened.splice(opened.indexOf(run), 1);
        await end();
      };
      return run;
    });
    for (const run of opened) {
      await run.session.end().catch(() => undefined);
      await run.close();
    }
  },
  end: async ({}, use) => use((run) => run.end()),
  rows: async ({ list }, use) =>
    use(async () => (await readList(list)).map((row) => [row.po, row.cell('STATUS')].join(' '))),
  downloads: async ({ folder }, use) => use(() => tree(path.join(folder, 'downloads'))),
});

export { expect };

export const claim = (run: OpenRun, by = worker(), po = 'PO100001', attempt = 0, retriesLeft = 2) =>
  ask(run, by, 'claim', { po, attempt, retriesLeft });
