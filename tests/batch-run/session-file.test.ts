import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fs from 'fs-extra';
import { exportSession } from '../../cli/session-file/export-session';
import { findProject } from '../../cli/common/project';
import { cleanEnvironment, COMPILED, readList, REPOSITORY, tree } from '../support/run-batch';
import { signedInProfile } from '../support/signed-in-profile';
import { expect, listOf, order, processed, processTree, requests, test, type Batch } from './batch-test';

// A sign-in that travels: exported where somebody is signed in, taken by runs and by import-session elsewhere.
test.describe.configure({ timeout: 300_000 });

const PASSPHRASE = 'correct horse battery';

test('a session that was exported signs a run in where nobody can, and its passphrase goes nowhere', async ({
  portal,
  batch,
  watched,
}) => {
  const its = await portal([{ ...order('15262984'), latency: { file: 3_000 } }, order('15262985')], { signIn: true });
  const project = await batch({ pos: ['PO15262984'], portal: its });
  const poBatch = commandOf(project, watched);
  const file = path.join(project.dir, 'portal.session.age');
  const [profile, home] = ['edge', 'home'].map((name) => path.join(path.dirname(project.temp), name)) as [
    string,
    string,
  ];
  await signedInProfile(profile, its.url);
  const env = { SESSION_FILE: 'portal.session.age', SESSION_PASSPHRASE: PASSPHRASE };

  await test.step('exported from a copy of the profile, which is only read', async () => {
    const before = await tree(profile);
    const withProfile = { USE_PROFILE: 'true', EDGE_PROFILE_DIR: profile, SESSION_PASSPHRASE: PASSPHRASE };
    const { code, out, error } = await poBatch(withProfile, 'export-session', 'portal.session.age');
    expect({ code, error }, out).toEqual({ code: 0, error: '' });
    expect(out).toMatch(
      /✅ \S+portal\.session\.age: 2 cookies of 127\.0\.0\.1:\d+, encrypted \(age\)\. It lasts until /,
    );
    expect(await fs.readFile(file, 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect(await tree(profile)).toEqual(before);
  });

  await test.step('a run has no other profile, and its workers and browsers are not given the passphrase', async () => {
    const running = project.start(['test', '--workers=1'], env);
    await expect.poll(() => requests(its, '15262984'), { timeout: 200_000 }).toEqual({ 'document.pdf': 1 });
    const [, ...children] = processTree(running.child.pid!);
    if (process.platform === 'linux') expect(children.length).toBeGreaterThan(2);
    expect(children.filter((pid) => environmentOf(pid).includes(PASSPHRASE))).toEqual([]);
    expect(await holding(project.temp)).toEqual([]);
    const { exitCode, output } = await running.ended;
    expect(exitCode, output).toBe(0);
    expect(output).toContain(`🔑 Signed in to ${its.url} with the session in ${file}. It lasts until `);
    expect(processed(output)).toEqual(['PO15262984']);
    expect(output).not.toContain(PASSPHRASE);
    // Journal, reports, log, backups.
    expect(await holding(project.dir)).toEqual([]);
    // What was signed in by hand: once, to make the profile.
    expect(its.stats.signIns).toBe(1);
  });

  its.resetStats();

  await test.step('import-session proves it and signs the profile of this computer in', async () => {
    const { code, out, error } = await poBatch({ SESSION_PASSPHRASE: PASSPHRASE }, 'import-session', file);
    expect({ code, error }, out).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/✅ Signed in to \S+\. It lasts until \d{4}-\d\d-\d\d \d\d:\d\d at most, by its cookies/);
    // That a run takes what is laid over the batch's own profile is in from-edge.test.ts.
    const laid = await marksOf(home);
    expect(laid.map((line) => line.split(' ')[0])).toEqual([
      expect.stringMatching(/playwright-po-batch\/profile\/Local$/),
      expect.stringMatching(/session\.json$/),
      expect.stringMatching(/signed-in\.json$/),
    ]);
    expect(its.stats.signIns).toBe(0);
  });

  await fs.writeFile(project.list, listOf(['PO15262985']));
  its.signEveryoneOut();
  its.resetStats();

  await test.step('a session that has ended ends the run with code 3 before any PO is asked for', async () => {
    const { exitCode, output } = await project.run(['test'], env);
    expect(exitCode, output).toBe(3);
    expect(output).toContain(`Not signed in at ${its.url}: the session in ${file} is not accepted any more`);
    expect(output).toContain('No PO was opened.');
    expect(its.stats.orders).toEqual({});
    expect((await readList(project.list)).map((row) => row.cell('STATUS'))).toEqual(['']);
  });

  await test.step('import-session refuses it and leaves the profile as it was', async () => {
    const before = await marksOf(home);
    const { code, error } = await poBatch({ SESSION_PASSPHRASE: PASSPHRASE }, 'import-session', file);
    expect({ code, error }).toEqual({
      code: 3,
      error: expect.stringMatching(/^❌ \S+ does not take the session in \S+ any more .*\n$/),
    });
    expect(await marksOf(home)).toEqual(before);
  });

  await test.step("export-session writes nothing where nobody is signed in, and over no file that is another's", async () => {
    const before = await fs.readFile(file, 'utf8');
    const withProfile = { USE_PROFILE: 'true', EDGE_PROFILE_DIR: profile, SESSION_PASSPHRASE: PASSPHRASE };
    const refused = await poBatch(withProfile, 'export-session', file);
    expect(refused).toMatchObject({ code: 3, error: expect.stringContaining('❌ Not signed in at ') });
    expect(await fs.readFile(file, 'utf8')).toBe(before);
    // Before anything else is looked at, so no command is needed.
    const over = {
      ...findProject(project.dir),
      args: [project.list],
      say: () => undefined,
      stop: new AbortController().signal,
    };
    await expect(exportSession(over)).rejects.toMatchObject({
      exitCode: 2,
      message: `${project.list} is there already and is no session file: name another file.`,
    });
  });
});

/** The batch's own profile and what is kept beside it, with their times. */
async function marksOf(home: string): Promise<string[]> {
  const names = (await tree(home)).filter((name) =>
    /playwright-po-batch\/(?:[^/]+\.json|profile\/Local State)$/.test(name),
  );
  return Promise.all(names.map(async (name) => `${name} ${(await fs.stat(path.join(home, name))).mtimeMs}`));
}

/** Files below the folder with the passphrase in them. */
async function holding(folder: string): Promise<string[]> {
  const names = await tree(folder);
  return names.filter((name) => {
    try {
      return readFileSync(path.join(folder, name)).includes(PASSPHRASE);
    } catch {
      // A folder, a link to one, a socket, or gone since.
      return false;
    }
  });
}

/** Linux only; elsewhere empty. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

type PoBatch = (
  env: Record<string, string>,
  ...args: string[]
) => Promise<{ code: number; out: string; error: string }>;

/** Runs po-batch in the batch's project and home; what it says tells that the test goes on. */
function commandOf({ dir, temp }: Batch, watched: (() => unknown)[]): PoBatch {
  const home = path.join(path.dirname(temp), 'home');
  const places = { HOME: home, USERPROFILE: home, LOCALAPPDATA: home };
  let steps = 0;
  watched.push(() => steps);
  return (env, ...args) =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [path.join(REPOSITORY, 'cli', 'po-batch.js'), ...args],
        { cwd: dir, env: cleanEnvironment({ ...places, PWTEST_CACHE_DIR: COMPILED, ...env }) },
        (failure, out, error) => resolve({ code: failure ? Number(failure.code) : 0, out, error }),
      );
      child.stdout!.on('data', () => steps++);
      child.on('exit', () => steps++);
    });
}
