import path from 'node:path';
import { expect, test } from '@playwright/test';
import { keepCompiledCode } from '../../plugin/compile-cache';
import { REPOSITORY } from '../support/run-batch';

test('compiled code is kept among the modules, unless the person has a place for it', () => {
  const env: NodeJS.ProcessEnv = {};
  keepCompiledCode(env);
  expect(env['NODE_COMPILE_CACHE']).toBe(path.join(REPOSITORY, 'node_modules', '.cache', 'playwright-po-batch'));
  const own = { NODE_COMPILE_CACHE: '/elsewhere' };
  keepCompiledCode(own);
  expect(own).toEqual({ NODE_COMPILE_CACHE: '/elsewhere' });
});
