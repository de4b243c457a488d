import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import folders from './eslint.boundaries.cjs';

/** Prettier keeps the title of a test in the line of its call. */
const TEST_TITLE = '^\\s*(await )?test(\\.step)?\\(';

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
  {
    files: ['**/*.{ts,cjs,js}'],
    plugins: { folders: { rules: { boundaries: folders.boundaries } } },
    rules: { 'folders/boundaries': ['error', { root: import.meta.dirname }] },
  },
  {
    // Prettier leaves comments and strings as long as they are. A message in a template stays one line, to be found.
    rules: {
      'max-len': [
        'error',
        {
          code: 120,
          ignoreUrls: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
          ignorePattern: TEST_TITLE,
        },
      ],
    },
  },
  {
    files: ['batch/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: ['@playwright/test', 'playwright', 'playwright-core'].map((name) => ({
            name,
            message: 'batch/ is free of Playwright.',
          })),
        },
      ],
    },
  },
);
