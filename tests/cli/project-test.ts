import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test as base } from '@playwright/test';

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
}

const PO_BATCH = path.resolve(__dirname, '../../cli/po-batch.js');

/** `project`: a folder with a config, in which po-batch commands are run as a person runs them. */
export const test = base.extend<{ project: Project }>({
  project: async ({}, use, testInfo) => {
    const folder = testInfo.outputPath('project');
    mkdirSync(folder, { recursive: true });
    const put = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    put('playwright.config.js', '');
    const run: Project['run'] = (args, env = {}, from = folder) => {
      const { PATH, SystemRoot, PO_BATCH_BROWSER } = process.env;
      const all = {
        PATH,
        SystemRoot,
        PO_BATCH_BROWSER,
        HOME: folder,
        USERPROFILE: folder,
        LOCALAPPDATA: path.join(folder, 'AppData'),
        ...env,
      };
      return new Promise((resolve) =>
        execFile(process.execPath, [PO_BATCH, ...args], { cwd: from, env: all }, (failure, out, error) =>
          resolve({ code: failure ? Number(failure.code) : 0, out, error }),
        ),
      );
    };
    await use({ folder, put, run });
  },
});

export { expect } from '@playwright/test';
