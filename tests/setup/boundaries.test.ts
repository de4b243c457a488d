import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { codeIn, entryOf, LAYERS, MANY, TOP_FOLDERS, whyNot } from '../../oxlint.boundaries.cjs';

const ROOT = path.resolve(__dirname, '../..');
const TOPS = [
  'batch',
  'bench',
  'cli',
  'data',
  'fixtures',
  'mail',
  'plugin',
  'reporters',
  'session',
  'setup',
  'specs',
  'tests',
];
const SHIPPED = TOPS.filter((folder) => !['bench', 'setup', 'specs', 'tests'].includes(folder));
/** More files than this are more than somebody takes in at one look. */
const MOST_FILES = 16;

/** All folders of code below `folder`, itself included. */
function foldersIn(folder: string): string[] {
  const entries = readdirSync(path.join(ROOT, folder), { withFileTypes: true });
  const isOurs = ({ name }: { name: string }) => name !== 'node_modules' && `${folder}/${name}` !== 'data/sample';
  const below = entries.filter((entry) => entry.isDirectory() && isOurs(entry));
  const own = codeIn(path.join(ROOT, folder)).length > 0 ? [folder] : [];
  return [...own, ...below.flatMap(({ name }) => foldersIn(`${folder}/${name}`))];
}

for (const [folder, allowed] of Object.entries(TOP_FOLDERS)) {
  test(`${folder}/ may import from ${allowed.join(', ') || 'no other folder'} and from itself only`, () => {
    // A file that bears its folder's name is an entry wherever there is one: only the order of folders is asked.
    const refuses = (other: string) => whyNot(ROOT, `${folder}/any.ts`, `${other}/index.ts`) !== undefined;
    expect(TOPS.filter((other) => other !== folder && !refuses(other))).toEqual(allowed);
    expect(refuses('.')).toBe(true);
  });
}

test('what ships does not import what only developers run', () => {
  for (const folder of SHIPPED) {
    const refused = TOPS.filter((other) => whyNot(ROOT, `${folder}/any.ts`, `${other}/any.ts`)?.includes('developers'));
    expect(refused).toEqual(['bench', 'setup', 'specs', 'tests']);
  }
});

for (const [top, order] of Object.entries(LAYERS) as [string, Record<string, string[]>][]) {
  test(`every folder of ${top}/ has its place in the order, and no other has`, () => {
    const there = foldersIn(top).map((folder) => folder.slice(top.length + 1) || '.');
    expect(Object.keys(order).sort()).toEqual(there.sort());
    for (const [folder, allowed] of Object.entries(order))
      for (const other of there.filter((one) => one !== folder))
        expect([
          folder,
          other,
          whyNot(ROOT, path.posix.join(top, folder, 'any.ts'), path.posix.join(top, other, 'index.ts'))?.includes(
            'order of folders',
          ) ?? false,
        ]).toEqual([folder, other, !allowed.includes(other)]);
  });
}

test('a folder of more than three files is imported through one of them, and none has too many', () => {
  for (const folder of TOPS.filter((top) => top !== 'tests').flatMap(foldersIn)) {
    const files = codeIn(path.join(ROOT, folder));
    expect(files.length, folder).toBeLessThanOrEqual(MOST_FILES);
    const entry = entryOf(ROOT, folder);
    if (entry !== undefined) expect(files, folder).toContain(entry);
    // These are started by their names.
    else if (!['bench', 'cli', 'setup'].includes(folder)) expect(files.length).toBeLessThanOrEqual(MANY);
  }
});

test('an inner module of such a folder is refused from outside, and for tests is not', () => {
  expect(whyNot(ROOT, 'session/list/any.ts', 'session/store/open-store.ts')).toBe(
    'session/store/ is imported through its index.ts only.',
  );
  expect(whyNot(ROOT, 'session/list/any.ts', 'session/store/index.ts')).toBeUndefined();
  expect(whyNot(ROOT, 'session/store/any.ts', 'session/store/open-store.ts')).toBeUndefined();
  expect(whyNot(ROOT, 'tests/session/store/any.ts', 'session/store/open-store.ts')).toBeUndefined();
});

