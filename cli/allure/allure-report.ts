import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { BatchError } from '../../batch/errors/errors';

/**
 * Makes an Allure 3 report that tells nobody about it: no Java, no request to the network. Allure's pages load a
 * script of Google's and have no option against that, so the report is made beside its folder, the script is taken out
 * of every page, and only a report in which none is left is moved to its folder.
 */
export interface AllureReportOptions {
  /** Folder with the `*-result.json` files of a run. */
  resultsDir: string;
  /** Where the report goes; an earlier Allure report there is replaced, anything else is left alone. */
  outputDir: string;
  /** Where the package `allure` is searched for; the current folder by default. */
  from?: string;
}

export interface AllureReport {
  /** Absolute path of the page to open. */
  index: string;
  /** True when the page can be opened by a double click; else it needs `npx allure open <folder>`. */
  singleFile: boolean;
}

/** Results larger than this make a page that a browser opens slowly; the report is then a folder of files. */
const SINGLE_FILE_BYTES = 40 * 1024 * 1024;
const MARK = '.allure-report-of-po-batch';

export async function generateAllureReport({
  resultsDir,
  outputDir,
  from = process.cwd(),
}: AllureReportOptions): Promise<AllureReport> {
  const results = path.resolve(resultsDir);
  const output = path.resolve(outputDir);
  const bytes = await resultBytes(results);
  if (bytes === undefined)
    throw new BatchError('NO_ALLURE_RESULTS', `${results} has no Allure results: run a batch first.`);
  await refuseForeign(output);
  const command = findAllure(from);
  await fs.mkdir(path.dirname(output), { recursive: true });
  const work = await fs.mkdtemp(`${output}.new-`);
  try {
    const report = path.join(work, 'report');
    const config = path.join(work, 'allurerc.json');
    const singleFile = bytes <= SINGLE_FILE_BYTES;
    await fs.writeFile(config, JSON.stringify(await allureConfig(results, report, singleFile)));
    await run(command, ['generate', '--config', config, '--cwd', results, results], work);
    await withoutAnalytics(report);
    await fs.writeFile(path.join(report, MARK), '');
    await fs.rm(output, { recursive: true, force: true });
    await fs.rename(report, output);
    return { index: path.join(output, 'index.html'), singleFile };
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
}

/** Bytes of all results; undefined when there is not one. */
async function resultBytes(dir: string): Promise<number | undefined> {
  const names = await fs.readdir(dir).catch(() => [] as string[]);
  if (!names.some((name) => name.endsWith('-result.json'))) return undefined;
  const sizes = await Promise.all(
    names.map((name) =>
      fs.stat(path.join(dir, name)).then(
        (stat) => stat.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The report's folder is emptied before it is filled: without this a slip in its name empties a folder of files. */
async function refuseForeign(output: string): Promise<void> {
  const names = await fs.readdir(output).catch(() => [] as string[]);
  if (names.length === 0 || names.includes(MARK)) return;
  throw new BatchError(
    'NOT_AN_ALLURE_REPORT',
    `${output} has other files in it and is not replaced: name an empty folder for the report.`,
  );
}

function findAllure(from: string): string {
  try {
    return path.join(path.dirname(require.resolve('allure', { paths: [from, __dirname] })), '..', 'cli.js');
  } catch {
    throw new BatchError(
      'NO_ALLURE',
      'Allure is not installed: npm install --save-dev allure, then again. (It needs no Java.)',
    );
  }
}

/** Allure 3 does not read the categories.json that lies among the results; it wants them in its configuration. */
async function allureConfig(results: string, output: string, singleFile: boolean) {
  const written = await fs.readFile(path.join(results, 'categories.json'), 'utf8').catch(() => '[]');
  const options = { reportName: 'Purchase orders', singleFile, groupBy: ['supplier'] };
  return {
    name: 'Purchase orders',
    output,
    categories: JSON.parse(written) as unknown,
    plugins: { awesome: { options } },
  };
}

function run(script: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let said = '';
    const keep = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const last = said.trim().split('\n').pop() ?? '';
      reject(new BatchError('ALLURE_FAILED', `Allure could not make the report (exit ${code}): ${last}`, 1));
    });
  });
}

/** Takes the loader and its inline script out of every page; throws when a page still names them. */
async function withoutAnalytics(report: string): Promise<void> {
  const entries = await fs.readdir(report, { recursive: true, withFileTypes: true });
  const pages = entries.filter((entry) => entry.isFile() && /\.html?$/i.test(entry.name));
  if (pages.length === 0) throw new BatchError('ALLURE_FAILED', `Allure made no page in ${report}.`, 1);
  for (const page of pages) {
    const file = path.join(page.parentPath ?? page.path, page.name);
    const clean = stripAnalytics(await fs.readFile(file, 'utf8'));
    await fs.writeFile(file, clean);
  }
}

/** The page without Google's script. Exported for its test; throws BatchError when the page is built in a new way. */
export function stripAnalytics(html: string): string {
  const clean = html
    .replace(/\s*<script\b[^>]*\bsrc="https:\/\/www\.googletagmanager\.com\/[^"]*"[^>]*>\s*<\/script>/gi, '')
    .replace(/\s*<script>\s*window\.dataLayer\b[\s\S]*?<\/script>/gi, '');
  // Whatever else would be fetched from a network, under whatever name a later version gives it.
  if (/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']?(?:https?:)?\/\//i.test(clean)) {
    throw new BatchError(
      'ALLURE_CHANGED',
      'This version of Allure loads something from the network that could not be taken out: use allure 3.18.',
      1,
    );
  }
  return clean;
}
