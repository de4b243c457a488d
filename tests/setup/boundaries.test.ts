import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ESLint, Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import ts from 'typescript';
import { boundaries, codeIn, entryOf, fileOf, LAYERS, MANY, TOP_FOLDERS, whyNot } from '../../eslint.boundaries.cjs';

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

for (const [what, code] of [
  ['an import', "import { Journal } from '../store/open-store';"],
  ['an import of a type', "import type { Journal } from '../store/open-store';"],
  ['a type as an import', "type J = import('../store/open-store').Journal;"],
  ['an export', "export { Journal } from '../store/open-store';"],
  ['an export of everything', "export * from '../store/open-store';"],
  ['a late import', "void import('../store/open-store');"],
  ['a require', "require('../store/open-store');"],
  ['the package by its name', "import 'playwright-po-batch';"],
] as const) {
  test(`the rule sees ${what}`, () => {
    const config = {
      files: ['**/*.ts'],
      plugins: { folders: { rules: { boundaries } } },
      languageOptions: { parser },
      rules: { 'folders/boundaries': ['error', { root: ROOT }] },
    } as unknown as Linter.Config;
    const messages = new Linter({ cwd: ROOT }).verify(code, config, path.join(ROOT, 'session/list/any.ts'));
    expect(messages.map(({ ruleId }) => ruleId)).toEqual(['folders/boundaries']);
  });
}

test('lint has the rule on for every file, and keeps Playwright out of batch/', async () => {
  const eslint = new ESLint({ cwd: ROOT });
  const rulesOf = async (file: string) =>
    ((await eslint.calculateConfigForFile(file)) as { rules: Record<string, [number, { paths: { name: string }[] }]> })
      .rules;
  for (const folder of TOPS)
    expect((await rulesOf(`${folder}/any.ts`))['folders/boundaries']).toEqual([2, { root: ROOT }]);
  const [severity, { paths }] = (await rulesOf('batch/any.ts'))['no-restricted-imports']!;
  expect([severity, paths.map(({ name }) => name)]).toEqual([2, ['@playwright/test', 'playwright', 'playwright-core']]);
  expect((await rulesOf('session/any.ts'))['no-restricted-imports']).toBeUndefined();
});

test('no file and no folder imports itself by way of others', () => {
  const files = SHIPPED.flatMap(foldersIn).flatMap((folder) =>
    codeIn(path.join(ROOT, folder)).map((name) => `${folder}/${name}`),
  );
  const byFile = new Map(files.map((file) => [file, importsOf(file)]));
  const byFolder = new Map<string, Set<string>>();
  for (const [file, imported] of byFile) {
    const folder = path.posix.dirname(file);
    const others = [...imported].map((other) => path.posix.dirname(other)).filter((other) => other !== folder);
    byFolder.set(folder, new Set([...(byFolder.get(folder) ?? []), ...others]));
  }
  expect(circleIn(byFile), 'files').toBeUndefined();
  expect(circleIn(byFolder), 'folders').toBeUndefined();
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

/** Our own files that a file imports, for their types too. */
function importsOf(file: string): Set<string> {
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(ROOT, file), 'utf8'), true, true);
  const found = importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => fileOf(path.join(ROOT, file), fileName))
    .filter((target): target is string => target !== undefined);
  return new Set(found.map((target) => path.relative(ROOT, target).split(path.sep).join('/')));
}

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
