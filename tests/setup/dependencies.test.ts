import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';

type Run = (command: [string, string[]], options?: unknown) => Promise<{ code: number; output: string }>;
const { dependenciesMatch, installDependencies } = require('../../setup/dependencies.cjs') as {
  dependenciesMatch: (folder?: string) => boolean;
  installDependencies: (options: { run: Run; env: Record<string, string | undefined> }) => Promise<unknown>;
};
const { ensureDependencies } = require('../../setup/ensure-ready.cjs') as {
  ensureDependencies: (options: {
    match: () => boolean;
    install: () => Promise<unknown>;
    say: (line: string) => void;
  }) => Promise<void>;
};

type Packages = Record<string, { version: string; integrity?: string; optional?: boolean }>;
const ZOD = { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } };
const FOR_WINDOWS = { 'node_modules/@esbuild/win32-x64': { version: '1.0.0', optional: true } };

/** A project whose lock names `locked`, with `installed` in npm's own record and `onDisk` in node_modules. */
function project(
  folder: string,
  locked: Packages,
  installed: Packages | undefined,
  onDisk = Object.keys(installed ?? {}),
): string {
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': { name: 'x' }, ...locked } }));
  if (installed)
    writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  for (const place of onDisk) {
    mkdirSync(path.join(folder, place), { recursive: true });
    writeFileSync(path.join(folder, place, 'package.json'), '{}');
  }
  return folder;
}

const CASES: [string, boolean, Packages, Packages | undefined, string[]?][] = [
  ['what the lock says', true, ZOD, ZOD],
  ["what the lock says, without another system's optional package", true, { ...ZOD, ...FOR_WINDOWS }, ZOD],
  ['another version', false, ZOD, { 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-a' } }],
  [
    'the same version with other content',
    false,
    ZOD,
    { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-b' } },
  ],
  ['one package too few', false, { ...ZOD, 'node_modules/tsx': { version: '1.0.0' } }, ZOD],
  ['an installation that was broken off', false, ZOD, undefined, ['node_modules/zod']],
  ['a folder that somebody deleted', false, ZOD, ZOD, []],
];
for (const [what, match, locked, installed, onDisk] of CASES) {
  test(`node_modules with ${what} ${match ? 'needs nothing' : 'is installed again'}`, ({}, testInfo) => {
    expect(dependenciesMatch(project(testInfo.outputPath('p'), locked, installed, onDisk))).toBe(match);
  });
}

test('a project without node_modules needs them', ({}, testInfo) => {
  const folder = project(testInfo.outputPath('p'), ZOD, ZOD);
  rmSync(path.join(folder, 'node_modules'), { recursive: true });
  expect(dependenciesMatch(folder)).toBe(false);
});

test('this clone needs nothing', () => {
  expect(dependenciesMatch()).toBe(true);
});

test('the locked dependencies are installed with the npm that was started, by this Node and without a shell', async ({}, testInfo) => {
  const npm = testInfo.outputPath('npm-cli.js');
  writeFileSync(npm, '');
  const commands: [string, string[]][] = [];
  const run: Run = async (command) => ({ code: commands.push(command), output: '' });
  await installDependencies({ run, env: { npm_execpath: npm } });
  expect(commands[0]![0]).toBe(process.execPath);
  expect(commands[0]![1].slice(0, 2)).toEqual([npm, 'ci']);
});

test('nothing is said or installed when all is there', async () => {
  await ensureDependencies({
    match: () => true,
    install: () => Promise.reject(new Error('installed')),
    say: (line) => expect(line).toBe(''),
  });
});

test('an installation says that it goes on and that it is done', async () => {
  const said: string[] = [];
  let there = false;
  await ensureDependencies({
    match: () => there,
    install: async () => {
      there = true;
      return { code: 0, output: '' };
    },
    say: (line) => said.push(line),
  });
  expect(said).toEqual([
    '📦 Installing the locked dependencies (npm ci) …',
    expect.stringMatching(/^ {3}done in \d+ s\.$/),
  ]);
});

test('an installation that fails says in one line why, and where the full output is', async () => {
  const install = async () => ({ code: 1, output: 'npm error code SELF_SIGNED_CERT_IN_CHAIN' });
  const failed = await ensureDependencies({ match: () => false, install, say: () => {} }).catch(
    (error: Error) => error,
  );
  expect((failed as Error).message).toMatch(
    /^The dependencies could not be installed\. The company's certificate .*NODE_EXTRA_CA_CERTS.*\(Full output: .*setup\.log\)$/,
  );
});
