import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import fs from 'fs-extra';
import { cleanEnvironment, REPOSITORY } from '../support/run-batch';

// Set-up is CommonJS without types.
const { npmProgram } = require('../../setup/dependencies.cjs') as {
  npmProgram(env: NodeJS.ProcessEnv): { program: string[]; shell: boolean };
};

const { name, version, peerDependencies } = fs.readJsonSync(path.join(REPOSITORY, 'package.json')) as {
  name: string;
  version: string;
  peerDependencies: Record<string, string>;
};

const run = promisify(execFile);

/** Runs npm as a person does, without what this process was started with. */
async function npm(cwd: string, ...args: string[]): Promise<string> {
  const { program, shell } = npmProgram(process.env);
  const [command, ...first] = program as [string, ...string[]];
  const options = { cwd, shell, env: cleanEnvironment(), maxBuffer: 64 * 1024 * 1024 };
  return (await run(command, [...first, ...args], options)).stdout;
}

/**
 * Packs this package as `npm publish` would, and returns the file. In a copy of the sources: what `prepack` builds must
 * not lie around while other tests look at the tree.
 */
export async function packPackage(folder: string): Promise<string> {
  const source = path.join(folder, 'source');
  const left = /^(node_modules|dist|tests|batch-report|playwright-report|\..*)$/;
  for (const part of await fs.readdir(REPOSITORY)) {
    if (left.test(part)) continue;
    await fs.copy(path.join(REPOSITORY, part), path.join(source, part), {
      filter: (from) => path.relative(REPOSITORY, from) !== path.join('data', 'sample'),
    });
  }
  await fs.ensureSymlink(path.join(REPOSITORY, 'node_modules'), path.join(source, 'node_modules'), 'junction');
  await npm(source, 'pack', '--silent', '--pack-destination', folder);
  return path.join(folder, `${name}-${version}.tgz`);
}

/**
 * What `npm install` of the packed file puts into a project, from what is installed here: the locked packages that the
 * package needs at run time, and nothing that only developers have. Works without a network.
 */
export async function installHere(project: string, tarball: string): Promise<void> {
  const { packages } = (await fs.readJson(path.join(REPOSITORY, 'package-lock.json'))) as {
    packages: Record<string, { dev?: boolean }>;
  };
  for (const [location, { dev }] of Object.entries(packages)) {
    if (location === '' || dev) continue;
    await fs.copy(path.join(REPOSITORY, location), path.join(project, location));
  }
  const own = path.join(project, 'node_modules', name);
  await fs.ensureDir(own);
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', own]);
}

/** `npm install` itself, with this version of Playwright. */
export async function installByNpm(project: string, tarball: string, playwright: string): Promise<void> {
  await fs.outputJson(path.join(project, 'package.json'), { name: 'installed', private: true });
  await npm(
    project,
    ...['install', '--no-audit', '--no-fund', '--prefer-offline'],
    ...[tarball, `@playwright/test@${playwright}`],
  );
}

/** The oldest Playwright that the package's peer range allows. */
export const lowestPlaywright = () => `${/\d+\.\d+/.exec(peerDependencies['@playwright/test']!)![0]}.0`;

export interface Shape {
  modules: 'module' | 'commonjs';
  config: 'ts' | 'js';
}

const LOADS = {
  import: `import { defineConfig } from '@playwright/test';
import { purchaseOrderBatch } from '${name}';
export default`,
  require: `const { defineConfig } = require('@playwright/test');
const { purchaseOrderBatch } = require('${name}');
module.exports =`,
};

/** Writes an otherwise empty project of this shape around what is installed in it. */
export async function writeProject(project: string, { modules, config }: Shape, settings: Record<string, string>) {
  const head = LOADS[modules === 'commonjs' && config === 'js' ? 'require' : 'import'];
  await fs.outputJson(path.join(project, 'package.json'), { name: 'installed', private: true, type: modules });
  await fs.outputFile(
    path.join(project, `playwright.config.${config}`),
    `${head} defineConfig(purchaseOrderBatch({ maxWorkers: 1 }), { retries: 1 });\n`,
  );
  const lines = Object.entries(settings).map(([setting, value]) => `${setting}=${value}\n`);
  await fs.outputFile(path.join(project, '.env'), lines.join(''));
}

/** Runs a program of the project's node_modules in it; never throws for an exit code. */
export async function runIn(project: string, program: string, ...args: string[]) {
  const home = path.join(project, 'home');
  await fs.ensureDir(home);
  const env = cleanEnvironment({ HOME: home, USERPROFILE: home, LOCALAPPDATA: home });
  const script = path.join(project, 'node_modules', program);
  return new Promise<{ exitCode: number; output: string }>((resolve) =>
    execFile(process.execPath, [script, ...args], { cwd: project, env }, (failure, out, error) =>
      resolve({ exitCode: failure ? Number(failure.code) : 0, output: out + error }),
    ),
  );
}
