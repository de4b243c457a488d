import { spawn, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { parseInput, cell, poOf } from '../../batch/list/input-file';
import type { StandardColumn } from '../../batch/list/input-columns';

/** A small Playwright project in a temporary folder that uses this plugin, and the real command run in it. */
export interface BatchProject {
  dir: string;
  list: string;
  downloads: string;
}

export interface BatchRun {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** stdout and stderr as they came. */
  output: string;
}

export interface RunningBatch {
  child: ChildProcess;
  /** Resolves when the output so far matches. */
  shows(pattern: RegExp, timeout?: number): Promise<void>;
  output(): string;
  ended: Promise<BatchRun>;
}

export const REPOSITORY = path.resolve(__dirname, '..', '..');
const CLI = path.join(REPOSITORY, 'node_modules', '@playwright', 'test', 'cli.js');

/** `TRIAL_MODE=adaptive`: what holds in `standard` (kills, sign-out, a full disk) must hold in every mode. */
export const TRIAL_MODE = process.env['TRIAL_MODE'];

export interface ProjectParts {
  /** Lines of the list after `PO_NUMBER;STATUS;SUPPLIER`, or a whole CSV text. */
  csv: string;
  /** Settings as in `.env`. */
  env: Record<string, string>;
  /** Options of purchaseOrderBatch() and of the config beside it, as source text. */
  options?: string;
  config?: string;
}

/** Writes the project. `dir` is the test's own output folder. */
export async function makeProject(
  dir: string,
  { csv, env, options = '{}', config = '{}' }: ProjectParts,
): Promise<BatchProject> {
  const project = { dir, list: path.join(dir, 'data', 'input.csv'), downloads: path.join(dir, 'downloads') };
  await fs.outputFile(project.list, csv);
  const settings = { DOWNLOAD_FOLDER: project.downloads, ...(TRIAL_MODE && { EXECUTION_MODE: TRIAL_MODE }), ...env };
  await fs.outputFile(
    path.join(dir, '.env'),
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  await writeConfig(dir, options, config);
  return project;
}

/** A project in which nothing says that a real list is meant: its command runs the sample batch. */
export const makeSampleProject = (dir: string) => writeConfig(dir, '{}', '{}');

async function writeConfig(dir: string, options: string, config: string): Promise<void> {
  await fs.outputFile(
    path.join(dir, 'playwright.config.ts'),
    `import { defineConfig } from '@playwright/test';
import { purchaseOrderBatch } from ${JSON.stringify(path.join(REPOSITORY, 'index'))};
export default defineConfig(purchaseOrderBatch(${options}), ${config});
`,
  );
  await fs.ensureSymlink(path.join(REPOSITORY, 'node_modules'), path.join(dir, 'node_modules'), 'junction');
}

/** Where the Playwright that runs the tests keeps what it compiled: each other place would compile the plugin again. */
export const COMPILED =
  process.env['PWTEST_CACHE_DIR'] ??
  path.join(
    os.tmpdir(),
    ['playwright-transform-cache', process.geteuid?.()].filter((part) => part !== undefined).join('-'),
  );

/** The environment of a person's shell: nothing of the Playwright that runs this test, no settings but these. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TEST_|PW|PLAYWRIGHT_|PO_BATCH(?!_BROWSER$)|ALLURE|FORCE_COLOR|NODE_OPTIONS|CI$|DEBUG)/.test(name),
  );
  return { ...Object.fromEntries(inherited), CI: '1', NO_COLOR: '1', ...extra };
}

export interface HowToStart {
  /** In a process group of its own, which a test can signal as a terminal does. */
  group?: boolean;
  /** A command that is given the real one as its last arguments: `xvfb-run`, `unshare`, … */
  by?: string[];
}

/** Starts `npx playwright …` in the project. */
export function startBatch(
  cwd: string,
  args: string[] = ['test'],
  env: Record<string, string> = {},
  { group = false, by = [] }: HowToStart = {},
): RunningBatch {
  const [command, ...rest] = [...by, process.execPath, CLI, ...args] as [string, ...string[]];
  const child = spawn(command, rest, {
    cwd,
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: group,
  });
  let output = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      watchers.forEach((look) => look());
    });
  }
  const ended = new Promise<BatchRun>((resolve) => {
    child.on('close', (exitCode, signal) => {
      watchers.forEach((look) => look());
      resolve({ exitCode, signal, output });
    });
  });
  const shows = (pattern: RegExp, timeout = 60_000) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => end(new Error(`Not shown within ${timeout} ms: ${pattern}\n${output}`)), timeout);
      const end = (error?: Error) => {
        clearTimeout(timer);
        watchers.delete(look);
        if (error) reject(error);
        else resolve();
      };
      const look = () => pattern.test(output) && end();
      watchers.add(look);
      void ended.then(() =>
        pattern.test(output) ? end() : end(new Error(`Ended before it showed ${pattern}\n${output}`)),
      );
      look();
    });
  return { child, shows, output: () => output, ended };
}

export const runBatch = (cwd: string, args?: string[], env?: Record<string, string>): Promise<BatchRun> =>
  startBatch(cwd, args, env).ended;

/** The list as it now is: one object per row, by PO in order. */
export async function readList(list: string): Promise<{ po: string; cell(column: StandardColumn): string }[]> {
  const file = parseInput(await fs.readFile(list), list);
  return file.rows.map((row) => ({ po: poOf(file, row) ?? '', cell: (column) => cell(file, row, column) }));
}

/** Every file and empty folder below `root`, relative, with `/`, sorted. Links are not followed. */
export async function tree(root: string): Promise<string[]> {
  const below = async (folder: string): Promise<string[]> => {
    const entries = await fs.readdir(path.join(root, folder), { withFileTypes: true });
    const paths = await Promise.all(
      entries.map(async (entry) => {
        const own = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (!entry.isDirectory()) return [own];
        const inside = await below(own);
        return inside.length > 0 ? inside : [`${own}/`];
      }),
    );
    return paths.flat();
  };
  return (await below('')).sort();
}
