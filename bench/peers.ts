import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { browserPrograms, isFileOnDisk } from '../batch/profile';
import { installedBrowser, thisSystem } from '../cli/shared';
import { cleanEnvironment } from '../tests/support/run-batch';
import {
  expectedFiles,
  filesWritten,
  listOf,
  markdown,
  measuredBatch,
  median,
  optionsOf,
  portalProcess,
  watchCommand,
  wholeNumbers,
  type Expected,
  type Taken,
  type Written,
} from './measuring';

/**
 * `npm run bench:peers`: the same list at the same portal by what people would take instead, and by this project. Each
 * way writes its files to the disk, and each file is compared with what the portal sends. Linux, as root.
 */
const PEERS = path.join(__dirname, 'peers');
/** Milliseconds of a page and of a file, as in `npm run bench:modes`. */
const [PAGE, FILE] = [300, 100];
/** Seconds after which a way is ended, per PO and for its start. */
const limitOf = (pos: number) => 60 + pos * 10;

interface Site {
  weight: 'light' | 'heavy';
  url: string;
  root: string;
  expected: Expected;
}

interface Way {
  name: string;
  workers: number;
  run(site: Site, pos: number): Promise<Taken & { downloads: string }>;
}

type Run = Omit<Taken, 'output'> & Written;

interface Row extends Run {
  weight: Site['weight'];
  way: string;
  workers: number;
  pos: number;
  expectedPos: number;
  expectedFiles: number;
}

async function main(): Promise<void> {
  const values = optionsOf({
    pos: '24',
    workers: '4',
    runs: '3',
    weight: 'light,heavy',
    scaling: 'fixed',
    json: path.join('bench', 'results', 'peers.json'),
  });
  const [pos, workers, runs] = [values.pos, values.workers, values.runs].map((text) => wholeNumbers(text)[0]!);
  const scaling = values.scaling === 'adaptive' ? 'adaptive' : 'fixed';
  const weights = (['light', 'heavy'] as const).filter((weight) => values.weight.split(',').includes(weight));
  if (weights.length === 0) throw new Error(`weight ${values.weight}: light, heavy or both with a comma`);
  await installPeers();
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-bench-'));
  const rows: Row[] = [];
  try {
    for (const weight of weights) {
      const ways = waysOf(weight, workers!, scaling);
      const portal = await portalProcess({ pos: pos!, heavy: weight === 'heavy', page: PAGE, file: FILE });
      try {
        const site = { weight, url: portal.url, root, expected: await expectedFiles(portal.url, pos!) };
        rows.push(...(await inTurn(site, ways, pos!, runs!)));
      } finally {
        await portal.close();
      }
    }
  } finally {
    await fs.remove(root);
  }
  const machine = `${os.availableParallelism()} cores, Node ${process.version}`;
  const ratios = ratiosOf(rows, workers!);
  await fs.outputJson(values.json, { machine, page: PAGE, file: FILE, runs, scaling, rows, ratios }, { spaces: 2 });
  console.log(
    `${pos} POs, page ${PAGE} ms, file ${FILE} ms, WORKER_SCALING=${scaling}, median of ${runs}; ${machine}\n`,
  );
  console.log(`${tableOf(rows)}\n\n${ratios}`);
}

