import os from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import fs from 'fs-extra';
import { startPortal } from '../../data/portal/portal';
import { readList, tree } from '../support/run-batch';
import { figure, full } from '../support/trial';
import {
  installByNpm,
  installHere,
  lowestPlaywright,
  packPackage,
  runIn,
  writeProject,
  type Shape,
} from './packed-package';

/**
 * One file is packed for all tests of this file, which therefore run in one worker; `PACKAGE_FILE` names one that is
 * packed already, such as the one that a release is about to publish.
 */
const test = base.extend<object, { packed: { folder: string; tarball: string } }>({
  packed: [
    async ({}, use) => {
      const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'pob-package-')));
      await use({ folder, tarball: process.env['PACKAGE_FILE'] ?? (await packPackage(folder)) });
      await fs.remove(folder);
    },
    { scope: 'worker', timeout: 900_000 },
  ],
});
test.describe.configure({ mode: 'default', timeout: full ? 900_000 : 300_000 });

const SHAPES: Shape[] = [
  { modules: 'module', config: 'ts' },
  { modules: 'commonjs', config: 'js' },
  { modules: 'module', config: 'js' },
  { modules: 'commonjs', config: 'ts' },
];
const PO_BATCH = 'playwright-po-batch/cli/po-batch.js';
const PLAYWRIGHT = '@playwright/test/cli.js';

test('publint finds nothing to say about what is published', async ({ packed }) => {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const tarball = (await fs.readFile(packed.tarball)).buffer as ArrayBuffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test('its types are right for whoever imports or requires it', async ({ packed }) => {
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const analysis = await checkPackage(createPackageFromTarballData(await fs.readFile(packed.tarball)));
  expect(analysis).toMatchObject({ types: { kind: 'included' } });
  // The oldest way of TypeScript to find a module knows no `exports`: the reporter is named in configs, by its name.
  const wrong = 'problems' in analysis ? analysis.problems : [];
  expect(wrong.filter((problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10'))).toEqual([]);
});

test('what is published is what runs, and nothing of the tests', async ({ packed }) => {
  const project = path.join(packed.folder, 'files');
  await installHere(project, packed.tarball);
  const files = await tree(path.join(project, 'node_modules', 'playwright-po-batch'));
  const [code, documents] = [/^dist\/.*\.(c?js|d\.c?ts)$/, /^docs\/([\w-]+\.md$|decisions\/|distributed\/)/];
  const beside = files.filter((file) => !code.test(file) && !documents.test(file));
  expect(beside).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'cli/po-batch.js',
    'data/sample-input.csv',
    'package.json',
  ]);
  // `init` and messages name it.
  expect(files).toContain('docs/settings.md');
  expect(files.filter((file) => /\.test\.|^(dist\/)?(bench|setup|tests)\//.test(file))).toEqual([]);
});

for (const shape of full ? [] : SHAPES.slice(0, 2)) {
  const { modules, config } = shape;
  test(`a batch runs in an empty ${modules} project with playwright.config.${config}`, async ({ packed }) => {
    const project = path.join(packed.folder, `${modules}-${config}`);
    await installHere(project, packed.tarball);
    await batchRuns(project, shape);
  });
}

for (const version of full ? [lowestPlaywright(), 'latest'] : []) {
  test(`a batch runs in projects of every kind with Playwright ${version}`, async ({ packed }) => {
    const installed = path.join(packed.folder, `installed-${version}`);
    await installByNpm(installed, packed.tarball, version);
    const own = await fs.readJson(path.join(installed, 'node_modules', '@playwright', 'test', 'package.json'));
    for (const shape of SHAPES) {
      const project = path.join(packed.folder, `${version}-${shape.modules}-${shape.config}`);
      await fs.copy(path.join(installed, 'node_modules'), path.join(project, 'node_modules'));
      await batchRuns(project, shape);
      figure('installed package', `${shape.modules}, playwright.config.${shape.config}, Playwright ${own.version}`);
    }
  });
}

/** A batch of two POs, one of them unknown to the portal; then `--last-failed` takes that one alone. */
async function batchRuns(project: string, shape: Shape): Promise<void> {
  const attachments = [{ name: 'offer.pdf' }];
  const orders = [{ number: '15000001', shows: 'a file', supplier: 'Supplier', attachments }];
  const portal = await startPortal({ signIn: false, orders });
  try {
    const list = path.join(project, 'data', 'input.csv');
    await fs.outputFile(list, 'PO_NUMBER;STATUS;SUPPLIER\nPO15000001;;\nPO15000002;;\n');
    await writeProject(project, shape, {
      BASE_URL: portal.url,
      USE_PROFILE: 'false',
      PAGE_DELAY: '0.1',
      WORKER_SCALING: 'fixed',
      DOWNLOAD_FOLDER: path.join(project, 'downloads'),
    });
    const checked = await runIn(project, PO_BATCH, 'check');
    expect(checked.output).toContain('PO15000001');
    const ran = await runIn(project, PLAYWRIGHT, 'test');
    expect(ran.exitCode, ran.output).toBe(1);
    const rows = await readList(list);
    expect(rows.map(({ po, cell }) => [po, cell('STATUS')])).toEqual([
      ['PO15000001', 'COMPLETED'],
      ['PO15000002', 'PO_NOT_FOUND'],
    ]);
    expect(await tree(path.join(project, 'downloads'))).toEqual([
      'Supplier/PO15000001_COMPLETED/offer.pdf',
      'Unknown_Supplier/PO15000002_PO_NOT_FOUND/',
    ]);
    const listed = await runIn(project, PLAYWRIGHT, 'test', '--list', '--last-failed');
    expect(listed.output).toContain('Total: 1 test');
  } finally {
    await portal.close();
  }
}
