const { existsSync, readdirSync, statSync } = require('node:fs');
const path = require('node:path');

/** Which of the top folders each one may import from. One that is not named may import from all that ships. */
const TOP_FOLDERS = {
  batch: [],
  data: [],
  specs: ['fixtures'],
  fixtures: ['batch'],
  mail: ['batch'],
  session: ['batch', 'mail'],
  reporters: ['batch'],
  plugin: ['batch', 'data', 'fixtures', 'mail', 'reporters', 'session'],
};

/** What only developers run: nothing that ships may import it. */
const DEVELOPMENT = ['bench', 'setup', 'specs', 'tests'];

/** Within a top folder: which of its folders each one may import from. `.` is the top folder itself. */
const LAYERS = {
  batch: {
    '.': ['list', 'outcome'],
    protocol: ['list', 'outcome', 'profile', 'errors', 'settings'],
    'session-file': ['profile', 'errors', 'settings'],
    shards: ['list'],
    names: ['list', 'outcome', 'errors', 'settings', 'text'],
    workbook: ['list', 'errors', 'settings', 'text'],
    list: ['outcome', 'errors', 'settings', 'text'],
    system: ['profile'],
    profile: ['errors', 'settings'],
    outcome: ['text'],
    settings: ['errors', 'text'],
    errors: ['text'],
    text: [],
  },
  mail: { reading: [], printing: ['reading'] },
  session: {
    '.': ['tasks', 'pool', 'portal', 'profiles', 'list', 'mail', 'store', 'files'],
    mail: ['files'],
    tasks: ['store', 'files'],
    pool: ['pool/load'],
    'pool/load': [],
    portal: [],
    profiles: ['profiles/copying'],
    'profiles/copying': [],
    list: ['store', 'files'],
    store: ['store/files', 'store/local', 'store/model', 'store/postgres', 'files'],
    'store/files': ['store/local', 'store/model'],
    'store/postgres': ['store/local', 'store/model'],
    'store/local': ['store/model', 'files'],
    'store/model': [],
    files: [],
  },
  fixtures: {
    '.': ['order', 'edge', 'worker'],
    order: ['edge', 'downloads', 'pages', 'worker'],
    'sign-in': ['edge', 'pages'],
    edge: ['downloads', 'worker'],
    downloads: ['pages', 'worker'],
    pages: ['pages/unrendered', 'pages/exploring', 'pages/opening', 'pages/reading', 'pages/in-page', 'worker'],
    'pages/unrendered': ['pages/exploring', 'pages/opening', 'pages/reading', 'pages/in-page', 'worker'],
    'pages/exploring': ['pages/opening', 'pages/reading', 'pages/in-page', 'worker'],
    'pages/opening': ['pages/reading', 'pages/in-page', 'worker'],
    'pages/reading': ['pages/in-page', 'worker'],
    'pages/in-page': ['pages/in-page/base'],
    'pages/in-page/base': [],
    worker: [],
  },
  reporters: {
    console: ['text'],
    'run-report': ['run-page', 'summary', 'text'],
    'run-page': ['run-page/in-page', 'summary', 'text'],
    'run-page/in-page': ['run-page/in-page/base', 'run-page/in-page/charts'],
    'run-page/in-page/charts': ['run-page/in-page/base'],
    'run-page/in-page/base': [],
    summary: ['text'],
    text: [],
    allure: [],
  },
  plugin: { '.': ['settings', 'shards'], settings: [], shards: [] },
  cli: {
    '.': ['allure', 'doctor', 'init', 'inspect', 'merge', 'session-file', 'sign-in', 'common'],
    'session-file': ['sign-in', 'common'],
    init: ['common'],
    merge: ['common'],
    inspect: ['inspect/saving', 'common'],
    'inspect/saving': [],
    allure: ['common'],
    'sign-in': ['doctor/model', 'doctor/policies', 'common'],
    doctor: ['doctor/checks', 'doctor/model', 'common'],
    'doctor/checks': ['doctor/model', 'doctor/policies', 'common'],
    'doctor/policies': ['doctor/model'],
    'doctor/model': ['common'],
    common: [],
  },
  data: {
    '.': ['portal', 'portal/markup', 'portal/orders'],
    portal: ['portal/orders', 'portal/routes', 'portal/state'],
    'portal/routes': ['portal/files', 'portal/markup', 'portal/orders', 'portal/pages', 'portal/state'],
    'portal/state': ['portal/markup', 'portal/orders'],
    'portal/pages': ['portal/files', 'portal/markup', 'portal/orders'],
    'portal/markup': ['portal/orders'],
    'portal/orders': ['portal/files'],
    'portal/files': [],
  },
};

/** Folders of programs, which are started by their names and imported by nobody. */
const PROGRAMS = ['bench', 'cli', 'setup', 'specs'];

/** A folder whose entry is neither `index.ts` nor a file of the folder's own name. */
const ENTRIES = { plugin: 'purchase-order-batch.ts' };

