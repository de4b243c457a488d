import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Which of our folders each folder may import from; a folder that is not named here may import from all. */
const MAY_IMPORT = {
  batch: [],
  data: [],
  specs: ['fixtures'],
  fixtures: ['batch'],
  session: ['batch'],
  reporters: ['batch'],
};
const FOLDERS = [
  'batch',
  'bench',
  'cli',
  'data',
  'fixtures',
  'plugin',
  'reporters',
  'session',
  'setup',
  'specs',
  'tests',
];
/** What only developers run; nothing that ships may lean on it. */
const DEVELOPMENT = ['bench', 'setup', 'specs', 'tests'];

const restricted = (forbidden, message, paths = []) => ({
  // `../` first: a folder of the same name inside one's own folder is no other house.
  'no-restricted-imports': [
    'error',
    {
      paths,
      patterns: [
        { regex: `^(\\.\\./)+(${forbidden.join('|')}|index)(/|$)`, message },
        { group: ['playwright-po-batch*'] },
      ],
    },
  ],
});

const boundaries = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  files: [`${folder}/**/*.ts`],
  rules: restricted(
    FOLDERS.filter((other) => other !== folder && !allowed.includes(other)),
    `${folder}/ may import from ${allowed.join(', ') || 'none of our other folders'} only.`,
    folder === 'batch'
      ? ['@playwright/test', 'playwright', 'playwright-core'].map((name) => ({
          name,
          message: 'batch/ is free of Playwright.',
        }))
      : [],
  ),
}));

const nodeGlobals = Object.fromEntries(
  [
    '__dirname',
    'Buffer',
    'clearInterval',
    'clearTimeout',
    'console',
    'exports',
    'module',
    'process',
    'require',
    'setInterval',
    'setTimeout',
    'URL',
  ].map((name) => [name, 'readonly']),
);

export default tseslint.config(
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  { ignores: ['dist', 'batch-report', 'playwright-report', 'test-results', '.test-output', 'allure-*', 'data/sample'] },
  {
    files: ['**/*.{js,cjs,mjs}'],
    ...js.configs.recommended,
    languageOptions: { globals: nodeGlobals },
  },
  { files: ['**/*.{js,cjs}'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.base, tseslint.configs.eslintRecommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-unused-vars': 'off',
      // Taking control characters out of what servers send is this project's business.
      'no-control-regex': 'off',
      // Playwright reads a test's fixtures from its first parameter: `({}, testInfo)` is the way to say none.
      'no-empty-pattern': 'off',
      'prefer-const': 'error',
      'no-var': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  ...boundaries,
  {
    files: ['cli/**/*.ts', 'plugin/**/*.ts', 'index.ts'],
    rules: restricted(DEVELOPMENT, 'What ships may not import what only developers run.'),
  },
);
