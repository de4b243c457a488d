import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { portalAddress } from '../../cli/init/command';
import { nextCommand, planInit, withScripts, type FolderFacts } from '../../cli/init/plan-init';
import { parseInput } from '../../batch/list/input-file';
import { cleanEnvironment, REPOSITORY, startBatch } from '../support/run-batch';

test.describe('what init does with a folder', () => {
  const empty: FolderFacts = {
    downloads: '/home/ana/Downloads/CoupaDownloads',
    env: false,
    gitignore: false,
  };
  const cases: [what: string, facts: Partial<FolderFacts>, writes: string[], keeps: string[], config: string][] = [
    ['an empty one', {}, ['playwright.config.ts', '.env', 'data/input.csv', '.gitignore'], [], 'playwright.config.ts'],
    [
      'one with a package.json',
      { packageJson: '{}\n' },
      ['playwright.config.ts', '.env', 'data/input.csv', '.gitignore', 'package.json'],
      [],
      'playwright.config.ts',
    ],
    [
      'one with tests of its own: the batch gets a config beside theirs',
      { config: { name: 'playwright.config.js', text: 'export default {}' } },
      ['po-batch.config.ts', '.env', 'data/input.csv', '.gitignore'],
      [],
      'po-batch.config.ts',
    ],
    [
      'one whose batch has a config of an earlier init beside theirs, and is changed a little',
      { config: { name: 'playwright.config.js', text: 'export default {}' }, ownConfig: 'po-batch.config.mjs' },
      ['.env', 'data/input.csv', '.gitignore'],
      ['po-batch.config.mjs'],
      'po-batch.config.mjs',
    ],
    [
      'one that is a batch project already',
      {
        config: { name: 'playwright.config.mts', text: "from 'playwright-po-batch'" },
        env: true,
        gitignore: true,
        list: 'data/input.xlsx',
        packageJson: '{"scripts":{"batch":"x","batch:retry":"x","batch:check":"x","batch:sign-in":"x"}}',
      },
      [],
      ['playwright.config.mts', '.env', 'data/input.xlsx', '.gitignore', 'package.json'],
      'playwright.config.mts',
    ],
  ];
  for (const [what, facts, writes, keeps, config] of cases) {
    test(what, () => {
      const plan = planInit({ ...empty, ...facts });
      expect(plan.write.map(({ file }) => file)).toEqual(writes);
      expect(plan.kept).toEqual(keeps);
      expect(plan.config).toBe(config);
    });
  }

  test('the portal that is known stands in .env, one that is not is a comment', () => {
    const text = (facts: Partial<FolderFacts>) =>
      planInit({ ...empty, ...facts }).write.find(({ file }) => file === '.env')!.text;
    expect(text({ portal: 'https://acme.coupahost.com' })).toContain('\nBASE_URL=https://acme.coupahost.com\n');
    expect(
      text({})
        .split('\n')
        .filter((line) => line && !line.startsWith('#')),
    ).toEqual([]);
  });
});

test('package.json keeps its scripts, its indentation and its end', () => {
  const text = '{\n\t"name": "x",\n\t"scripts": {\n\t\t"batch": "mine"\n\t}\n}';
  const result = withScripts(text, { batch: 'ours', 'batch:check': 'po-batch check' })!;
  expect(result).toBe(text.replace('"mine"', '"mine",\n\t\t"batch:check": "po-batch check"'));
  expect(withScripts('{ broken', { batch: 'x' })).toBeUndefined();
});