/** What lint says, by its own config, of a folder with these files: names of rules, by file. */
async function lint(files: Record<string, string>): Promise<Record<string, string[]>> {
  // Outside of the repository, whose .gitignore has the output of tests.
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-lint-'));
  await Promise.all(Object.entries(files).map(([name, text]) => fs.outputFile(path.join(folder, name), text)));
  for (const name of ['.oxlintrc.json', 'oxlint.boundaries.cjs', 'package.json'])
    await fs.copy(path.join(ROOT, name), path.join(folder, name));
  const program = path.join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [program, '--format=json'], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
  await fs.remove(folder);
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
  const found: Record<string, string[]> = {};
  for (const { code, filename } of diagnostics) (found[filename.split(path.sep).join('/')] ??= []).push(code);
  return found;
}

test('lint refuses what the order of the folders does not allow, long lines and circles', async () => {
  const refused = {
    'an import': "import { Journal } from '../store/open-store'; Journal();",
    'a type': "import type { Journal } from '../store/open-store'; export const x: Journal = 1;",
    'a type as an import': "export type J = import('../store/open-store').Journal;",
    'an export': "export { Journal } from '../store/open-store';",
    'an export of everything': "export * from '../store/open-store';",
    'a late import': "void import('../store/open-store');",
    'a require': "require('../store/open-store');",
    'the package by its name': "import 'playwright-po-batch';",
  };
  const found = await lint({
    ...Object.fromEntries(Object.entries(refused).map(([what, code]) => [`session/list/${what}.ts`, code])),
    'session/store/open-store.ts': 'export const Journal = () => undefined;',
    'session/store/index.ts': "export { Journal } from './open-store';",
    'session/list/allowed.ts': "import { Journal } from '../store'; Journal();",
    'cli/long.ts': `// ${'x'.repeat(120)}`,
    'cli/circle.ts': "import type { There } from './there'; export type Back = There;",
    'cli/there.ts': "import type { Back } from './circle'; export type There = Back;",
    'batch/outcome/free.ts': "import { test } from '@playwright/test'; test();",
    'session/tasks/not-free.ts': "import { test } from '@playwright/test'; test();",
  });
  expect(found).toEqual({
    ...Object.fromEntries(Object.keys(refused).map((what) => [`session/list/${what}.ts`, ['folders(boundaries)']])),
    'cli/long.ts': ['folders(line-length)'],
    'cli/circle.ts': ['import(no-cycle)'],
    'cli/there.ts': ['import(no-cycle)'],
    'batch/outcome/free.ts': ['eslint(no-restricted-imports)'],
  });
});

test('the order of the folders has no circle', () => {
  const graph = new Map<string, Set<string>>();
  const add = (from: string, to: string) => graph.set(from, (graph.get(from) ?? new Set()).add(to));
  for (const [top, others] of Object.entries(TOP_FOLDERS)) for (const other of others) add(top, other);
  for (const [top, order] of Object.entries(LAYERS) as [string, Record<string, string[]>][])
    for (const [folder, others] of Object.entries(order))
      for (const other of others) add(`${top}/${folder}`, `${top}/${other}`);
  expect(circleIn(graph)).toBeUndefined();
  // The search itself finds one.
  expect(
    circleIn(
      new Map([
        ['a', new Set(['b'])],
        ['b', new Set(['c'])],
        ['c', new Set(['b'])],
      ]),
    ),
  ).toEqual(['b', 'c', 'b']);
});

/** The first circle of a graph, from its beginning back to it. */
function circleIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const follow = (node: string, way: string[]): string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = follow(next, [...way, node]);
      if (circle) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = follow(node, []);
    if (circle) return circle;
  }
  return undefined;
}
