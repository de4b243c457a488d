import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { expect } from '@playwright/test';
import fs from 'fs-extra';
import { everydayEdgeDir } from '../../batch/profile/edge-paths';
import { installed } from './installed-browser';

/**
 * The everyday Edge of a person whose home is `home`, who has allowed it to be asked: Chromium at Edge's place. Linux.
 */
export interface EverydayEdge {
  userDataDir: string;
  child: ChildProcess;
  /** Closes it as a person does. */
  close(): Promise<void>;
}

export const everydayEdgeOf = (home: string) => everydayEdgeDir({ platform: 'linux', env: {}, homedir: home });

export async function openEverydayEdge(home: string): Promise<EverydayEdge> {
  const userDataDir = everydayEdgeOf(home);
  await fs.ensureDir(userDataDir);
  const port = path.join(userDataDir, 'DevToolsActivePort');
  await fs.remove(port);
  const args = [
    '--headless=new',
    '--no-sandbox',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--remote-debugging-port=0',
    `--user-data-dir=${userDataDir}`,
    'about:blank',
  ];
  const child = spawn(installed().executablePath!, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await expect.poll(() => fs.pathExists(port), { timeout: 60_000 }).toBe(true);
  return {
    userDataDir,
    child,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
