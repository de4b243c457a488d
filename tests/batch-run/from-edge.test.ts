import { execFile } from 'node:child_process';
import path from 'node:path';
import { cleanEnvironment, readList, REPOSITORY } from '../support/run-batch';
import { everydayEdgeOf, openEverydayEdge } from '../support/running-edge';
import { signedInProfile } from '../support/signed-in-profile';
import { expect, order, test } from './batch-test';

// `po-batch sign-in --from-edge`: a person who is signed in in the Edge that is open need not sign in again. What it
// says where no Edge answers is in tests/cli/sign-in/running-edge.test.ts.
test.describe.configure({ timeout: 300_000 });
test.skip(process.platform !== 'linux', "puts Chromium at Edge's place below a home of the test's own");

test('the session of an Edge that is open serves a batch, with that Edge still open', async ({ portal, batch }) => {
  const its = await portal([order('15262984')], { signIn: true });
  const project = await batch({ pos: ['PO15262984'], portal: its, env: { USE_PROFILE: 'true' } });
  const home = path.join(path.dirname(project.temp), 'home');
  await signedInProfile(everydayEdgeOf(home), its.url);
  const edge = await openEverydayEdge(home);
  try {
    await test.step('its session is taken over, and Edge stays open', async () => {
      const { code, out, error } = await poBatch(project.dir, home, 'sign-in', '--from-edge');
      expect({ code, error }, out).toEqual({ code: 0, error: '' });
      expect(out).toContain(`✅ Signed in to ${its.url}, with the session of your Edge.`);
      expect(edge.child.exitCode).toBe(null);
    });

    // What was signed in by hand: once, to make that Edge's profile.
    expect(its.stats.signIns).toBe(1);
    const run = await project.run(['test', '--workers=1'], { HOME: home });
    expect(run.exitCode, run.output).toBe(0);
    expect((await readList(project.list)).map((row) => row.cell('STATUS'))).toEqual(['COMPLETED']);
    expect(its.stats.signIns).toBe(1);
  } finally {
    await edge.close();
  }
});

const poBatch = (cwd: string, home: string, ...args: string[]) =>
  new Promise<{ code: number; out: string; error: string }>((resolve) =>
    execFile(
      process.execPath,
      [path.join(REPOSITORY, 'cli', 'po-batch.js'), ...args],
      { cwd, env: cleanEnvironment({ HOME: home }) },
      (failure, out, error) => resolve({ code: failure ? Number(failure.code) : 0, out, error }),
    ),
  );
