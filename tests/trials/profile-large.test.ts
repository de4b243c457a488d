import path from 'node:path';
import fs from 'fs-extra';
import { fillProfile } from '../../bench/synthetic-profile';
import { expect, order, requests, test } from '../batch-run/batch-test';
import { readList } from '../support/run-batch';
import { signedInProfile } from '../support/signed-in-profile';
import { figure, full } from '../support/trial';

// A profile as people have them after years: workers start on copies of it together, and each is signed in.
test.describe.configure({ timeout: full ? 600_000 : 180_000 });

const SIZE = full ? { bytes: 2 ** 30, files: 10_000, seed: 4 } : { bytes: 24 * 2 ** 20, files: 500, seed: 4 };
/** One for each worker. In short two: that is enough for one to have the other's copy. */
const NUMBERS = ['15500001', '15500002', ...(full ? ['15500003', '15500004'] : [])];

test(`${NUMBERS.length} workers that start together on a profile of ${SIZE.bytes / 2 ** 20} MiB in ${SIZE.files} files each have a copy that is signed in`, async ({
  portal,
  batch,
}) => {
  const its = await portal(
    NUMBERS.map((number) => ({ ...order(number), latency: { file: 120_000 } })),
    { signIn: true },
  );
  const project = await batch({ pos: NUMBERS.map((number) => `PO${number}`), portal: its });
  const source = path.join(project.dir, 'edge');
  await signedInProfile(source, its.url);
  fillProfile(source, SIZE);
  const before = await snapshot(source);
  const signIns = its.stats.signIns;

  const began = performance.now();
  const running = project.start(['test', `--workers=${NUMBERS.length}`], {
    USE_PROFILE: 'true',
    EDGE_PROFILE_DIR: source,
  });
  // All are at it at the same time, each with its own file: nobody works in another's copy.
  await expect
    .poll(() => NUMBERS.filter((number) => requests(its, number)['document.pdf'] === 1), {
      timeout: full ? 300_000 : 120_000,
    })
    .toHaveLength(NUMBERS.length);
  const ready = (performance.now() - began) / 1_000;
  its.release();
  const { exitCode, output } = await running.ended;
  expect(exitCode, output).toBe(0);
  expect((await readList(project.list)).map((row) => row.cell('STATUS'))).toEqual(NUMBERS.map(() => 'COMPLETED'));
  expect(its.stats.signIns, 'nobody had to sign in').toBe(signIns);
  expect(await snapshot(source)).toEqual(before);
  const [, copied] = /🗂️ (Profile copied: .*)/.exec(output) ?? [];
  const [, totals] = /🗂️ (Profile copies of this run: .*)/.exec(output) ?? [];
  figure(
    'large profile',
    `${copied}; ${totals}; the last worker's file was asked for ${ready.toFixed(1)} s after the start`,
  );
});

async function snapshot(dir: string): Promise<Record<string, string>> {
  const entries = await fs.readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const facts = await Promise.all(files.map(async (file) => [path.relative(dir, file), await fs.stat(file)] as const));
  return Object.fromEntries(facts.map(([file, { size, mtimeMs }]) => [file, `${size} ${mtimeMs}`]));
}