/** The peers have a lock of their own, and are installed by nobody who does not measure. */
async function installPeers(): Promise<void> {
  const { dependenciesMatch, npmProgram } = require('../setup/dependencies.cjs') as {
    dependenciesMatch(folder: string): boolean;
    npmProgram(env: NodeJS.ProcessEnv): { program: [string, ...string[]]; shell: boolean };
  };
  if (dependenciesMatch(PEERS)) return;
  console.error('Installing the peers into bench/peers (npm ci), once …');
  const { program, shell } = npmProgram(process.env);
  const [command, ...args] = [...program, 'ci', '--no-audit', '--no-fund'] as [string, ...string[]];
  // All of them use the browser that is here.
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, { cwd: PEERS, env, shell, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject).on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The peers could not be installed: npm ci in bench/peers ended with ${code}.`));
    });
  });
}

function waysOf(weight: Site['weight'], workers: number, scaling: 'adaptive' | 'fixed'): Way[] {
  const ours = (mode: string, count = workers): Way => ({
    name: `this project, ${mode}`,
    workers: count,
    run: ({ url, root }, pos) =>
      measuredBatch({ dir: path.join(root, 'ours'), url, pos, mode, workers: count, scaling, limit: limitOf(pos) }),
  });
  const peer = (name: string, ...args: string[]): Way => ({
    name,
    workers,
    run: (site, pos) => peerRun(site, pos, workers, args),
  });
  return [
    peer('Playwright Test', 'node_modules/@playwright/test/cli.js', 'test', '-c', 'playwright-test'),
    peer('Crawlee, browser', 'crawlee/browser-crawler.mjs'),
    peer('Crawlee, HTTP', 'crawlee/http-crawler.mjs'),
    peer('puppeteer-cluster', 'puppeteer-cluster/cluster.mjs'),
    ...['standard', 'adaptive', 'direct_http'].map((mode) => ours(mode)),
    ...(weight === 'heavy' ? [ours('adaptive', workers * 2)] : []),
  ];
}

async function peerRun({ url, root }: Site, pos: number, workers: number, args: string[]) {
  const dir = path.join(root, 'peer');
  const downloads = path.join(dir, 'downloads');
  await fs.emptyDir(dir);
  await fs.outputFile(path.join(dir, 'input.csv'), listOf(pos));
  const env = cleanEnvironment({
    PEER_PORTAL: url,
    PEER_LIST: path.join(dir, 'input.csv'),
    PEER_OUT: downloads,
    PEER_WORKERS: String(workers),
    PEER_BROWSER: browserFile(),
    // Crawlee would take its settings from a storage folder that an earlier run left.
    CRAWLEE_STORAGE_DIR: path.join(dir, 'storage'),
  });
  const taken = await watchCommand(process.execPath, args, { cwd: PEERS, env, limit: limitOf(pos) }).ended;
  return { ...taken, downloads };
}

/** The program of the browser that this project takes; its channels have theirs in places that are known. */
function browserFile(): string {
  const system = thisSystem();
  const { channel, executablePath } = installedBrowser(system);
  const programs = browserPrograms(system)[channel === 'msedge' ? 'edge' : 'chrome'];
  return executablePath ?? programs.find(isFileOnDisk)!;
}

/** All ways once, then all again in the opposite order: whoever comes first finds what the others have to free. */
async function inTurn(site: Site, ways: Way[], pos: number, runs: number): Promise<Row[]> {
  // Not measured: fills the caches of the disk and of compilers, as on any second day.
  for (const way of ways) await way.run(site, Math.min(pos, 2));
  const results = new Map<Way, Run[]>(ways.map((way) => [way, []]));
  for (let round = 0; round < runs; round++)
    for (const way of round % 2 ? ways.toReversed() : ways) {
      const { output, downloads, ...taken } = await way.run(site, pos);
      const written = await filesWritten(downloads, site.expected);
      results.get(way)!.push({ ...taken, ...written });
      const shown = `${taken.wall.toFixed(1)} s, ${taken.processor.toFixed(1)} s of processor, ${written.files} files`;
      console.error(`${site.weight}, ${way.name}, ${way.workers} workers: ${shown}, exit code ${taken.exitCode}`);
      if (taken.exitCode !== 0 || written.pos < pos) console.error(output.slice(-2_000));
    }
  const files = [...site.expected.values()].reduce((sum, one) => sum + one.size, 0);
  return ways.map((way) => ({
    ...{ weight: site.weight, way: way.name, workers: way.workers, expectedPos: pos, expectedFiles: files },
    ...middle(results.get(way)!),
  }));
}

/** Medians of the times; of what was written the worst, since a file that is missing once is missing. */
function middle(runs: Run[]): Run {
  const of = (value: (run: Run) => number) => runs.map(value);
  return {
    exitCode: runs.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? runs[0]!.exitCode,
    wall: median(of(({ wall }) => wall)),
    processor: median(of(({ processor }) => processor)),
    peakPss: median(of(({ peakPss }) => peakPss)),
    pos: Math.min(...of(({ pos }) => pos)),
    files: Math.min(...of(({ files }) => files)),
    others: Math.max(...of(({ others }) => others)),
  };
}

function tableOf(rows: Row[]): string {
  const times = ['wall s', 'processor s', 'processor s per PO', 'peak MB'];
  const head = ['pages', 'way', 'workers', ...times, 'POs complete', 'files right', 'other files', 'exit code'];
  const cells = rows.map((row) => [
    ...[row.weight, row.way, String(row.workers), row.wall.toFixed(1), row.processor.toFixed(1)],
    ...[(row.processor / row.expectedPos).toFixed(2), String(Math.round(row.peakPss / 1e6))],
    ...[`${row.pos} of ${row.expectedPos}`, `${row.files} of ${row.expectedFiles}`, String(row.others)],
    row.exitCode === null ? 'none, ended after its limit' : String(row.exitCode),
  ]);
  return markdown(head, cells, 2);
}

type Ratio = [what: string, aim: number, own: Row | undefined, other: Row | undefined, of: 'wall' | 'processor'];

function ratiosOf(rows: Row[], workers: number): string {
  const row = (weight: Site['weight'], way: string, count = workers) =>
    rows.find((one) => one.weight === weight && one.way === way && one.workers === count);
  const ours = (weight: Site['weight'], mode: string, count?: number) => row(weight, `this project, ${mode}`, count);
  const [plain, http] = [row('heavy', 'Playwright Test'), row('heavy', 'Crawlee, HTTP')];
  const adaptive = ours('heavy', 'adaptive');
  const light = ['standard', 'adaptive', 'direct_http'].map((mode): Ratio => [
    `light: ${mode} / Playwright Test, wall`,
    0.6,
    ours('light', mode),
    row('light', 'Playwright Test'),
    'wall',
  ]);
  const all: Ratio[] = [
    ...light,
    [
      `heavy: adaptive with ${workers * 2} / Playwright Test with ${workers}, wall`,
      0.35,
      ours('heavy', 'adaptive', workers * 2),
      plain,
      'wall',
    ],
    ['heavy: adaptive / Crawlee HTTP, wall', 1.3, adaptive, http, 'wall'],
    ['heavy: adaptive / Crawlee HTTP, processor', 1.3, adaptive, http, 'processor'],
    ['heavy: adaptive / standard, processor', 0.3, adaptive, ours('heavy', 'standard'), 'processor'],
  ];
  const cells = all.flatMap(([what, aim, own, other, of]) =>
    own && other ? [[what, ratio(own, other, of), aim.toFixed(2)]] : [],
  );
  return markdown(['ratio', 'measured', 'aim'], cells, 1);
}

/** Nothing is told of a way that did not do the work. */
function ratio(own: Row, other: Row, of: 'wall' | 'processor'): string {
  const failed = [own, other].find((row) => row.exitCode !== 0 || row.pos < row.expectedPos);
  return failed ? `none: ${failed.way} is not complete` : (own[of] / other[of]).toFixed(2);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
