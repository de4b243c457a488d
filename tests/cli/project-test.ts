import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import fs from 'fs-extra';
import { main } from '../../cli/main';

interface Answer {
  code: number;
  out: string;
  error: string;
}
interface Project {
  folder: string;
  put(file: string, text: string): void;
  /** Runs po-batch in the project, without what the machine's own environment has set. */
  run(args: string[], env?: Record<string, string>, from?: string): Promise<Answer>;
  /**
   * The same without a process of its own, which takes seconds: in this one, with that environment and folder. Without
   * a config, unless the test has put one, no process is started for its options either.
   */
  runHere: Project['run'];
}

const PO_BATCH = path.resolve(__dirname, '../../cli/po-batch.js');

/** `project`: a folder in which po-batch commands are run as a person runs them, with a config. */
export const test = base.extend<{ project: Project }>({
  project: async ({}, use) => {
    // Not in the test's output folder: it is inside a project, the package's own, whose config would be found.
    const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'pob-project-')));
    const put = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    const environment = (given: Record<string, string>): NodeJS.ProcessEnv => {
      const { PATH, SystemRoot, PO_BATCH_BROWSER } = process.env;
      const home = { HOME: folder, USERPROFILE: folder, LOCALAPPDATA: path.join(folder, 'AppData') };
      return { PATH, SystemRoot, PO_BATCH_BROWSER, ...home, ...given };
    };
    const run: Project['run'] = (args, given = {}, from = folder) => {
      put('playwright.config.js', '');
      return new Promise((resolve) =>
        execFile(process.execPath, [PO_BATCH, ...args], { cwd: from, env: environment(given) }, (failure, out, error) =>
          resolve({ code: failure ? Number(failure.code) : 0, out, error }),
        ),
      );
    };
    const runHere: Project['run'] = (args, given = {}, from = folder) =>
      inPlaceOf(environment(given), from, async () => {
        const answer = { code: 0, out: '', error: '' };
        const { error } = console;
        console.error = (line: string) => (answer.error += `${line}\n`);
        try {
          answer.code = await main(args, (line) => (answer.out += `${line}\n`));
        } finally {
          console.error = error;
        }
        return answer;
      });
    await use({ folder, put, run, runHere });
    await fs.remove(folder);
  },
});

/** What a process would be given, for this one while `work` goes on. */
async function inPlaceOf<T>(env: NodeJS.ProcessEnv, folder: string, work: () => Promise<T>): Promise<T> {
  const before = { env: { ...process.env }, folder: process.cwd() };
  // Changed, not replaced: what the system itself asks, such as the home folder, is answered from it.
  const become = (values: NodeJS.ProcessEnv) => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    for (const [name, value] of Object.entries(values)) if (value !== undefined) process.env[name] = value;
  };
  try {
    become(env);
    process.chdir(folder);
    return await work();
  } finally {
    process.chdir(before.folder);
    become(before.env);
  }
}

export { expect } from '@playwright/test';
