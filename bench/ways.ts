import { spawn } from 'node:child_process';
import path from 'node:path';
import fs from 'fs-extra';
import { browserPrograms, isFileOnDisk } from '../batch/profile';
import { installedBrowser, thisSystem } from '../cli/common';
import { cleanEnvironment } from '../tests/support/run-batch';
import { listOf, measuredBatch, watchCommand, type Expected, type Taken } from './measuring';

const PEERS = path.join(__dirname, 'peers');
/** Seconds after which a way is ended: per PO, and for its start. */
const limitOf = (pos: number) => 60 + pos * 10;

export interface Site {
  weight: 'light' | 'heavy';
  url: string;
  root: string;
  expected: Expected;
}

export interface Way {
  name: string;
  workers: number;
  run(site: Site, pos: number): Promise<Taken & { downloads: string }>;
}

/** The four others and three modes of this project. */
export function waysOf(weight: Site['weight'], workers: number, scaling: 'adaptive' | 'fixed'): Way[] {
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

/** The peers have a lock of their own, and are installed by nobody who does not measure. */
export async function installPeers(): Promise<void> {
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
