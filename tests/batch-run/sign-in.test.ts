import path from 'node:path';
import fs from 'fs-extra';
import { readList } from '../support/run-batch';
import { signedInProfile } from '../support/signed-in-profile';
import { expect, listOf, order, processed, requests, test, type Batch } from './batch-test';

// Nobody signs in during a batch: the profile is signed in, or the batch stops and says how to.
test.describe.configure({ timeout: 240_000 });

test('a batch works with the profile it is given, comes through the identity provider, and stops where a person must sign in', async ({
  portal,
  batch,
}) => {
  const its = await portal(
    [order('15262984'), { ...order('15262991'), latency: { file: 1_000 } }, order('15262992'), order('15262993')],
    { signIn: true },
  );
  const project = await batch({ pos: ['PO15262984'], portal: its });
  const profile = path.join(project.dir, 'edge');
  await signedInProfile(profile, its.url);
  // Another name than the first profile has, and a second profile beside it that must not be taken.
  await fs.move(path.join(profile, 'Default'), path.join(profile, 'Profile 3'));
  await fs.outputJson(path.join(profile, 'Default', 'Preferences'), {});
  const env = { USE_PROFILE: 'true', EDGE_PROFILE_DIR: profile, EDGE_PROFILE_NAME: 'Profile 3' };
  const before = await snapshot(profile);

  await test.step("an identity provider that comes back by itself is nobody's business; a sign-in that ends in the middle ends the run, and the PO that met it is as before", async () => {
    its.signEveryoneOut({ devices: false });
    await fs.writeFile(project.list, listOf(['PO15262984', 'PO15262991', 'PO15262992', 'PO15262993']));
    const running = project.start(['test', '--workers=1'], env);
    await expect.poll(() => requests(its, '15262991'), { timeout: 90_000 }).toEqual({ 'document.pdf': 1 });
    expect(its.stats).toMatchObject({ bounces: 1, signIns: 1 });
    its.signEveryoneOut();
    const { exitCode, output } = await running.ended;
    expect(exitCode, output).toBe(3);
    expect(output).toContain(
      `Not signed in at ${its.url}: run \`npx po-batch sign-in\`, then start again. POs that were not done are as before.`,
    );
    expect(processed(output)).toEqual(['PO15262984', 'PO15262991']);
    expect(await statuses(project)).toEqual(['COMPLETED', 'COMPLETED', '', '']);
    expect(its.stats.orders['15262993']).toBeUndefined();
  });

  await test.step('not signed in at all: no PO is marked', async () => {
    await fs.writeFile(project.list, listOf(['PO15262992', 'PO15262993']));
    const { exitCode, output } = await project.run(['test', '--workers=2'], env);
    expect(exitCode, output).toBe(3);
    expect(output.match(/^❌ Not signed in at/gm), output).toHaveLength(1);
    expect(output).toContain('npx po-batch sign-in');
    expect(await statuses(project)).toEqual(['', '']);
    expect(await fs.readdir(project.downloads)).toEqual(['Test_Supplier']);
  });

  // Copies are worked with, the profile itself is only read.
  expect(await snapshot(profile)).toEqual(before);
});

const statuses = async ({ list }: Batch) => (await readList(list)).map((row) => row.cell('STATUS'));

async function snapshot(dir: string): Promise<string[]> {
  const entries = await fs.readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(files.sort().map(async (file) => `${path.relative(dir, file)} ${(await fs.stat(file)).mtimeMs}`));
}