/** More files of code than this need one file that stands for the folder. */
const MANY = 3;

const isCode = (name) => /\.(ts|cjs|mjs|js)$/.test(name) && !name.endsWith('.d.ts');

/** The files of code that lie in a folder itself. */
const codeIn = (folder) => readdirSync(folder).filter(isCode);

/** The one file by which others import the folder; undefined where they may import each of its few files. */
function entryOf(root, folder) {
  const absolute = path.join(root, folder);
  if (existsSync(path.join(absolute, 'index.ts'))) return 'index.ts';
  if (PROGRAMS.includes(folder) || folder.split('/')[0] === 'tests') return undefined;
  if (ENTRIES[folder]) return ENTRIES[folder];
  const files = codeIn(absolute);
  return files.length > MANY ? (files.find((name) => name === `${path.basename(folder)}.ts`) ?? 'index.ts') : undefined;
}

/** Why the file `from` may not import the file `to`, both by their paths from the root; undefined when it may. */
function whyNot(root, from, to) {
  const [importer, imported] = [from, to].map((file) => path.posix.dirname(file));
  const [top, other] = [importer, imported].map((folder) => folder.split('/')[0]);
  // A test may reach into what it tests; the programs of setup/ run before there is anything but Node.
  if (top === 'tests' || top === 'setup' || importer === imported) return undefined;
  if (imported === '.') return 'The entry of the package is for its users: import the module itself.';
  if (!DEVELOPMENT.includes(top) && DEVELOPMENT.includes(other))
    return `What ships may not import ${other}/, which only developers run.`;
  if (top !== other) {
    const allowed = TOP_FOLDERS[top];
    if (allowed && !allowed.includes(other))
      return `${top}/ may import from ${allowed.join('/, ') || 'no other top folder'}${allowed.length ? '/' : ''} only.`;
  } else {
    const [own, its] = [importer, imported].map((folder) => folder.slice(top.length + 1) || '.');
    if (LAYERS[top] && !LAYERS[top][own]?.includes(its))
      return `${importer}/ may not import from ${imported}/: the order of folders stands in oxlint.boundaries.cjs.`;
  }
  const entry = entryOf(root, imported);
  return entry === undefined || path.posix.basename(to) === entry
    ? undefined
    : `${imported}/ is imported through its ${entry} only.`;
}

/** The file that a relative import means, as Node and TypeScript find it; undefined when there is none. */
function fileOf(importer, source) {
  const target = path.resolve(path.dirname(importer), source);
  const isFile = (file) => statSync(file, { throwIfNoEntry: false })?.isFile();
  return [target, `${target}.ts`, path.join(target, 'index.ts'), `${target}.cjs`].find(isFile);
}

const posix = (file) => file.split(path.sep).join('/');

/** Holds the order of the folders, for imports of types too. */
const boundaries = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const root = context.cwd;
    const importer = context.filename;
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      if (source.value.startsWith('playwright-po-batch'))
        context.report({ node: source, message: 'Import the file itself: this package by its name is another copy.' });
      if (!source.value.startsWith('.')) return;
      const file = fileOf(importer, source.value);
      const message = file && whyNot(root, posix(path.relative(root, importer)), posix(path.relative(root, file)));
      if (message) context.report({ node: source, message });
    };
    const ofStatement = (node) => check(node.source);
    return {
      ImportDeclaration: ofStatement,
      ExportNamedDeclaration: ofStatement,
      ExportAllDeclaration: ofStatement,
      ImportExpression: ofStatement,
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
      CallExpression: (node) => node.callee.name === 'require' && check(node.arguments[0]),
    };
  },
};

/**
 * No line of more than 120 characters. The formatter breaks code, but leaves comments and strings as long as they are.
 * Addresses and regular expressions cannot be broken; a message in a template stays one line, to be found; a test's
 * title stays in the line of its call.
 */
const lineLength = {
  meta: { type: 'layout', schema: [] },
  create(context) {
    const lines = context.sourceCode.lines;
    const check = ({ start, end }) => {
      for (let number = start.line; number <= end.line; number++) {
        const line = lines[number - 1];
        if (line.length <= 120 || /:\/\/|`|^\s*(await )?test(\.step)?\(/.test(line)) continue;
        const loc = { start: { line: number, column: 120 }, end: { line: number, column: line.length } };
        context.report({ loc, message: `This line has ${line.length} characters, more than 120.` });
      }
    };
    return {
      Program: () => context.sourceCode.getAllComments().forEach(({ loc }) => check(loc)),
      Literal: ({ value, loc }) => typeof value === 'string' && loc.end.column > 120 && check(loc),
    };
  },
};

module.exports = {
  meta: { name: 'folders' },
  rules: { boundaries, 'line-length': lineLength },
  TOP_FOLDERS,
  LAYERS,
  MANY,
  codeIn,
  entryOf,
  whyNot,
};