for (const [typed, address] of [
  ['acme.coupahost.com', 'https://acme.coupahost.com'],
  [' https://acme.coupahost.com/order_headers/1?x=1 ', 'https://acme.coupahost.com'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['acme', undefined],
  ['what is that', undefined],
] as const) {
  test(`"${typed}" is ${address ?? 'no address'}`, () => expect(portalAddress(typed)).toBe(address));
}

test('the next command is the first that is missing', () => {
  const ready = { installed: true, browser: true, portal: true, sample: true, config: 'playwright.config.ts' };
  expect(nextCommand({ ...ready, installed: false })[0]).toContain('npm install --save-dev');
  expect(nextCommand({ ...ready, browser: false })[0]).toBe('npx playwright install chromium');
  expect(nextCommand(ready)[0]).toBe('npx po-batch sign-in');
  expect(nextCommand({ ...ready, portal: false })[0]).toBe('npx playwright test');
  expect(nextCommand({ ...ready, portal: false, sample: false }), 'a run of this list would be refused').toEqual([
    'npx po-batch check',
    'first put BASE_URL=https://<company>.coupahost.com into .env: the list is yours, not the sample',
  ]);
  expect(nextCommand({ ...ready, portal: false, config: 'po-batch.config.ts' })[0]).toContain('-c po-batch.config.ts');
});

test('from an empty folder to a batch of the sample, by npm init; a second init changes nothing', async ({}, info) => {
  test.slow();
  const folder = info.outputPath('project');
  // Where npm would put them: the two packages, and Playwright.
  const modules = path.join(folder, 'node_modules');
  mkdirSync(path.join(modules, '@playwright'), { recursive: true });
  symlinkSync(path.join(REPOSITORY, 'node_modules', '@playwright', 'test'), path.join(modules, '@playwright', 'test'));
  // As npm makes it. Without one this folder would belong to the package that is tested.
  writeFileSync(path.join(folder, 'package.json'), '{}\n');
  const own = path.join(modules, 'playwright-po-batch');
  mkdirSync(own);
  // The package as it is built would be `dist/`; here its sources.
  writeFileSync(path.join(own, 'package.json'), '{ "name": "playwright-po-batch", "main": "index.js" }');
  writeFileSync(
    path.join(own, 'index.js'),
    `module.exports = require(${JSON.stringify(path.join(REPOSITORY, 'index.ts'))});`,
  );
  mkdirSync(path.join(own, 'cli'));
  const cli = JSON.stringify(path.join(REPOSITORY, 'cli', 'po-batch.js'));
  writeFileSync(path.join(own, 'cli', 'po-batch.js'), `require(${cli});`);
  const create = path.join(modules, 'create.js');
  writeFileSync(create, readFileSync(path.join(REPOSITORY, 'packages', 'create-playwright-po-batch', 'create.js')));
  const init = () =>
    new Promise<string>((resolve) =>
      execFile(process.execPath, [create, '--yes'], { cwd: folder, env: cleanEnvironment() }, (_, out, error) =>
        resolve(out + error),
      ),
    );

  const said = await init();
  for (const file of ['playwright.config.ts', '.env', 'data/input.csv', 'package.json']) {
    expect(said).toContain(`✅ ${file}`);
    expect(existsSync(path.join(folder, file))).toBe(true);
  }
  expect(said.trimEnd().split('\n').at(-1)).toMatch(/^Next: {5}npx playwright test {3}\(the sample batch; /);
  const list = readFileSync(path.join(folder, 'data', 'input.csv'));
  expect(() => parseInput(list, 'input.csv'), 'a list to fill').toThrow('has a header but no rows');

  const again = await init();
  expect(again).not.toContain('✅');
  expect(again).toContain('.env');

  // One PO of the sample is enough to see that the config is a batch.
  const { exitCode, output } = await startBatch(folder, ['test', '-g', 'PO15262984']).ended;
  expect(exitCode, output).toBe(0);
  expect(output).toContain('✅ PO15262984: Downloaded 3 attachment(s) from PO page.');
  expect(readFileSync(path.join(folder, 'data', 'input.csv')).equals(list)).toBe(true);

  // With a PO in the list it is no sample any more.
  writeFileSync(path.join(folder, 'data', 'input.csv'), `${String(list)}PO15262984;;\n`);
  const real = await startBatch(folder, ['test']).ended;
  expect(real.output).toContain('BASE_URL is not set: this is your list');
});
