import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { sweepDead } from '../../batch/system/owner';
import { makeSyntheticProfile } from '../../bench/synthetic-profile';
import { fingerprint } from '../support/fake-profile';
import { REPOSITORY } from '../support/run-batch';
import { chance, figure, full } from '../support/trial';

test.describe.configure({ timeout: full ? 600_000 : 120_000 });

const ROUNDS = full ? 100 : 3;

/** A run that copies a profile, in a process of its own. */
function copying(source: string, runDir: string) {
  const child = spawn(process.execPath, ['-r', 'tsx/cjs', path.join(__dirname, 'copy-and-die.ts'), source, runDir], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    said: (word: string) => expect.poll(() => said, { timeout: 60_000, intervals: [5] }).toContain(word),
    kill: () => (child.kill('SIGKILL'), ended),
  };
}

test('a process that is killed while it copies leaves nothing that the next run does not sweep', async ({}, testInfo) => {
  const { seed, whole } = chance();
  const source = testInfo.outputPath('source');
  makeSyntheticProfile(source, { bytes: 24 * 2 ** 20, files: 800, seed: 7 });
  const before = await fingerprint(source);
  const place = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-trial-'));
  let halfWay = 0;
  try {
    // Two runs at once: one is killed, and sweeping for it must leave the other's copies alone.
    const living = path.join(place, 'po-batch-living');
    await fs.ensureDir(living);
    const other = copying(source, living);
    await other.said('copied');
    const itsCopies = await fs.readdir(living);
    for (let round = 0; round < ROUNDS; round++) {
      const runDir = path.join(place, `po-batch-${round}`);
      await fs.ensureDir(runDir);
      const run = copying(source, runDir);
      await run.said('copying');
      // The first at once, which is half way on any computer.
      await new Promise((resolve) => setTimeout(resolve, round === 0 ? 0 : whole(1_500)));
      await run.kill();
      if ((await fs.readdir(runDir)).length < 6) halfWay++;
      const swept = await sweepDead((await fs.readdir(place)).map((name) => path.join(place, name)));
      expect(swept, `seed ${seed}, round ${round}`).toEqual([runDir]);
    }
    expect(await fs.readdir(place)).toEqual(['po-batch-living']);
    expect(await fs.readdir(living)).toEqual(itsCopies);
    await other.kill();
    await sweepDead([living]);
    expect(await fs.readdir(place)).toEqual([]);
    expect(await fingerprint(source)).toEqual(before);
    expect(halfWay, 'none was killed while it copied').toBeGreaterThan(0);
    figure(
      'killed while copying',
      `${ROUNDS} kills, ${halfWay} of them half way, no folder left, the living run's copies untouched (seed ${seed})`,
    );
  } finally {
    await fs.remove(place);
  }
});
