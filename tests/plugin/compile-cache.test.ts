import path from 'node:path';
import { expect, test } from '@playwright/test';
import { keepCompiledCode } from '../../plugin/compile-cache';
import { REPOSITORY } from '../support/run-batch';

const PRELOAD = path.join(REPOSITORY, 'plugin', 'kept-code.cjs');

test('compiled code is kept among the modules, unless the person has a place for it', () => {
  const env: NodeJS.ProcessEnv = {};
  keepCompiledCode(env, []);
  expect(env['NODE_COMPILE_CACHE']).toBe(path.join(REPOSITORY, 'node_modules', '.cache', 'playwright-po-batch'));
  const own = { NODE_COMPILE_CACHE: '/elsewhere' };
  keepCompiledCode(own, []);
  expect(own).toEqual({ NODE_COMPILE_CACHE: '/elsewhere' });
});

test('worker processes of a Node that keeps nothing by itself get the module that does, once, after arguments of the person', () => {
  const execArgv = ['--max-old-space-size=4096'];
  for (let time = 0; time < 2; time++) keepCompiledCode({}, execArgv, false);
  expect(execArgv).toEqual(['--max-old-space-size=4096', '-r', PRELOAD]);
  const newer: string[] = [];
  keepCompiledCode({}, newer, true);
  expect(newer).toEqual([]);
});
